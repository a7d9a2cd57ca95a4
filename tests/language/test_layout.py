from hypothesis import given
from hypothesis import strategies as st

from sourceline.language.layout import MOST_PIECES, lay, lines_of, windows

TEXT = st.text(st.sampled_from("ab. \n\r\u2028\t1'-é"), max_size=200)


@given(TEXT)
def test_lines_are_trimmed_hold_something_and_keep_their_place(text):
    for start, end in lines_of(text):
        line = text[start:end]
        assert line == line.strip()
        assert line
        assert "\n" not in line


@given(TEXT)
def test_every_word_belongs_to_its_line(text):
    laid = lay(text)
    for token, line in zip(laid.tokens, laid.line_of, strict=True):
        assert laid.lines[line].start <= token.start < token.end <= laid.lines[line].end


@given(st.lists(st.integers(1, 120), min_size=1, max_size=12), st.integers(20, 90))
def test_windows_hold_every_word_once_within_the_limit(lines, most):
    laid = lay("\n".join("word " * n + "." for n in lines))
    sizes = [1] * len(laid.words)
    found = windows(laid, sizes, most)
    assert [i for a, b in found for i in range(a, b)] == list(range(len(laid.words)))
    for start, end in found:
        marks = len({laid.line_of[i] for i in range(start, end)}) - 1
        assert end - start + marks + 2 <= most


def test_a_line_too_long_is_cut_at_the_end_of_a_sentence():
    laid = lay("one two three four . " * 200)
    found = windows(laid, [1] * len(laid.words))
    assert len(found) > 1
    assert all(laid.words[end - 1] == "." for _, end in found)
    assert all(end - start <= MOST_PIECES for start, end in found)
