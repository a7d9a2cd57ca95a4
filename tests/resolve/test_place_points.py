import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.resolve.gazetteer import distance_km
from sourceline.resolve.place_phrases import BEARINGS
from sourceline.resolve.place_points import moved


@given(
    st.floats(-60, 60),
    st.floats(-179, 179),
    st.floats(0.1, 900),
    st.sampled_from(sorted(BEARINGS)),
)
def test_moved_goes_as_far_as_asked(lat, lon, km, direction):
    to_lat, to_lon = moved(lat, lon, km, BEARINGS[direction])
    assert -180 <= to_lon <= 180
    assert distance_km(lat, lon, to_lat, to_lon) == pytest.approx(
        km, rel=0.01, abs=0.02
    )
