"""Texts cut at values: nothing is lost, every value gets its very words."""

from hypothesis import given
from hypothesis import strategies as st

from sourceline.web.marks import Mark, pieces

LETTERS = st.text(
    alphabet=st.sampled_from(
        [
            *"ab \r\n<&",
            "🕊",
            "\ufe0f",
            "👩",
            "\u200d",
            "م",
            "\u0651",
            "e\u0301"[1],
            "é",
            "\u202e",
        ]
    ),
    min_size=1,
    max_size=60,
)


@given(st.data())
def test_pieces_join_to_the_text_and_each_value_has_its_words(data) -> None:
    text = data.draw(LETTERS)
    bounds = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = [sorted(x) for x in data.draw(st.lists(bounds, max_size=8))]
    marks = [Mark(a, b, f"v{n}", "label") for n, (a, b) in enumerate(spans)]
    cut = pieces(text, marks)
    assert "".join(p.text for p in cut) == text
    for n, (a, b) in enumerate(spans):
        words = "".join(p.text for p in cut if f"v{n}" in p.values)
        assert words == text[a:b]
        if a < b:
            assert [p.start for p in cut if f"v{n}" in p.firsts] == [a]


def test_marks_outside_the_text_are_left_out() -> None:
    (piece,) = pieces("abc", [Mark(1, 9, "v", "l"), Mark(-1, 2, "w", "l")])
    assert (piece.text, piece.values) == ("abc", ())
