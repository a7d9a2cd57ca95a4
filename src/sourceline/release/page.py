"""A release as one file that opens from a USB stick: map, timeline, list.

The file asks for nothing: its policy allows the script and the style inside it, by
their hashes, and no other source. What the records hold is data for the script, which
puts it on the page as text.
"""

import base64
import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from string import Template
from typing import Any

from sourceline.export.country_codes import countries
from sourceline.model.claims import DateRange, Place
from sourceline.model.incidents import ControlPeriod, DayRange, Incident, Toll
from sourceline.release.borders import UNITS, World, world
from sourceline.release.profiles import Profile
from sourceline.release.reasons import REASONS
from sourceline.release.released import Released
from sourceline.release.words import LIMITS
from sourceline.resources import table

BORDERS = (
    "Borders are those of Natural Earth as visionscarto draws them; they endorse"
    " nothing. Disputed ones are dashed."
)
NO_BORDERS = "No borders are drawn: the atlas is not installed where this was made."
_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'\u2028\u2029"}


def page(made: Released, profile: Profile, as_of: datetime.date) -> str:
    """The whole file."""
    ground = world()
    script, style = table("release_page.js"), table("release_page.css")
    title = f"Release of {as_of.isoformat()}, profile {profile.name}"
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}';"
        f" style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style></head>\n<body>\n"
        f"{_body(title, BORDERS if ground else NO_BORDERS)}\n"
        f'<script type="application/json" id="data">{_data(made, as_of)}</script>\n'
        f'<script type="application/json" id="ground">{_ground(ground)}</script>\n'
        f"<script>{script}</script>\n</body></html>\n"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _data(made: Released, as_of: datetime.date) -> str:
    """The records as JSON that no tag or comment can end."""
    withheld: dict[str, dict[str, list[str]]] = {}
    for one in made.withheld:
        if one.kind == "incidents" and one.record != "all":
            fields = withheld.setdefault(one.record, {}).setdefault(one.reason, [])
            fields.append(one.field)
    plain = {
        "reasons": dict(REASONS),
        "asOf": as_of.isoformat(),
        "incidents": [
            _incident(one, made.words.get(one.id, ()), withheld.get(one.id, {}))
            for one in _newest_first(made.found)
        ],
        "periods": [_period(one) for one in made.periods],
    }
    return _json(plain)


def _ground(found: World | None) -> str:
    """Land and borders as path data, and how many of its units make a degree."""
    return _json(None if found is None else {"units": UNITS, **asdict(found)})


def _json(plain: object) -> str:
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE)


def _newest_first(found: Sequence[Incident]) -> list[Incident]:
    def order(one: Incident) -> tuple[int, str]:
        day = one.date and (one.date.latest or one.date.earliest)
        return (-day.toordinal() if day else 0, one.id)

    return sorted(found, key=order)


def _incident(
    one: Incident, words: Sequence[str], withheld: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.sub_event_type,
        "days": _days(one.date),
        "sides": [f"{p.actor} ({p.role.replace('_', ' ')})" for p in one.participants],
        "killed": _figures(one.deaths),
        "wounded": _figures(one.wounded),
        "grade": one.grade,
        "why": one.grade_reason,
        "words": list(words),
        "withheld": {why: list(fields) for why, fields in withheld.items()},
        **_place(one.place),
    }


def _period(one: ControlPeriod) -> dict[str, Any]:
    return {
        "holder": one.holder,
        "state": one.state,
        "from": _days(one.start) or [None, None],
        "to": _days(one.end),
        **_place(one.place),
    }


def _place(found: Place | None) -> dict[str, Any]:
    if found is None:
        return {"where": "", "country": "", "point": None}
    name = found.relation.words if found.relation else found.gazetteer_name
    parts = dict.fromkeys(p for p in (name or found.name, found.admin1) if p)
    country = countries().get(found.country or "")
    point = None
    if found.lat is not None and found.lon is not None:
        point = [found.lat, found.lon, found.radius_km or 0]
    return {
        "where": ", ".join(parts),
        "country": country.acled_name if country else found.country or "",
        "point": point,
    }


def _days(found: DateRange | DayRange | None) -> list[str | None] | None:
    if found is None:
        return None
    return [d.isoformat() if d else None for d in (found.earliest, found.latest)]


def _figures(toll: Toll) -> list[int | None]:
    return [toll.low, toll.best, toll.high]


def _body(title: str, borders: str) -> str:
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in LIMITS)
    body = Template(table("release_page.html"))
    return body.substitute(title=escape(title), limits=limits, borders=escape(borders))
