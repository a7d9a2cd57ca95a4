"""The two sides of an incident, for formats that know no more than two."""

from collections.abc import Sequence

from sourceline.model.incidents import Incident, IncidentParticipant

ORGANISED = frozenset(
    {
        "state forces",
        "external forces",
        "rebel group",
        "political militia",
        "identity militia",
    }
)
STATE = frozenset({"state forces", "external forces"})
CROWD = frozenset({"civilians", "protesters", "rioters"})

Side = list[IncidentParticipant]
_ROLES = ("initiator", "target", "victim", "party", "ally", "instrument_owner")


def sides(incident: Incident) -> tuple[Side, Side]:
    """Who begins and who suffers, each in the order of how many claims name him.

    Whoever has no such role goes to the side of his camp (state and foreign forces,
    other armed groups, crowds, people); parties fill an empty side first, then the
    owner of a weapon that of those who begin. Soldiers and rebels who both begin, and
    attack nobody else, fight each other.
    """
    by_role = _by_role(incident.participants)
    first = by_role["initiator"]
    second = by_role["target"] + by_role["victim"]
    _join_parties(by_role["party"], first, second)
    if not second:
        first, second = _apart(first)
    for one in by_role["instrument_owner"]:
        (_own_side(one, first, second) if first else first).append(one)
    for one in by_role["ally"]:
        _own_side(one, first, second).append(one)
    return first, second


def _by_role(found: Sequence[IncidentParticipant]) -> dict[str, Side]:
    """Each actor once, in the strongest of his roles."""
    out: dict[str, Side] = {role: [] for role in _ROLES}
    seen = set()
    for role in _ROLES:
        own = [p for p in found if p.role == role]
        for one in sorted(own, key=lambda p: (-len(p.claims), p.actor, p.actor_type)):
            if one.actor not in seen:
                seen.add(one.actor)
                out[role].append(one)
    return out


def _apart(side: Side) -> tuple[Side, Side]:
    """Those of the first one's camp, and armed men of another."""
    foes = [p for p in side if p.actor_type in ORGANISED and _camp(p) != _camp(side[0])]
    if not foes or side[0].actor_type not in ORGANISED:
        return side, []
    return [p for p in side if p not in foes], foes


def _join_parties(parties: Side, first: Side, second: Side) -> None:
    if parties and not first and not second:
        first.append(parties[0])
        parties = parties[1:]
    rest = []
    for one in parties:
        if not second and _camp(one) != _camp(first[0]):
            second.append(one)
        elif not first and _camp(one) != _camp(second[0]):
            first.append(one)
        else:
            rest.append(one)
    if rest and not second:
        second.append(rest.pop(0))
    if rest and not first:
        first.append(rest.pop(0))
    for one in rest:
        _own_side(one, first, second).append(one)


def _own_side(one: IncidentParticipant, first: Side, second: Side) -> Side:
    with_second = bool(second) and _camp(one) == _camp(second[0])
    with_first = bool(first) and _camp(one) == _camp(first[0])
    return second if with_second and not with_first else first


def _camp(one: IncidentParticipant) -> str:
    if one.actor_type in STATE:
        return "state"
    if one.actor_type == "rioters":
        return "crowd"
    return "people" if one.actor_type in CROWD else "armed"
