"""Shared fixtures: the shipped model, loaded once."""

import pytest

from sourceline.language.analyse import Analyser
from sourceline.pipeline import analyser


@pytest.fixture(scope="session")
def reader() -> Analyser:
    return analyser()


@pytest.fixture(scope="session")
def report_text() -> str:
    """An invented report, with furniture."""
    return (
        "Home | News | Opinion | Contact us\n"
        "Army kills nine militants near Talkarah\n"
        "By our correspondent\n"
        "TALKARAH (Border Herald) - Government troops killed nine militants and captured "
        "the village of Um Salim on Tuesday, an army spokesman told the Border Herald.\n"
        "Two soldiers were wounded in the clashes, he said. The militants had held the village since 2014.\n"
        "Share this on Facebook\n"
        "Copyright 2019 Border Herald. All rights reserved.\n"
    )
