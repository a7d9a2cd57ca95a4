"""A small project of invented reports, and a browser's side of its workbench."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sourceline.pipeline import text_source
from sourceline.project import Project, init_project
from sourceline.web.app import create_app

TEXTS = {
    "herald": (
        "2019-05-15",
        "Border Herald",
        "Suicide bomber kills 12 at checkpoint in Ramadi\n"
        "RAMADI (Border Herald) - A suicide bomber blew up a car at an army checkpoint "
        "in Ramadi on Tuesday, killing 12 soldiers and wounding 20, a police officer "
        "told the Border Herald.",
    ),
    "courier": (
        "2019-05-16",
        "Ford Courier",
        "Toll of Ramadi car bomb rises to 15\n"
        "BAGHDAD (Ford Courier) - Fifteen soldiers died when a suicide bomber drove a "
        "car into an army checkpoint in Ramadi on Tuesday, a hospital source said on "
        "Thursday. Islamic State claimed the attack.",
    ),
    "post": (
        "2019-05-16",
        "Desert Post",
        "Army retakes Rawa\n"
        "RAWA (Desert Post) - Government troops recaptured the town of Rawa from "
        "Islamic State on Wednesday after two days of clashes, the army said. Eight "
        "militants were killed.",
    ),
    "emoji": (
        "2019-06-03",
        "Café Bulletin",
        "🕊️🇮🇶 عاجل: قصف الرمادي — e\u0301te\u0301 👩‍👩‍👧\n"
        "FALLUJAH (Café Bulletin) - 🚨 An air strike killed 7 civilians in Fallujah on "
        "Sunday, a doctor told the Bulletin. قال الطبيب إن المُستشفى مكتظّ.",
    ),
}


def fill(project: Project) -> Project:
    for key, (day, publisher, text) in TEXTS.items():
        published = datetime.date.fromisoformat(day)
        source = text_source(text, key=key, published=published)
        project.add([replace(source, publisher=publisher)], "IQ")
    project.run()
    return project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    made = fill(init_project(tmp_path_factory.mktemp("web") / "p"))
    yield made
    made.engine.dispose()


def client_of(project: Project) -> TestClient:
    return TestClient(
        create_app(project),
        base_url="http://127.0.0.1:8321",
        client=("127.0.0.1", 50000),
        raise_server_exceptions=False,
    )


@pytest.fixture(scope="session")
def client(project: Project) -> TestClient:
    return client_of(project)


@pytest.fixture
def own_project(tmp_path: Path) -> Iterator[Project]:
    """One that a test may change."""
    made = fill(init_project(tmp_path / "p"))
    yield made
    made.engine.dispose()
