"""Release profiles: what leaves the project, how coarse, how late."""

from dataclasses import dataclass
from types import MappingProxyType

from sourceline.errors import InputError


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile.

    Attributes:
        name: as the command names it.
        public: whether names, words and exact places are taken out. False shows every
            record as the project has it.
        embargo_days: nothing younger on the day of the release is shown.
        smallest_group: a sensitive event with a smaller group shows no figures by
            group; 0 for no such rule.
        digits: decimals of a named place's coordinates at most.
        grid_degrees: cells of the grid for points that are no named place's, at least.
        actors: names of groups to show although the program's lists lack them.
    """

    name: str
    public: bool
    embargo_days: int = 0
    smallest_group: int = 0
    digits: int = 2
    grid_degrees: float = 0.1
    actors: tuple[str, ...] = ()


DEFAULT = "public-safe"
PROFILES = MappingProxyType(
    {
        p.name: p
        for p in (
            Profile("internal", public=False),
            Profile(DEFAULT, public=True, embargo_days=14, smallest_group=3),
        )
    }
)
"""The built-in profiles by name."""


def profile_of(name: str = DEFAULT) -> Profile:
    """The built-in profile of a name.

    Raises:
        InputError: there is none of that name.
    """
    found = PROFILES.get(name)
    if found is None:
        raise InputError(f"no profile {name!r}", expected=" or ".join(PROFILES))
    return found
