"""The shipped tables of actors with invented groups before them."""

from itertools import count
from pathlib import Path

import sourceline
from sourceline.model.claims import TextSpan
from sourceline.resolve.actors import ActorPhrase
from sourceline.resolve.lexicon import (
    ACTOR_COLUMNS,
    build_lexicon,
    read_actors,
    read_countries,
    read_descriptions,
)

DATA = Path(sourceline.__file__).parent / "data"
HEADER = ",".join(ACTOR_COLUMNS)
OWN = f"""# an invented table
{HEADER}
Red Falcon Front,RFF|Red Falcons|the Falcons@,rebel group,ML|NE,2010,,non-state
Harbour Watch,,political militia,ML,,2015,state
Harbour Watch,,rebel group,ML,2016,,non-state
Old Lagoon Army,Lagoon Army,rebel group,ML,1990,1999,non-state
New Lagoon Army,Lagoon Army,rebel group,ML,2000,,non-state
"""


def tables() -> tuple:
    return (
        read_actors((DATA / "actors.csv").read_text(encoding="utf-8"), "actors.csv"),
        read_countries(
            (DATA / "countries.csv").read_text(encoding="utf-8"), "countries.csv"
        ),
        read_descriptions(
            (DATA / "descriptions.csv").read_text(encoding="utf-8"), "descriptions.csv"
        ),
    )


ACTORS, COUNTRIES, DESCRIPTIONS = tables()
LEX = build_lexicon((*read_actors(OWN, "own.csv"), *ACTORS), COUNTRIES, DESCRIPTIONS)


def phrases(*given: str | tuple) -> list[ActorPhrase]:
    """Phrases in text order; a tuple gives text, entity and type."""
    out, at, number = [], 0, count(100)
    for each in given:
        text, entity, kind = (
            each if isinstance(each, tuple) else (each, next(number), None)
        )
        out.append(ActorPhrase(text, TextSpan(at, at + len(text)), entity, kind))
        at += len(text) + 1
    return out
