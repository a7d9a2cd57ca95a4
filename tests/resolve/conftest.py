"""An open index of the invented world."""

import pytest

from tests.resolve.places_world import world


@pytest.fixture
def connection():
    opened = world()
    yield opened
    opened.close()
