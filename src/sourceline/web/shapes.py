"""The shapes of the API's answers, for its OpenAPI description. Records are those of
``docs/records.md`` and may gain fields.
"""

from typing import Any, Literal

from pydantic import BaseModel, Field

Record = dict[str, Any]


class IncidentPage(BaseModel):
    """One page of incidents."""

    incidents: list[Record]
    total: int = Field(description="how many the filter lets through")
    next: str | None = Field(description="cursor of the next page")
    links: dict[str, str] = Field(description="the whole filter as files, by form")


class Count(BaseModel):
    """A value of a facet and how many incidents have it."""

    value: str
    incidents: int


class Facets(BaseModel):
    """Counts of every facet under the filter without that facet's own values."""

    total: int
    facets: dict[str, list[Count]]


class HistogramBar(BaseModel):
    """Incidents of some days: those that surely lie there, those that may."""

    first: str
    last: str
    sure: int
    maybe: int


class HistogramAnswer(BaseModel):
    """Incidents by day, week, month or year, the filter's own days left open."""

    unit: str
    bars: list[HistogramBar]
    undated: int


class MapSpot(BaseModel):
    """A place: the true one lies within its radius."""

    name: str
    lat: float
    lon: float
    radius_km: float
    precision: int
    incidents: int
    deaths: int


class MapAnswer(BaseModel):
    """Incidents by place."""

    places: list[MapSpot]
    without_place: int


class IncidentAnswer(BaseModel):
    """An incident with its claims and the reports that make them."""

    incident: Record
    claims: list[Record]
    reports: list[Record]


class ReportAnswer(BaseModel):
    """A report: its record and the text that all its offsets count in."""

    record: Record | None
    text: str
    key: str
    copies: list[Record]


class ReportHead(BaseModel):
    """A report without its text; ``record`` is null while it waits to be read."""

    id: str
    key: str
    path: str
    record: Record | None


class ReportPage(BaseModel):
    """One page of reports, in the order of their ids."""

    reports: list[ReportHead]
    next: str | None = Field(description="cursor of the next page")


class ClaimAnswer(BaseModel):
    """A claim, its report's head, and the incident that it is in."""

    kind: str
    claim: Record
    incident: str | None
    publisher: str | None
    title: str | None
    published: Record


class ControlAnswer(BaseModel):
    """One page of control periods; with a day, of those in force on it."""

    on: str | None
    known: str | None
    periods: list[Record]
    total: int
    next: str | None = Field(description="cursor of the next page")


class Change(BaseModel):
    """An incident that was made, altered, or is gone."""

    number: int
    incident: str
    what: Literal["made", "changed", "gone"]
    now: str | None = Field(
        description="under which name it is told; null where it is withdrawn"
    )
    at: str


class Changes(BaseModel):
    """What changed, oldest first."""

    changes: list[Change]
    next: int = Field(description="`since` of the next asking")
    more: bool = Field(description="whether there are more by now")
