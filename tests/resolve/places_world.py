"""An invented world for the tests of places: two countries, a few towns."""

import sqlite3

from sourceline.resolve.gazetteer import Gazetteer
from sourceline.resolve.gazetteer_build import Sources, build

UNITS = (
    "# units\ncountry,name,aliases,seat\nAA,Tarun Province,Taroon,Maroun\n"
    "AA,Velm,,Velmar\nBB,Osk,,Osk\nAA,Dorsley,Dorslee,Dorsa\nBB,Farrowmoor,,Farrow\n"
)
REGIONS = (
    "# regions\ncountry\tAA\t\t\t\t\tAldor Republic\n"
    "water\tGrey Sea\t\t20.0\t40.0\t200\tSea of Grey\n"
    "region\tThornlands\tAA\t11.0\t21.0\t90\t\n"
)
COUNTRIES = {
    "AA": {
        "geonameid": 801,
        "name": "Aldoria",
        "capital": "Marun",
        "areakm2": 90000,
        "population": 5_000_000,
    },
    "BB": {
        "geonameid": 802,
        "name": "Bexland",
        "capital": "Osk",
        "areakm2": 40000,
        "population": 3_000_000,
    },
}


def city(number, name, where, population, other=()):
    code, lat, lon = where
    country, _, unit = code.partition(".")
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "admin1code": unit,
        "latitude": lat,
        "longitude": lon,
        "population": population,
        "alternatenames": list(other),
    }


CITIES = [
    city(1, "Marun", ("AA.01", 10.0, 20.0), 900_000, ["Maroun", "MRN", "Марун"]),
    city(2, "Al Qasrah", ("AA.01", 10.2, 20.4), 40_000),
    city(3, "Velmar", ("AA.02", 12.0, 22.0), 150_000),
    city(4, "Dorsa", ("AA.02", 12.2, 22.2), 8_000),
    city(5, "Osk", ("BB.01", 40.0, 60.0), 700_000),
    city(6, "Dorsa", ("BB.01", 40.2, 60.2), 90_000),
    city(7, "Tarun", ("AA.01", 10.5, 20.5), 60_000),
    city(8, "Port Aldoria", ("AA.02", 12.6, 22.9), 30_000),
]  # fmt: skip


def world():
    connection = sqlite3.connect(":memory:")
    build(
        connection,
        Sources(CITIES, COUNTRIES, UNITS, REGIONS, {"AA": ["Aldorian"]}),
    )
    return connection


def index():
    return Gazetteer(world())
