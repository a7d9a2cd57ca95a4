"""Everything that is said about one place."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sourceline.control.claims import KINDS, Said, read, taken_in
from sourceline.control.places import folded, place_key
from sourceline.model.claims import ControlClaim, Place
from sourceline.model.incidents import ControlTestimony, Testimony

_FACTUAL = frozenset({"occurred", "ongoing"})


@dataclass(slots=True)
class Site:
    """Everything that is said about one place."""

    key: str
    places: Counter[Place] = field(default_factory=Counter)
    whole: list[Said] = field(default_factory=list)
    part: list[Said] = field(default_factory=list)
    denied: list[Said] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """The place as most claims give it."""
        return min(self.places.items(), key=lambda kv: (-kv[1], repr(kv[0])))[0]

    def one_name_each(self) -> None:
        """Call a holder by the shortest of this place's holder names that begins his
        own ("Army of X" for "Army of X 9th Division").
        """
        listed = (self.whole, self.part, self.denied)
        names: dict[str, str] = {}
        for said in (one for many in listed for one in many):
            key = folded(said.holder)
            names[key] = min(names.get(key, said.holder), said.holder)
        short = {k: names[_shortest(k, names)] for k in names}
        for many in listed:
            for i, said in enumerate(many):
                name = short[folded(said.holder)]
                if name != said.holder:
                    many[i] = replace(said, holder=name)
            many.sort(key=lambda s: (s.id, s.report))


def _shortest(name: str, names: Mapping[str, str]) -> str:
    words = name.split()
    heads = (" ".join(words[:n]) for n in range(1, len(words) + 1))
    return next((h for h in heads if h in names), name)


def read_sites(
    testimonies: Sequence[ControlTestimony], events: Sequence[Testimony]
) -> list[Site]:
    """Claims and battles gathered by place, in the order of the places' keys."""
    sites: dict[str, Site] = {}
    told: dict[tuple[str, str], list[ControlClaim]] = defaultdict(list)
    for one in testimonies:
        claim = one.claim
        if claim.status not in _FACTUAL and claim.status != "denied":
            continue
        key = place_key(claim.place)
        site = sites.setdefault(key, Site(key))
        site.places[replace(claim.place, span=None)] += 1
        said = read(claim, one.outlet)
        if claim.status == "denied":
            site.denied.append(said)
            continue
        told[claim.report, key].append(claim)
        whole = claim.extent != "part" and claim.kind in KINDS
        (site.whole if whole else site.part).append(said)
    for event in events:
        if (place := event.claim.place) is None:
            continue
        key = place_key(place)
        taken = taken_in(event, told.get((event.claim.report, key), ()))
        if taken is not None:
            site = sites.setdefault(key, Site(key))
            site.places[replace(place, span=None)] += 1
            site.whole.append(taken)
    return [sites[k] for k in sorted(sites)]
