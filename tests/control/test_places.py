"""What two mentions of one place share."""

from sourceline.control import place_key
from sourceline.model.claims import Place, Relation
from tests.control.invented import town


def test_place_key() -> None:
    here = town("Mirna")
    assert place_key(here) == "geonames:Mirna"
    near = Relation(None, None, "Mirna", "near Mirna")
    hamlet = Place(
        "Ol\u00e9 Farm", "Mirna", "geonames:Mirna", near, "Coast", "XX", 1, 1, 2, 9
    )
    again = Place("ole-farm", None, None, None, "coast", "xx", None, None, 2, None)
    assert place_key(hamlet) == "ole farm|coast|xx"
    assert place_key(again) == place_key(hamlet)
    the_town = Place(
        "the town", "Mirna", "geonames:Mirna", near, "Coast", "XX", 1, 1, 2, 9
    )
    assert place_key(the_town) != place_key(
        Place(
            "the town",
            "Harn",
            "geonames:Harn",
            Relation(None, None, "Harn", "the town"),
            "Coast",
            "XX",
            1,
            1,
            2,
            9,
        )
    )
