from sourceline.resolve.actors import resolve_actors
from sourceline.resolve.sides import side
from tests.resolve.actors_world import LEX, phrases


def test_sides() -> None:
    def of(
        text: str, kind: str | None = None, country: str | None = "ML", year: int = 2018
    ) -> str | None:
        [actor] = resolve_actors(phrases((text, 1, kind)), country, year, LEX)
        return side(actor, country, LEX)

    assert of("soldiers") == "combatant-state"
    assert of("French soldiers") == "combatant-state"
    assert of("Red Falcon Front") == "combatant-non-state"
    assert of("Harbour Watch", year=2012) == "combatant-state"
    assert of("Harbour Watch", year=2012, country="PE") == "combatant-non-state"
    assert of("Harbour Watch", year=2019) == "combatant-non-state"
    assert of("demonstrators") == "civilian"
    assert (
        of("they", "unknown") is None or of("they", "unknown") == "combatant-non-state"
    )
