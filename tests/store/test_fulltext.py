"""Full-text search on both databases."""

import pytest
from sqlalchemy import Engine, text

from sourceline.errors import InputError
from sourceline.pipeline import text_source
from sourceline.store import fulltext, reports
from sourceline.store.fulltext import asked_words, folded, incidents_with


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("المُسْتَشْفى", "مستشفي"),
        ("والمدرسة", "مدرسه"),
        ("بالرصاص", "الرصاص"),
        ("أحمد", "احمد"),
        ("Ḥamāh", "hamah"),
        ("CAFÉ", "cafe"),
        ("Straße", "strasse"),
        ("ﬁre", "fire"),
        ("١٢", "١٢"),
    ],
)
def test_spellings_of_one_word_are_folded_alike(said: str, asked: str) -> None:
    assert folded(said) == folded(asked)


def test_different_words_stay_different() -> None:
    assert (
        len({folded(x) for x in ("hama", "homs", "مدرسة", "مستشفى", "12", "21")}) == 6
    )


@pytest.mark.parametrize("said", ["", "  ", '""', "***", "word " * 30])
def test_a_line_without_words_or_with_too_many_is_refused(said: str) -> None:
    with pytest.raises(InputError):
        asked_words(said)


def keep(engine: Engine, key: str, words: str) -> str:
    source = text_source(words, key=key)
    with engine.begin() as connection:
        reports.add(connection, source, None)
        name = reports.report_id(source)
        connection.execute(
            text(
                "INSERT INTO claim (id, report, fused, sub_event_type, incident, record,"
                " waits_for_matching, waits_for_fusing)"
                " VALUES (:c, :r, :yes, 'Attack', :i, :record, :no, :no)"
            ),
            {
                "c": f"c-{key}",
                "r": name,
                "i": f"i-{key}",
                "record": '{"evidence": [{"text": "'
                + words.split(".", maxsplit=1)[0]
                + '"}]}',
                "yes": True,
                "no": False,
            },
        )
    return name


def found(engine: Engine, said: str, scope: str = "reports") -> set[str]:
    with engine.connect() as connection:
        alone = set(incidents_with(connection, said, scope))
        if scope in fulltext.SCOPES:
            known = fulltext.members(connection, scope)
            assert set(incidents_with(connection, said, scope, known)) == alone
        return alone


def test_reports_and_evidence_are_found_and_new_ones_are_put_in(engine: Engine) -> None:
    keep(engine, "a", "قصف المُستشفى في الرمادي. A school was hit too")
    fulltext.prepare(engine)
    assert found(engine, "مستشفى") == {"i-a"}
    assert found(engine, "school") == {"i-a"}
    assert found(engine, "school", "evidence") == set()
    keep(engine, "b", "A school burned down. Nobody was hurt")
    assert found(engine, "burned") == set()
    assert fulltext.fill(engine) == 2
    assert fulltext.fill(engine) == 0
    assert found(engine, "school") == {"i-a", "i-b"}
    assert found(engine, '"school burned"') == {"i-b"}
    assert found(engine, '"burned school"') == set()
    assert found(engine, "burn*", "evidence") == {"i-b"}
    with pytest.raises(InputError, match="evidence"):
        found(engine, "x", "dreams")


def test_a_claim_that_went_is_found_no_more(engine: Engine) -> None:
    keep(engine, "a", "A school burned down. Then rain")
    fulltext.prepare(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM claim WHERE id = 'c-a'"))
    assert found(engine, "school", "evidence") == set()
    keep(engine, "a", "A bridge burned down. Then rain")
    fulltext.fill(engine)
    assert found(engine, "bridge", "evidence") == {"i-a"}
    assert found(engine, "school", "evidence") == set()


@pytest.mark.parametrize("said", ["'; --", "a:*|b", "x & ! y", "\\", "NEAR/2", "<->"])
def test_marks_of_the_databases_languages_are_only_words(
    engine: Engine, said: str
) -> None:
    fulltext.prepare(engine)
    if folded(said):
        assert found(engine, said) == set()
    else:
        with pytest.raises(InputError, match="words"):
            found(engine, said)
