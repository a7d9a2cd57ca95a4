"""Two hundred things that must not leave, planted where people and programs keep them:
in reports, records, decisions, accounts and tokens of a project in its database. Every
byte of a public-safe release is searched for them, and every other form of its records.
"""

import base64
import datetime
import gzip
import hashlib
import json
from collections import Counter
from dataclasses import replace
from urllib.parse import quote

import pytest
import xlsxwriter
from sqlalchemy import text

from sourceline.export.files import FORMS, export
from sourceline.pipeline import text_source
from sourceline.project import init_project
from sourceline.release import Shelf, foresee, profile_of, release_project
from sourceline.release.make import chosen
from sourceline.review import drafts
from sourceline.store import keys, people
from sourceline.store.account_log import Hand
from sourceline.web.release_view import write_difference
from tests.release import leaks
from tests.web.doors import draw, light_hashing

AS_OF = datetime.date(2019, 6, 30)
NOON = datetime.datetime(2019, 6, 30, 12, tzinfo=datetime.UTC)
NAMES = (
    "Daoud Qanārī{n}", "داود قناري{n}", "Дауд Канари{n}", "דאוד קנארי{n}", "达乌德·卡纳里{n}",
    "ダウド・カナリ{n}", "दाऊद क़नारी{n}", "დაუდ ყანარი{n}", "Δαούδ Κανάρι{n}", "다우드 카나리{n}",
    "D\u00e1oud Q\u0061\u0301nari{n}", "DAOUD QANARI{n}", "o'Qanari{n}-ez-Zahr", "\U0001d507\U0001d51e\U0001d52c\U0001d532\U0001d521 Qanari{n}",
    "Qanari{n} 🕊️", "Daoud\u00a0Qanari{n}", "Daoud\u200bQanari{n}", 'Daoud "Abu" Qanari{n}',
    "Daoud <Qanari{n}>", "Daoud & Qanari{n}",
)  # fmt: skip
PLACES = (
    "{n} Qanari{n} Street behind the mill",
    "34.51{n}71, 41.25{n}73",
    "house of the Qanari{n}s, شارع قناري{n}",
    "+964 770 53{n}10{n}",
)
SAID = (
    "They saw qanari{n} carried into the yard.",
    "Our stringer Qanari{n} says the hospital lied about it.",
    "call qanari{n}@example.org before we publish",
    "مصدرنا قناري{n} خائف على أهله",
)
PATHS = (
    "/home/qanari{n}/inbox/leak-{n}.txt",
    "C:\\Users\\qanari{n}\\reports.csv",
    "https://drive.example.org/qanari{n}?key=K{n}Q",
    "smb://nas/qanari{n}/raw.html",
)
TOWNS = {"young": "Tikrit", "sensitive": "Samarra"}
REPORTS = (
    ("2019-05-15", "{place} - Gunmen shot dead the teacher {name} and two other civilians"
     " at {address} in Ramadi on Tuesday, Captain {other} of the police said."),
    ("2019-05-20", "A roadside bomb killed five soldiers in Fallujah on Sunday, said"
     " {name}, a doctor. {other}, aged 9, was wounded near {address}."),
    ("2019-05-16", "Government troops recaptured the town of Rawa from Islamic State on"
     " Wednesday, {name} told reporters at {address}. Eight militants were killed."),
    ("2019-05-22", "Militants abducted six people in Samarra on Tuesday, {name} said. One"
     " of those abducted was {other} of {address}."),
    ("2019-06-27", "A suicide bomber killed nine soldiers in Tikrit on Wednesday, {name}"
     " said. {other} saw it from {address}."),
)  # fmt: skip
FREE = frozenset(
    {"actor", "name", "who", "words", "text", "grade_reason", "holder", "of"}
)
WITHIN = frozenset({"lat", "lon"})


class Planter:
    """Gives a new thing to be found at each call, and keeps account of all."""

    def __init__(self) -> None:
        self.signs: dict[str, str] = {}

    def plant(self, kind: str, forms: tuple[str, ...]) -> str:
        number = 1000 + len(self.signs)
        sign = forms[number % len(forms)].format(n=number)
        self.signs[sign] = kind
        return sign

    def keep(self, kind: str, sign: str) -> str:
        self.signs[sign] = kind
        return sign


def add_reports(project, planter: Planter) -> None:
    for number, (day, form) in enumerate(REPORTS):
        words = form.format(
            place="RAMADI",
            name=planter.plant("name in a report", NAMES),
            other=planter.plant("name in a report", NAMES),
            address=planter.plant("address in a report", PLACES),
        )
        path = planter.plant("path", PATHS)
        source = text_source(words, key=f"{planter.plant('key', PATHS)} {number}")
        told = replace(
            source,
            path=path,
            title=planter.plant("title", SAID),
            publisher=planter.plant("publisher", NAMES),
            url=planter.plant("url", PATHS),
            published=datetime.date.fromisoformat(day),
        )
        project.add([told], "IQ")


def planted(record, planter: Planter, where: str):
    """A record with something else in every free text and every coordinate."""
    if isinstance(record, list):
        return [planted(x, planter, where) for x in record]
    if not isinstance(record, dict):
        return record
    out = {}
    for key, value in record.items():
        if key in FREE and isinstance(value, str) and value not in TOWNS.values():
            forms = NAMES if key in {"actor", "who", "holder"} else SAID
            out[key] = planter.plant(
                f"{where}.{key}", PLACES if key in {"name", "of"} else forms
            )
        elif key in WITHIN and isinstance(value, float):
            number = 10000 + len(planter.signs)
            planter.keep(f"{where}.{key}", f".83{number}")
            out[key] = float(f"{int(value)}.83{number}")
        elif key == "reasons":
            out[key] = [planter.plant(f"{where}.reasons", SAID) for _ in value]
        else:
            out[key] = planted(value, planter, where)
    return out


def rewrite(project, planter: Planter) -> None:
    """Plant in the records that a run made, where it put what it read."""
    for table, key in (("claim", "id"), ("control_claim", "id"), ("control_period", "number"), ("incident", "id")):  # fmt: skip
        with project.engine.begin() as connection:
            rows = connection.execute(text(f"SELECT {key}, record FROM {table}")).all()  # noqa: S608
            for name, record in rows:
                told = json.dumps(planted(json.loads(record), planter, table))
                connection.execute(
                    text(f"UPDATE {table} SET record = :r WHERE {key} = :k"),  # noqa: S608
                    {"r": told, "k": name},
                )


def decide(project, planter: Planter) -> None:
    """Accounts, tokens, sessions, and what people say of incidents."""
    with project.engine.begin() as connection:
        for number in range(8):
            name = planter.plant("account", ("Qanari{n} the coder", "رامي قناري{n}"))
            secret = planter.keep("password", f"pass word of {1000 + number} Qanari")
            one = people.add_account(
                connection, name, secret, "owner", Hand(name, NOON, draw)
            )
            planter.keep("account id", one.id)
            opened = keys.open_session(connection, one, NOON, lambda n, k=number: bytes([k + 65]) * n)  # fmt: skip
            planter.keep("session", opened)
            _, token = keys.add_token(
                connection, one, planter.plant("token label", SAID), "viewer",
                NOON + datetime.timedelta(days=9),
                Hand(name, NOON, lambda n, k=number: bytes([k + 97]) * n),
            )  # fmt: skip
            planter.keep("token", token)
    who = [sign for sign, kind in planter.signs.items() if kind == "account"]
    listed = list(project.incidents())
    for number in range(40):
        one = listed[number % len(listed)]
        words = planter.plant("comment", SAID)
        project.decide(drafts.comment(one, words), who[number % len(who)], NOON)
    for one in listed:
        told = [{"actor": planter.plant("correction", NAMES), "actor_type": "unknown"}]
        made = drafts.correct(one, "initiator", told, (one.members[0].id, None))
        project.decide(made, who[0], NOON)
    project.settle()


@pytest.fixture(scope="module")
def leaky(tmp_path_factory):
    planter = Planter()
    project = init_project(tmp_path_factory.mktemp("leaks") / "qanari-project")
    with light_hashing():
        add_reports(project, planter)
        project.run()
        rewrite(project, planter)
        decide(project, planter)
    for kind, town in TOWNS.items():
        planter.keep(f"town of the {kind} incident", town)
    yield project, planter
    project.engine.dispose()


def test_nothing_planted_stands_in_a_public_safe_release(leaky) -> None:
    project, planter = leaky
    kinds = Counter(planter.signs.values())
    assert len(planter.signs) >= 200
    assert len(kinds) >= 20
    made = release_project(project, profile_of(), AS_OF, ("Ann", NOON))
    assert dict(made.counts)["incidents"] >= 3
    assert dict(made.left_out)["incidents: embargo"] >= 1
    assert leaks.found(planter.signs, made.folder) == {}
    print(f"{len(planter.signs)} canaries of {len(kinds)} kinds")  # noqa: T201


def test_nor_in_any_other_form_of_its_records(leaky, tmp_path) -> None:
    project, planter = leaky
    public = chosen(project, profile_of(), AS_OF)
    for form, told in FORMS.items():
        for kind in sorted({"incidents", "control"} & set(told.kinds)):
            export(kind, form, tmp_path / f"{kind}-{form}.{form}", public)
    made = release_project(project, profile_of(), AS_OF, ("Ann", NOON))
    Shelf(project.settings.folder).pack(made.name, tmp_path / "all.zip")
    write_difference(foresee(project, profile_of(), AS_OF), tmp_path / "new.csv")
    assert len(list(tmp_path.iterdir())) > 2 * len(FORMS)
    assert leaks.found(planter.signs, tmp_path) == {}


def test_the_search_finds_them_where_nothing_is_withheld(leaky, tmp_path) -> None:
    project, planter = leaky
    internal = chosen(project, profile_of("internal"), AS_OF)
    for form in ("parquet", "xlsx", "jsonl"):
        folder = tmp_path / form
        folder.mkdir()
        export("incidents", form, folder / f"i.{form}", internal)
        export("control", form, folder / f"c.{form}", internal)
        assert len(leaks.found(planter.signs, folder)) > 25, form
    made = release_project(project, profile_of("internal"), AS_OF, ("Ann", NOON))
    seen = leaks.found(planter.signs, made.folder)
    assert len(seen) > 30
    assert set(TOWNS.values()) <= set(seen)
    kinds = {planter.signs[sign] for sign in seen}
    assert len(kinds) >= 5, sorted(kinds)
    assert {"name in a report", "correction"} & kinds
    assert not {"token", "session", "password", "comment", "account"} & kinds


@pytest.mark.parametrize("sign", ["Daoud Qanari7", "داود قناري", "Дауд"])
@pytest.mark.parametrize("way", ["xlsx", "escaped", "entities", "percent", "base64", "gzip", "utf-16", "hash", "file name"])  # fmt: skip
def test_the_search_sees_through_every_wrapping(tmp_path, sign, way) -> None:
    path = tmp_path / "x"
    if way == "xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            book.add_worksheet("s").write_string(0, 0, f"a {sign} b")
    wrapped = {
        "escaped": json.dumps(f"a {sign}").encode(),
        "entities": "".join(f"&#{ord(c)};" for c in sign).encode(),
        "percent": quote(sign).encode(),
        "base64": base64.b64encode(f"{sign} and more".encode()),
        "gzip": gzip.compress(sign.encode()),
        "utf-16": sign.encode("utf-16"),
        "hash": hashlib.sha256(sign.encode()).hexdigest().encode(),
    }
    if way == "file name":
        (tmp_path / sign).write_bytes(b"")
    elif way != "xlsx":
        path.write_bytes(wrapped[way])
    assert leaks.found([sign], tmp_path), way
    assert leaks.found(["Somebody Else"], tmp_path) == {}
