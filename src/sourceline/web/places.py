"""The map: incidents gathered by place, each place a circle as wide as it is unsure."""

from dataclasses import dataclass

import numpy as np

from sourceline.web.catalogue import Catalogue, Mask


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map.

    Attributes:
        name: as it is shown.
        lat: degrees north of its point.
        lon: degrees east.
        radius_km: how far the true place may lie from there.
        precision: UCDP where_prec.
        incidents: how many.
        deaths: sum of the best figures.
    """

    name: str
    lat: float
    lon: float
    radius_km: float
    precision: int
    incidents: int
    deaths: int


def spots(
    catalogue: Catalogue, mask: Mask, most: int | None = None
) -> tuple[list[Spot], int, int]:
    """The places of some incidents, those with the most first.

    Args:
        catalogue: the incidents.
        mask: which of them.
        most: how many places are told; all when None.

    Returns:
        The places, how many there are, and how many incidents have none.
    """
    codes, places = catalogue.spots
    chosen = np.flatnonzero(mask & (codes >= 0))
    count = np.bincount(codes[chosen], minlength=len(places))
    deaths = np.bincount(
        codes[chosen], np.maximum(catalogue.deaths[chosen], 0), len(places)
    )
    present = np.flatnonzero(count)
    order = present[np.argsort(-count[present], kind="stable")][:most].tolist()
    found = []
    for at in order:
        name, lat, lon, radius, precision = places[at]
        told = int(count[at]), int(deaths[at])
        found.append(Spot(name, lat, lon, radius, precision, *told))
    return found, len(present), int(mask.sum()) - len(chosen)
