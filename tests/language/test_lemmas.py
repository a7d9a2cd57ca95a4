import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.language.lemmas import apply, script


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("killed", "kill"),
        ("was", "be"),
        ("Dead", "dead"),
        ("US", "US"),
        ("went", "go"),
        ("militants", "militant"),
    ],
)
def test_a_script_gives_its_lemma_back(form, lemma):
    assert apply(script(form, lemma), form) == lemma


def test_a_script_serves_other_words_of_its_kind():
    assert apply(script("killed", "kill"), "Bombed") == "bomb"


letters = st.text(
    st.characters(codec="ascii", categories=["Lu", "Ll"]), min_size=1, max_size=12
)


@given(letters, letters)
def test_round_trip(form, lemma):
    assert apply(script(form, lemma), form) == lemma


@given(st.sampled_from(["l3+", "k9+y", "l2+e"]), letters)
def test_a_script_that_does_not_fit_never_gives_an_empty_lemma(rule, form):
    assert apply(rule, form)
