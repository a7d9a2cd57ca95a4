import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.language.tokenizer import tokenize


def words(text: str) -> list[str]:
    return [text[t.start : t.end] for t in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The army's men don't stop.",
            ["The", "army", "'s", "men", "do", "n't", "stop", "."],
        ),
        ("al-Shabaab fighters", ["al", "-", "Shabaab", "fighters"]),
        ("non-lethal anti-tank", ["non-lethal", "anti-tank"]),
        ("US$5,000 and 3.5%", ["US", "$", "5,000", "and", "3.5", "%"]),
        ("Gen. Omar of the U.N. said", ["Gen.", "Omar", "of", "the", "U.N.", "said"]),
        ("at 10:30am on 12/03/2019", ["at", "10:30", "am", "on", "12/03/2019"]),
        ("They can’t, won’t", ["They", "ca", "n’t", ",", "wo", "n’t"]),
        ("He cannot say… now", ["He", "can", "not", "say", "…", "now"]),
        ("F-16 and T-72", ["F", "-", "16", "and", "T", "-", "72"]),
        (
            "mail desk@herald.example or www.herald.example/a?b=1.",
            ["mail", "desk@herald.example", "or", "www.herald.example/a?b=1", "."],
        ),
        ("قُتل تسعة", ["قُتل", "تسعة"]),
        ("killed 😢 today", ["killed", "😢", "today"]),
    ],
)
def test_words_are_cut_as_universal_dependencies_cuts_them(text, expected):
    assert words(text) == expected


@given(st.text(max_size=300))
def test_words_cover_all_but_white_space_once_and_in_order(text):
    tokens = tokenize(text)
    covered = set()
    last = 0
    for token in tokens:
        assert last <= token.start < token.end <= len(text)
        assert not text[token.start : token.end].isspace()
        covered |= set(range(token.start, token.end))
        last = token.end
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_of_a_stretch_have_the_offsets_of_the_whole_text(before, text):
    whole = before + "\n" + text
    start = len(before) + 1
    assert [t.start for t in tokenize(whole, start)] == [
        t.start + start for t in tokenize(text)
    ]
