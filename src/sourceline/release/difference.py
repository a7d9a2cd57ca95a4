"""What a release would make public that an older one does not."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sourceline.export.jsonl import read_jsonl
from sourceline.model.incidents import ControlPeriod, Incident
from sourceline.model.records import control_period, incident_record
from sourceline.model.releases import NewRecord, NewValue, ReleaseDifference
from sourceline.release.folder import read_manifest
from sourceline.release.profiles import Profile
from sourceline.release.released import Released

_Records = dict[tuple[str, str], dict[str, Any]]


def difference(old: Path | None, new: Path) -> ReleaseDifference:
    """What the newer release shows that the older does not.

    Args:
        old: the folder of the release that is public; None where nothing is.
        new: the folder of the release that would be.

    Raises:
        InputError: one of them is no release, or was changed.
    """
    profile = str(read_manifest(new)["profile"]["name"])
    return _difference(old, _records(new), (new.resolve().name, profile))


def foreseen(old: Path | None, made: Released, profile: Profile) -> ReleaseDifference:
    """What a release that is not written yet would newly show.

    Args:
        old: the folder of the release that is public; None where nothing is.
        made: what the new one would hold.
        profile: under which.

    Raises:
        InputError: the old one is no release, or was changed.
    """
    return _difference(old, _named(made.found, made.periods), ("", profile.name))


def _difference(
    old: Path | None, after: _Records, new: tuple[str, str]
) -> ReleaseDifference:
    """What one release shows beyond another, given the new one's name and profile."""
    before = {} if old is None else _records(old)
    values = [
        value for key in sorted(after.keys() & before.keys())
        for value in _values(key, before[key], after[key])
    ]  # fmt: skip
    values.sort(key=lambda v: (not v.exposes, v.kind, v.record, v.field))
    old_profile = "" if old is None else read_manifest(old)["profile"]["name"]
    return ReleaseDifference(
        None if old is None else old.resolve().name,
        new[0],
        (old_profile, new[1]),
        tuple(_new(key, after[key]) for key in sorted(after.keys() - before.keys())),
        tuple(values),
        tuple(sorted(before.keys() - after.keys())),
    )


def _records(folder: Path) -> _Records:
    """Every record of a release by its kind and name."""
    read_manifest(folder)
    incidents = read_jsonl(folder / "incidents.jsonl", "incidents")
    periods = read_jsonl(folder / "control.jsonl", "control")
    return _named(
        (one for one in incidents if isinstance(one, Incident)),
        (one for one in periods if isinstance(one, ControlPeriod)),
    )


def _named(incidents: Iterable[Incident], periods: Iterable[ControlPeriod]) -> _Records:
    out: _Records = {("incidents", i.id): incident_record(i) for i in incidents}
    for period in periods:
        name = _period_name(period)
        while ("control", name) in out:
            name += " again"
        out["control", name] = control_period(period)
    return out


def _period_name(one: ControlPeriod) -> str:
    first = one.start.earliest or one.start.latest
    began = "unknown day" if first is None else first.isoformat()
    place = one.place.gazetteer_name or one.place.name
    return f"{place} · {one.holder} · {began}"


def _new(key: tuple[str, str], plain: dict[str, Any]) -> NewRecord:
    kind, name = key
    days = plain["date"] if kind == "incidents" else plain["from"]
    what = plain["sub_event_type"] if kind == "incidents" else plain["holder"]
    return NewRecord(kind, name, _when(days), what, _where(plain["place"]))


def _when(days: dict[str, Any] | None) -> str:
    if days is None:
        return "no day"
    first, last = (days[x] or "…" for x in ("earliest", "latest"))
    return str(first if first == last else f"{first} – {last}")


def _where(place: dict[str, Any] | None) -> str:
    if place is None:
        return "no place"
    named = (place["gazetteer_name"] or place["name"], place["admin1"])
    parts = dict.fromkeys(p for p in (*named, place["country"]) if p)
    point = "" if place["lat"] is None else f" ({place['lat']}, {place['lon']})"
    reach = "" if place["radius_km"] is None else f" ± {place['radius_km']:g} km"
    return ", ".join(parts) + point + reach


def _values(
    key: tuple[str, str], before: dict[str, Any], after: dict[str, Any]
) -> Iterator[NewValue]:
    """Fields said newly or otherwise; what is no longer said exposes nobody."""
    old = dict(_fields(before))
    for field, value in _fields(after):
        was = old.get(field)
        if value != was and value not in (None, [], {}):
            exposes = _exposes(field)
            yield NewValue(*key, field, _json(was), _json(value), exposes)


def _fields(plain: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in plain.items():
        at = f"{path}{name}"
        if isinstance(value, dict):
            yield from _fields(value, f"{at}.")
        else:
            yield at, value


def _exposes(field: str) -> str:
    if field.startswith("place."):
        return "place"
    return "name" if field in {"participants", "holder", "disputed"} else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
