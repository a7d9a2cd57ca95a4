"""What is compared of two claims, in which levels, and each level in words.

A comparison's levels are tried in order; the first whose SQL holds is the pair's. Where
``unknown`` holds nothing is compared, and the comparison weighs nothing.
"""

import math
from dataclasses import dataclass

from sourceline.fuse.features import PEOPLE, Features, totals

MACROS = (
    # Days between two ranges, 0 or less where they overlap.
    "gap(a, b, c, d) AS greatest(a, c) - least(b, d)",
    # Kilometres between two points (haversine).
    """apart(a, b, c, d) AS 12742 * asin(least(1.0, sqrt(
        pow(sin(radians(c - a) / 2), 2)
        + cos(radians(a)) * cos(radians(c)) * pow(sin(radians(d - b) / 2), 2))))""",
)
_DAYS = "gap(first_l, last_l, first_r, last_r)"
_SHARP = "last_l - first_l <= 1 AND last_r - first_r <= 1"
_NARROW = "last_l - first_l <= 14 AND last_r - first_r <= 14"
_FAR = "apart(lat_l, lon_l, lat_r, lon_r)"
_EDGES = f"{_FAR} - radius_l - radius_r"
_SAME_SPOT = "list_has_any(spots_l, spots_r)"
_ALL_SHARED = (
    "len(list_intersect(armed_l, armed_r)) = least(len(armed_l), len(armed_r))"
)
_NAMED = "(list_has_any(spots_l, spoken_r) OR list_has_any(spots_r, spoken_l))"
_WITHIN = f"coalesce({_EDGES} <= 20, country_l = country_r)"
# A place that no list holds stands at its province or beside: its name is worth more.
_SAME_NAMED = (
    f"{_SAME_SPOT} AND coalesce({_FAR} <= 60 OR NOT (exact_l AND exact_r), true)"
)
_SMALL = "coalesce(least(radius_l, radius_r) <= 4 OR NOT (exact_l AND exact_r), true)"
_BOTH_TAKE_ONE = f"takes_l AND takes_r AND {_SAME_NAMED} AND {_SMALL} AND {_DAYS} <= 0"
_BOTH_PRECISE = "precise_l AND precise_r"
# Who leaves a town and who takes it tell one happening with the roles exchanged.
_TRANSFER = "'Non-violent transfer of territory'"
_SAME_ROLE = (
    "(list_has_any(begins_l, begins_r) OR list_has_any(meets_l, meets_r) "
    "OR (takes_l AND takes_r AND sub_type_l <> sub_type_r "
    f"AND (sub_type_l = {_TRANSFER} OR sub_type_r = {_TRANSFER})))"
)
_OTHER_HARM = (
    "list_max(list_concat(list_intersect(killed_l, hurt_r), "
    f"list_intersect(hurt_l, killed_r))) % {PEOPLE}"
)


def _shared(column: str) -> str:
    return f"len(list_intersect({column}_l, {column}_r))"


def _jaccard(column: str) -> str:
    joined = f"(len({column}_l) + len({column}_r) - {_shared(column)})"
    return f"{_shared(column)} / {joined}"


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison.

    Attributes:
        name: what weights are kept under, and the words for it where none are made from
            the values.
        sql: condition over the columns of both claims; None for the last.
    """

    name: str
    sql: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison.

    Attributes:
        name: what weights are kept under.
        unknown: SQL that holds where one of the claims is silent.
        levels: outcomes, the first that holds.
    """

    name: str
    unknown: str
    levels: tuple[Level, ...]


def _counted(column: str) -> Comparison:
    """Figures for one harm: of a group where both tell one, else of all."""
    a, b = f"{column}_l", f"{column}_r"
    figure = f"list_max(list_intersect({a}, {b})) % {PEOPLE}"
    top_a, top_b = f"most_{column}_l", f"most_{column}_r"
    high, low = f"greatest({top_a}, {top_b})", f"least({top_a}, {top_b})"
    later = f"""((printed_l < printed_r AND {top_a} < {top_b})
        OR (printed_r < printed_l AND {top_b} < {top_a}))"""
    return Comparison(
        column,
        f"len({a}) = 0 OR len({b}) = 0",
        (
            Level("same figure, 10 or more", f"({figure}) >= 10"),
            Level("same figure, 4 to 9", f"({figure}) >= 4"),
            Level("same figure, up to 3", f"({figure}) >= 0"),
            Level("revised upwards", f"{high} <= 2 * {low} + 1 AND {later}"),
            Level("near figures", f"{high} <= 2 * {low} + 1"),
            Level("figures far apart", f"{high} > 5 * {low} + 5"),
            Level("contradicting figures", None),
        ),
    )


COMPARISONS = (
    Comparison(
        "date",
        "first_l IS NULL OR first_r IS NULL",
        (
            Level("same day", f"{_SHARP} AND {_DAYS} <= 0 AND dated_l AND dated_r"),
            Level("same few days", f"{_NARROW} AND {_DAYS} <= 0"),
            Level(
                "a day apart, both dated",
                f"{_SHARP} AND {_DAYS} = 1 AND dated_l AND dated_r",
            ),
            Level("a day apart", f"{_NARROW} AND {_DAYS} = 1"),
            Level("days apart", f"{_NARROW} AND {_DAYS} <= 3"),
            Level("within a wide range", f"{_DAYS} <= 0"),
            Level("outside a wide range", None),
        ),
    ),
    Comparison(
        "place",
        "false",
        (
            Level("no place said", "country_l IS NULL OR country_r IS NULL"),
            Level("same small place", f"{_SAME_NAMED} AND {_SMALL}"),
            Level("same place", _SAME_NAMED),
            Level("place named by the other too", f"{_NAMED} AND {_WITHIN}"),
            Level("same point", f"{_BOTH_PRECISE} AND {_EDGES} <= 3"),
            Level("near by", f"{_BOTH_PRECISE} AND {_EDGES} <= 20"),
            Level(
                "within the wider place",
                f"{_EDGES} <= 3 AND radius_l + radius_r <= 300",
            ),
            Level("same province", "unit_l = unit_r"),
            Level(
                "next to the wider place",
                f"{_EDGES} <= 20 AND radius_l + radius_r <= 300",
            ),
            Level(
                "same country",
                "country_l = country_r AND NOT (precise_l AND precise_r)",
            ),
            Level("place named by the other, but far", _NAMED),
            Level("elsewhere", None),
        ),
    ),
    Comparison(
        "type",
        "false",
        (
            Level(
                "same taking of one place",
                f"sub_type_l = sub_type_r AND {_BOTH_TAKE_ONE}",
            ),
            Level("takings of one place", _BOTH_TAKE_ONE),
            Level("same taking of territory", "sub_type_l = sub_type_r AND takes_l"),
            Level("takings of territory", "takes_l AND takes_r"),
            Level(
                "same rare type",
                "sub_type_l = sub_type_r AND sub_type_l NOT IN "
                "('Armed clash', 'Attack', 'Air/drone strike', 'Other')",
            ),
            Level("same type", "sub_type_l = sub_type_r"),
            Level("same kind", "kind_l = kind_r"),
            Level(
                "kinds that are confused",
                "kind_l IN ('Battles', 'Explosions/Remote violence', "
                "'Violence against civilians') AND kind_r IN ('Battles', "
                "'Explosions/Remote violence', 'Violence against civilians')",
            ),
            Level("unlike types", None),
        ),
    ),
    Comparison(
        "sides",
        "len(armed_l) = 0 OR len(armed_r) = 0",
        (
            Level("same sides", f"{_shared('armed')} >= 2 AND {_SAME_ROLE}"),
            Level("same sides, other roles", f"{_shared('armed')} >= 2"),
            Level(
                "one side the same, the other not said",
                f"{_ALL_SHARED} AND {_SAME_ROLE}",
            ),
            Level(
                "one side in another role",
                _ALL_SHARED,
            ),
            Level("one side the same, the other not", f"{_shared('armed')} >= 1"),
            Level("kindred sides", "list_has_any(kin_l, kin_r)"),
            Level("other sides", None),
        ),
    ),
    _counted("killed"),
    _counted("hurt"),
    _counted("taken"),
    Comparison(
        "things",
        "len(things_l) = 0 OR len(things_r) = 0",
        (
            Level("same weapons or objects", f"{_shared('things')} >= 2"),
            Level("a weapon or object in common", f"{_shared('things')} = 1"),
            Level("other weapons or objects", None),
        ),
    ),
    Comparison(
        "names",
        "len(names_l) = 0 OR len(names_r) = 0",
        (
            Level("four names in common", f"{_shared('names')} >= 4"),
            Level("names in common", f"{_shared('names')} >= 2"),
            Level("a name in common", f"{_shared('names')} = 1"),
            Level("no names in common", None),
        ),
    ),
    Comparison(
        "hit",
        "len(hit_l) = 0 OR len(hit_r) = 0",
        (
            Level(
                "the same kinds of people hit",
                "hit_l = hit_r",
            ),
            Level("a kind of people hit in common", f"{_shared('hit')} >= 1"),
            Level("other people hit", None),
        ),
    ),
    Comparison(
        "triggers",
        "len(triggers_l) = 0 OR len(triggers_r) = 0",
        (
            Level("the same words for it", f"{_jaccard('triggers')} >= 0.6"),
            Level("alike words for it", f"{_jaccard('triggers')} >= 0.25"),
            Level("a word for it in common", f"{_shared('triggers')} >= 1"),
            Level("other words for it", None),
        ),
    ),
    Comparison(
        "wording",
        "len(words_l) < 3 OR len(words_r) < 3",
        (
            Level("nearly the same words", f"{_jaccard('words')} >= 0.3"),
            Level("similar words", f"{_jaccard('words')} >= 0.12"),
            Level("some words in common", f"{_jaccard('words')} >= 0.06"),
            Level("few words in common", f"{_jaccard('words')} >= 0.03"),
            Level("no words in common", None),
        ),
    ),
    Comparison(
        "rare",
        "len(words_l) < 3 OR len(words_r) < 3",
        (
            Level("four rare words in common", f"{_shared('rare')} >= 4"),
            Level("rare words in common", f"{_shared('rare')} >= 2"),
            Level("a rare word in common", f"{_shared('rare')} = 1"),
            Level("no rare words in common", None),
        ),
    ),
    Comparison(
        "summing",
        "false",
        (
            Level(
                "neither sums over events, or both to one figure",
                "len(sums_l) + len(sums_r) = 0 "
                "OR list_max(list_intersect(sums_l, sums_r)) > 0",
            ),
            Level("only one sums over events", "len(sums_l) = 0 OR len(sums_r) = 0"),
            Level("other sums over events", None),
        ),
    ),
    Comparison(
        "printed",
        "printed_l IS NULL OR printed_r IS NULL",
        (
            Level("printed within days", "abs(printed_l - printed_r) <= 3"),
            Level("printed within a fortnight", "abs(printed_l - printed_r) <= 14"),
            Level("printed within months", "abs(printed_l - printed_r) <= 120"),
            Level("printed long apart", None),
        ),
    ),
    Comparison(
        "toll",
        "false",
        (
            Level("the same figure for another harm", f"{_OTHER_HARM} >= 4"),
            Level(
                "both count people harmed",
                "most_killed_l + most_killed_r IS NOT NULL "
                "OR most_hurt_l + most_hurt_r IS NOT NULL "
                "OR most_taken_l + most_taken_r IS NOT NULL",
            ),
            Level(
                "neither counts people harmed",
                "coalesce(most_killed_l, most_hurt_l, most_taken_l, "
                "most_killed_r, most_hurt_r, most_taken_r) IS NULL",
            ),
            Level("only one counts people harmed", None),
        ),
    ),
    Comparison(
        "prominence",
        "false",
        (
            Level("both tell it first", "lead_l AND lead_r"),
            Level("one tells it first", "lead_l <> lead_r"),
            Level("both tell it further down", None),
        ),
    ),
    Comparison(
        "telling",
        "false",
        (
            Level("both tell it as news", "NOT background_l AND NOT background_r"),
            Level("one recalls it as history", "background_l <> background_r"),
            Level("both recall it as history", None),
        ),
    ),
    Comparison(
        "status",
        "false",
        (
            Level("both say that it happened", "NOT denied_l AND NOT denied_r"),
            Level("one denies it", "denied_l <> denied_r"),
            Level("both deny it", None),
        ),
    ),
)

_HARM_WORDS = {"killed": "killed", "hurt": "hurt", "taken": "taken or missing"}


def in_words(comparison: str, level: str, one: Features, other: Features) -> str:
    """A level in words, with the values where they say more than the level's name."""
    made = level
    if comparison in _HARM_WORDS:
        made = _figures(comparison, level, one, other)
    elif comparison == "date":
        made = _dates(level, one, other)
    elif comparison == "place":
        made = _places(level, one, other)
    elif comparison == "type":
        told = sorted({one.sub_type, other.sub_type})
        made = f"both {told[0]}" if len(told) == 1 else " against ".join(told)
    elif level == "other sides":
        first, second = sorted((one.armed, other.armed))
        made = f"other sides: {', '.join(first)} against {', '.join(second)}"
    return made


def _figures(counted: str, level: str, one: Features, other: Features) -> str:
    harm = _HARM_WORDS[counted]
    first, second = sorted(
        (one, other), key=lambda x: (x.printed or 0, getattr(x, counted), x.claim)
    )
    mine, theirs = getattr(first, counted), getattr(second, counted)
    if level.startswith("same figure"):
        return f"{max(set(mine) & set(theirs)) % PEOPLE} {harm} in both"
    a, b = max(totals(mine), default=None), max(totals(theirs), default=None)
    if a is None or b is None:
        return f"{level} of {harm}"
    note = {
        "revised upwards": ", revised upwards",
        "contradicting figures": ", contradicting",
        "figures far apart": ", contradicting",
    }
    return f"{a} against {b} {harm}{note.get(level, '')}"


def _dates(level: str, one: Features, other: Features) -> str:
    if (
        one.first is None
        or other.first is None
        or one.last is None
        or other.last is None
    ):
        return level
    apart = max(one.first, other.first) - min(one.last, other.last)
    return f"{apart} days apart" if apart > 1 else level


def _places(level: str, one: Features, other: Features) -> str:
    if level in {
        "same small place",
        "same place",
        "same province",
        "within the wider place",
    }:
        return level
    far = kilometres(one, other)
    if far is None or level == "same country":
        return level
    return f"{level}, {far:.0f} km apart"


def kilometres(one: Features, other: Features) -> float | None:
    """Great-circle distance between the points of two claims (haversine)."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    a, b = math.radians(one.lat), math.radians(other.lat)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a)
        * math.cos(b)
        * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    )
    return 12742 * math.asin(min(1.0, math.sqrt(h)))
