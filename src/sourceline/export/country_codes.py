"""Codes of countries in the data sets that exports follow (``country_codes.csv``)."""

import csv
from dataclasses import dataclass
from functools import cache

from sourceline.resources import table

_REGIONS = (
    (2, 165, "Americas"),
    (200, 395, "Europe"),
    (400, 626, "Africa"),
    (630, 698, "Middle East"),
    (700, 990, "Asia"),
)
"""UCDP regions by range of Gleditsch-Ward number (UCDP/PRIO codebook)."""


@dataclass(frozen=True, slots=True)
class CountryCodes:
    """One country.

    Attributes:
        iso2: ISO 3166 alpha-2.
        iso3: ISO 3166 alpha-3.
        iso_numeric: ISO 3166 numeric without leading zeros, empty where it has none.
        acled_name: its name in ACLED.
        acled_region: its region in ACLED, empty where unknown.
        gw: Gleditsch-Ward number, None for what is no state in that list.
        ucdp_name: its name in UCDP.
    """

    iso2: str
    iso3: str
    iso_numeric: str
    acled_name: str
    acled_region: str
    gw: int | None
    ucdp_name: str

    @property
    def ucdp_region(self) -> str:
        """Its region in UCDP, empty where it has no number."""
        number = self.gw or 0
        found = (name for low, high, name in _REGIONS if low <= number <= high)
        return next(found, "")


@cache
def countries() -> dict[str, CountryCodes]:
    """Every country by ISO 3166 alpha-2."""
    lines = table("country_codes.csv").splitlines()
    rows = csv.DictReader(row for row in lines if not row.startswith("#"))
    return {
        row["iso2"]: CountryCodes(
            row["iso2"],
            row["iso3"],
            row["iso_numeric"],
            row["acled_name"],
            row["acled_region"],
            int(row["gw"]) if row["gw"] else None,
            row["ucdp_name"] or row["acled_name"],
        )
        for row in rows
    }


@cache
def countries_by_name() -> dict[str, CountryCodes]:
    """Every country by its names in ACLED and UCDP."""
    out = {}
    for country in countries().values():
        out[country.ucdp_name] = country
        out[country.acled_name] = country
    return out
