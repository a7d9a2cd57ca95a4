import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.claims.numbers import Bounds, bounds, values


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("at least 5", Bounds(5, None, "at least")),
        ("no fewer than five", Bounds(5, None, "at least")),
        ("more than 10", Bounds(11, None, "more than")),
        ("up to 40", Bounds(None, 40, "up to")),
        ("no more than twenty", Bounds(None, 20, "up to")),
        ("about 300", Bounds(300, 300, "about")),
        ("some 1,200", Bounds(1200, 1200, "about")),
        ("between 8 and 14", Bounds(8, 14, "range")),
        ("two or three", Bounds(2, 3, "range")),
        ("8-14", Bounds(8, 14, "range")),
        ("twenty-three", Bounds(23, 23, "exact")),
        ("three hundred and twenty", Bounds(320, 320, "exact")),
        ("two dozen", Bounds(24, 24, "exact")),
        ("a dozen", Bounds(12, 12, "exact")),
        ("dozens of", Bounds(None, None, "vague")),
        ("several", Bounds(None, None, "vague")),
        ("a", Bounds(1, 1, "exact")),
        ("none", Bounds(0, 0, "exact")),
        ("No", Bounds(0, 0, "exact")),
        ("45 families", Bounds(None, None, "vague")),
        ("scores", Bounds(None, None, "vague")),
    ],
)
def test_count_phrases(phrase, expected):
    assert bounds(phrase) == expected


def test_words_around_a_count_change_it():
    assert bounds("12", before="killing at least ") == Bounds(12, None, "at least")
    assert bounds("12", after=" or more") == Bounds(12, None, "at least")


@given(st.integers(0, 999_999))
def test_digits_with_and_without_commas(number):
    assert values(f"{number:,}") == values(str(number)) == [number]


WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spell(number: int) -> str:
    if number < 20:
        return WORDS[number]
    if number < 100:
        return TENS[number // 10 - 2] + (
            f"-{WORDS[number % 10]}" if number % 10 else ""
        )
    rest = number % 100
    return f"{WORDS[number // 100]} hundred" + (f" and {spell(rest)}" if rest else "")


@given(st.integers(0, 999))
def test_number_words_read_as_their_digits(number):
    assert values(spell(number)) == [number]


@given(st.text(max_size=40))
def test_any_phrase_gives_ordered_bounds(phrase):
    found = bounds(phrase)
    assert found.low is None or found.high is None or found.low <= found.high
    assert (found.modifier == "vague") == (found.low is None and found.high is None)
