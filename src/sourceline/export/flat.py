"""Records as flat rows, and back: one column a plain value, lists and what they hold in
one column each.

The columns of a kind are the same in CSV, XLSX, Parquet and the properties of GeoJSON.
A column that is derived repeats what others hold, for reading; it is not read back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sourceline.errors import InputError
from sourceline.export.material import Exported, told_claims
from sourceline.model.claims import EventClaim, ReportRecord
from sourceline.model.incidents import ControlPeriod, Incident
from sourceline.model.records import (
    control_period,
    event_claim,
    incident_record,
    read_control_period,
    read_event_claim,
    read_incident,
    read_report,
    report_record,
)
from sourceline.model.taxonomy import CASUALTY_GROUPS

Plain = dict[str, Any]
Record = Incident | EventClaim | ControlPeriod | ReportRecord
Shape = str | list["Shape"] | dict[str, "Shape"]
"""``text`` (never null), ``text?``, ``integer``, ``number``, ``flag``, ``day``, a list
of one shape, or named fields.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: as it stands in the header.
        path: where its value stands in the record; () where it is worked out.
        shape: what it holds.
        derive: works the value out of the record.
        kept: False where the value only repeats others and is not read back.
    """

    name: str
    path: tuple[str, ...]
    shape: Shape
    derive: Callable[[Plain], Any] | None = None
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    Attributes:
        name: as the command names it.
        columns: of its flat rows.
        optional: fields that may be null as a whole, and the column that shows it.
        read: a dictionary to the record.
        exported: its dictionaries, in order.
    """

    name: str
    columns: tuple[Column, ...]
    optional: Mapping[tuple[str, ...], str]
    read: Callable[[Plain], Record]
    exported: Callable[[Exported], Iterator[Plain]]


def row(kind: Kind, plain: Plain) -> dict[str, Any]:
    """The flat row of a record; nested values stay lists and dictionaries."""
    return {
        c.name: c.derive(plain) if c.derive else _at(plain, c.path)
        for c in kind.columns
    }


def record(kind: Kind, values: Mapping[str, Any]) -> Plain:
    """The record of a flat row, the opposite of ``row``."""
    plain: Plain = {}
    for column in kind.columns:
        if column.kept and column.path:
            _put(plain, column.path, values[column.name])
    for path, witness in kind.optional.items():
        shown = values[witness]
        if (shown is None or shown is False) and _at(plain, path[:-1]) is not None:
            _put(plain, path, None)
    return plain


def kind_of(name: str) -> Kind:
    """The kind of a name.

    Raises:
        InputError: there is none of that name.
    """
    if name not in KINDS:
        raise InputError(f"no kind {name!r}", expected=", ".join(KINDS))
    return KINDS[name]


def _at(plain: Plain, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - a JSON value
    found: Any = plain
    for name in path:
        if found is None:
            return None
        found = found.get(name)
    return found


def _put(plain: Plain, path: tuple[str, ...], value: object) -> None:
    for name in path[:-1]:
        plain = plain.setdefault(name, {})
    plain[path[-1]] = value


# --- shapes ---------------------------------------------------------------------------

_SPAN: Shape = {"start": "integer", "end": "integer"}
_DATE: dict[str, Shape] = {
    "earliest": "text?",
    "latest": "text?",
    "precision": "integer",
    "basis": "text",
    "span": _SPAN,
}
_RELATION: dict[str, Shape] = {
    "km": "number",
    "direction": "text?",
    "of": "text",
    "words": "text",
}
_PLACE: dict[str, Shape] = {
    "name": "text",
    "gazetteer_name": "text?",
    "gazetteer_id": "text?",
    "relation": _RELATION,
    "admin1": "text?",
    "country": "text?",
    "lat": "number",
    "lon": "number",
    "precision": "integer",
    "radius_km": "number",
    "span": _SPAN,
}
_CLAIM: dict[str, Shape] = {
    "id": "text",
    "report": "text",
    "event_type": "text",
    "sub_event_type": "text",
    "status": "text",
    "background": "flag",
    "participants": [
        {
            "role": "text",
            "name": "text",
            "actor": "text",
            "actor_type": "text",
            "span": _SPAN,
        }
    ],
    "objects": ["text"],
    "place": _PLACE,
    "date": _DATE,
    "casualties": [
        {
            "harm": "text",
            "group": "text",
            "who": "text?",
            "low": "integer",
            "best": "integer",
            "high": "integer",
            "modifier": "text",
            "scope": "text",
            "span": _SPAN,
            "words": "text",
        }
    ],
    "attribution": [{"name": "text", "kind": "text", "span": _SPAN}],
    "weapon": ["text"],
    "evidence": [{"start": "integer", "end": "integer", "text": "text"}],
    "why": [{"rule": "text", "span": _SPAN}],
    "confidence": "number",
}
_CONTROL_CLAIM: dict[str, Shape] = {
    "id": "text",
    "report": "text",
    "place": _PLACE,
    "holder": "text",
    "holder_type": "text",
    "kind": "text",
    "extent": "text",
    "from": "text?",
    "date": _DATE,
    "status": "text",
    "attribution": _CLAIM["attribution"],
    "evidence": _CLAIM["evidence"],
    "why": _CLAIM["why"],
}


# --- columns --------------------------------------------------------------------------


def _column(name: str, shape: Shape, *path: str) -> Column:
    return Column(name, path or (name,), shape)


def _derived(name: str, shape: Shape, derive: Callable[[Plain], Any]) -> Column:
    return Column(name, (), shape, derive, kept=False)


def _date_columns() -> tuple[Column, ...]:
    return (
        _column("date_earliest", "day", "date", "earliest"),
        _column("date_latest", "day", "date", "latest"),
        _column("date_precision", "integer", "date", "precision"),
        _column("date_basis", "text", "date", "basis"),
        _column("date_span_start", "integer", "date", "span", "start"),
        _column("date_span_end", "integer", "date", "span", "end"),
    )


def _place_columns() -> tuple[Column, ...]:
    return (
        _column("place_name", "text", "place", "name"),
        _column("gazetteer_name", "text?", "place", "gazetteer_name"),
        _column("gazetteer_id", "text?", "place", "gazetteer_id"),
        _column("place_relation", _RELATION, "place", "relation"),
        _column("admin1", "text?", "place", "admin1"),
        _column("country", "text?", "place", "country"),
        _column("lat", "number", "place", "lat"),
        _column("lon", "number", "place", "lon"),
        _column("place_precision", "integer", "place", "precision"),
        _column("radius_km", "number", "place", "radius_km"),
        _column("place_span_start", "integer", "place", "span", "start"),
        _column("place_span_end", "integer", "place", "span", "end"),
    )


def _toll_columns(name: str) -> tuple[Column, ...]:
    groups = tuple(
        Column(
            f"{name}_{group.replace('-', '_')}",
            (name, "by_group", group),
            "integer",
            kept=False,
        )
        for group in CASUALTY_GROUPS
    )
    history: Shape = [{"day": "text?", "figure": "integer", "claim": "text"}]
    by_group: Shape = dict.fromkeys(CASUALTY_GROUPS, "integer")
    return (
        _column(f"{name}_low", "integer", name, "low"),
        _column(f"{name}_best", "integer", name, "best"),
        _column(f"{name}_high", "integer", name, "high"),
        *groups,
        _column(f"{name}_by_group", by_group, name, "by_group"),
        _column(f"{name}_rule", "text", name, "rule"),
        _column(f"{name}_history", history, name, "history"),
        _column(f"{name}_enemy_claims", ["text"], name, "enemy_claims"),
    )


def _actors(*roles: str) -> Callable[[Plain], str]:
    def named(plain: Plain) -> str:
        found = [p["actor"] for p in plain["participants"] if p["role"] in roles]
        return "; ".join(dict.fromkeys(found))

    return named


def _side_columns() -> tuple[Column, ...]:
    return (
        _derived("initiators", "text", _actors("initiator", "instrument_owner")),
        _derived("targets", "text", _actors("target", "victim")),
        _derived("others", "text", _actors("party", "ally")),
    )


_OPTIONAL = {
    ("date", "span"): "date_span_start",
    ("date",): "date_precision",
    ("place", "span"): "place_span_start",
    ("place",): "place_precision",
}

_INCIDENT = (
    _column("id", "text"),
    _column("event_type", "text"),
    _column("sub_event_type", "text"),
    *_date_columns(),
    *_place_columns(),
    *_side_columns(),
    *_toll_columns("deaths"),
    *_toll_columns("wounded"),
    _column("grade", "text"),
    _column("grade_reason", "text"),
    _column("independent_sources", "integer"),
    _derived("reports", "integer", lambda p: len({c["report"] for c in p["claims"]})),
    _column(
        "participants",
        [{"role": "text", "actor": "text", "actor_type": "text", "claims": ["text"]}],
    ),
    _column(
        "claims",
        [
            {
                "id": "text",
                "report": "text",
                "match_weight": "number",
                "reasons": ["text"],
            }
        ],
    ),
    _column(
        "disputed",
        [{"field": "text", "values": [{"value": "text", "claims": ["text"]}]}],
    ),
    _column("revision", "integer"),
)

_EVENT_CLAIM = (
    _column("id", "text"),
    _column("report", "text"),
    *(
        Column(name, ("outlet", name), "text?", kept=False)
        for name in ("publisher", "published", "title", "url", "story")
    ),
    _column("event_type", "text"),
    _column("sub_event_type", "text"),
    _column("status", "text"),
    _column("background", "flag"),
    *_date_columns(),
    *_place_columns(),
    *_side_columns(),
    _derived("says", "text", lambda p: "; ".join(a["name"] for a in p["attribution"])),
    _derived("words", "text", lambda p: " … ".join(e["text"] for e in p["evidence"])),
    *(
        _column(name, _CLAIM[name])
        for name in (
            "participants",
            "objects",
            "casualties",
            "attribution",
            "weapon",
            "evidence",
            "why",
            "confidence",
        )
    ),
)

_PERIOD = (
    *_place_columns(),
    _column("holder", "text"),
    _column("from_earliest", "day", "from", "earliest"),
    _column("from_latest", "day", "from", "latest"),
    Column("ended", (), "flag", lambda p: p["to"] is not None),
    _column("to_earliest", "day", "to", "earliest"),
    _column("to_latest", "day", "to", "latest"),
    _column("began", "text"),
    _column("state", "text"),
    _column("evidence", ["text"]),
    _column("contradicted_by", ["text"]),
)

_REPORT = (
    *(
        _column(name, shape, "report", name)
        for name, shape in (
            ("id", "text"),
            ("key", "text"),
            ("path", "text?"),
            ("url", "text?"),
            ("title", "text?"),
            ("publisher", "text?"),
            ("language", "text"),
        )
    ),
    *(
        _column(f"published_{name}", shape, "report", "published", name)
        for name, shape in (
            ("date", "day"),
            ("earliest", "day"),
            ("latest", "day"),
            ("basis", "text"),
        )
    ),
    _column("sha256", "text", "report", "sha256"),
    _column(
        "furniture",
        [{"start": "integer", "end": "integer", "kind": "text"}],
        "report",
        "furniture",
    ),
    _column("claims", [_CLAIM]),
    _column("control", [_CONTROL_CLAIM]),
    _column("rejections", [{"stage": "text", "reason": "text"}]),
    _column("text", "text?"),
)


# --- kinds ----------------------------------------------------------------------------


def _incidents(told: Exported) -> Iterator[Plain]:
    return (incident_record(one) for one in told.incidents())


def _claims(told: Exported) -> Iterator[Plain]:
    for claim, outlet in told_claims(told):
        day = outlet.published.date or outlet.published.latest
        yield event_claim(claim) | {
            "outlet": {
                "publisher": outlet.publisher,
                "published": None if day is None else day.isoformat(),
                "title": outlet.title,
                "url": outlet.url,
                "story": outlet.story,
            }
        }


def _control(told: Exported) -> Iterator[Plain]:
    return (control_period(one) for one in told.control())


def _reports(told: Exported) -> Iterator[Plain]:
    return (report_record(one) for one in told.records())


KINDS = MappingProxyType(
    {
        "incidents": Kind("incidents", _INCIDENT, _OPTIONAL, read_incident, _incidents),
        "claims": Kind("claims", _EVENT_CLAIM, _OPTIONAL, read_event_claim, _claims),
        "control": Kind(
            "control",
            _PERIOD,
            {
                ("place", "span"): "place_span_start",
                ("to",): "ended",
            },
            read_control_period,
            _control,
        ),
        "reports": Kind("reports", _REPORT, {}, read_report, _reports),
    }
)
