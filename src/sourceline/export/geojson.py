"""Incidents and control periods on a map: GeoJSON (RFC 7946), longitude first."""

import json
from pathlib import Path
from typing import Any

from sourceline.export import flat
from sourceline.export.flat import kind_of
from sourceline.export.material import Exported, Written

_DIGITS = 6
"""A tenth of a metre, as RFC 7946 section 11.2 advises."""
_GEOMETRY = ("lat", "lon")


def write(kind: str, told: Exported, path: Path) -> Written:
    """Write one feature a record; its geometry is null where no point is known."""
    asked = kind_of(kind)
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for plain in asked.exported(told):
            file.write(",\n" if count else "\n")
            values = flat.row(asked, plain)
            file.write(json.dumps(_feature(values), ensure_ascii=False))
            count += 1
        file.write("\n]}\n")
    return Written(count)


def _feature(values: dict[str, Any]) -> dict[str, Any]:
    """The feature of a flat row. A point stands for a circle: its radius is the
    property ``radius_km``.
    """
    lat, lon = values["lat"], values["lon"]
    point = None
    if lat is not None and lon is not None:
        where = [round(lon, _DIGITS), round(lat, _DIGITS)]
        point = {"type": "Point", "coordinates": where}
    return {
        "type": "Feature",
        **({"id": values["id"]} if "id" in values else {}),
        "geometry": point,
        "properties": {k: v for k, v in values.items() if k not in _GEOMETRY},
    }
