from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.model.claims import DateRange, Published, TextSpan
from sourceline.resolve.dates import Phrase, resolve_dates

WEDNESDAY = date(2019, 5, 15)


def on(day: date) -> Published:
    return Published(day, day, day, "given")


def phrases(text: str, *words: str, paragraph: int = 0) -> list[Phrase]:
    """Each of the words where it stands in the one-sentence text."""
    out, at = [], 0
    for word in words:
        at = text.index(word, at)
        out.append(Phrase(word, TextSpan(at, at + len(word)), text, 0, paragraph))
        at += len(word)
    return out


def one(
    words: str, day: date = WEDNESDAY, sentence: str = "They fought {}."
) -> DateRange | None:
    text = sentence.format(words)
    return resolve_dates(phrases(text, words), on(day))[0]


def days(words: str, day: date = WEDNESDAY, sentence: str = "They fought {}.") -> str:
    found = one(words, day, sentence)
    assert found is not None
    first, last = found.earliest, found.latest
    return str(first) if first == last else f"{first}..{last}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Monday", "2019-05-13"),
        ("Wednesday", "2019-05-15"),
        ("Thursday", "2019-05-09"),
        ("last Monday", "2019-05-13"),
        ("last Wednesday", "2019-05-08"),
        ("Monday night", "2019-05-13"),
        ("the night of Monday to Tuesday", "2019-05-13..2019-05-14"),
        ("shortly before noon on Sunday", "2019-05-12"),
        ("two Fridays ago", "2019-05-03"),
        ("today", "2019-05-15"),
        ("yesterday", "2019-05-14"),
        ("the day before yesterday", "2019-05-13"),
        ("tonight", "2019-05-15"),
        ("overnight", "2019-05-14..2019-05-15"),
        ("this morning", "2019-05-15"),
        ("last night", "2019-05-14"),
        ("last week", "2019-05-06..2019-05-12"),
        ("last month", "2019-04-01..2019-04-30"),
        ("last year", "2018-01-01..2018-12-31"),
        ("this year", "2019-01-01..2019-05-15"),
        ("earlier this month", "2019-05-01..2019-05-15"),
        ("earlier this week", "2019-05-13..2019-05-15"),
        ("two days ago", "2019-05-13"),
        ("the past 24 hours", "2019-05-14..2019-05-15"),
        ("three weeks", "2019-04-24..2019-05-15"),
        ("last summer", "2018-06-01..2018-08-31"),
        ("over the weekend", "2019-05-11..2019-05-12"),
        ("from Monday to Wednesday", "2019-05-13..2019-05-15"),
    ],
)
def test_relative_phrases(words: str, expected: str) -> None:
    found = one(words)
    assert days(words) == expected
    assert found is not None
    assert found.basis == "relative"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2014", "2014-01-01..2014-12-31"),
        ("in March", "2019-03-01..2019-03-31"),
        ("in June", "2018-06-01..2018-06-30"),
        ("June 26", "2018-06-26"),
        ("26 June", "2018-06-26"),
        ("June 26, 2016", "2016-06-26"),
        ("the 26th of June 2016", "2016-06-26"),
        ("2016-06-26", "2016-06-26"),
        ("26/06/2016", "2016-06-26"),
        ("early March", "2019-03-01..2019-03-10"),
        ("mid-March 2016", "2016-03-11..2016-03-20"),
        ("late March", "2019-03-21..2019-03-31"),
        ("the first week of May", "2019-05-01..2019-05-07"),
        ("between 3 and 5 May", "2019-05-03..2019-05-05"),
        ("3-5 May", "2019-05-03..2019-05-05"),
        ("30 April to 2 May", "2019-04-30..2019-05-02"),
        ("28 December 2018 to 3 January 2019", "2018-12-28..2019-01-03"),
        ("the 1990s", "1990-01-01..1999-12-31"),
        ("April last year", "2018-04-01..2018-04-30"),
        ("winter 2014", "2014-12-01..2015-02-28"),
        ("the second Friday of March 2019", "2019-03-08"),
        ("7 Shubat", "2019-02-07"),
        ("12 Tammuz 2016", "2016-07-12"),
        ("3 Kanun al-Thani", "2019-01-03"),
        ("5 août 2018", "2018-08-05"),
        ("4 de marzo", "2019-03-04"),
    ],
)
def test_stated_dates(words: str, expected: str) -> None:
    found = one(words)
    assert days(words) == expected
    assert found is not None
    assert found.basis == "stated"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Christmas 2018", "2018-12-25"),
        ("Easter", "2019-04-21"),
        ("Palm Sunday", "2019-04-14"),
        ("New Year's Eve", "2018-12-31"),
    ],
)
def test_feasts(words: str, expected: str) -> None:
    assert days(words) == expected


def test_lunar_feasts_within_two_days() -> None:
    ramadan = one("Ramadan 2018")
    assert ramadan is not None
    assert ramadan.earliest is not None
    assert abs((ramadan.earliest - date(2018, 5, 16)).days) <= 2
    eid = one("Eid al-Adha", date(2018, 9, 1))
    assert eid is not None
    assert eid.earliest is not None
    assert abs((eid.earliest - date(2018, 8, 21)).days) <= 2


@pytest.mark.parametrize(
    ("words", "sentence", "expected"),
    [
        ("Friday", "Elders will meet on {}.", "2019-05-17"),
        ("Friday", "The court sits again on {}.", "2019-05-10"),
        ("Sunday", "Mills are expected to reopen by {}.", "2019-05-19"),
        ("20 May", "A vote is planned for {}.", "2019-05-20"),
        ("June", "The mission will end in {}.", "2019-06-01..2019-06-30"),
        ("next week", "They plan to return {}.", "2019-05-20..2019-05-26"),
        ("tomorrow", "Schools open {}.", "2019-05-16"),
        ("Monday", "The mayor said on {} that he would leave.", "2019-05-13"),
        ("Saturday", "No one has returned since {}.", "2019-05-11"),
    ],
)
def test_tense(words: str, sentence: str, expected: str) -> None:
    if "sits" in sentence:
        # What the caller knows from syntax outranks the words.
        text = sentence.format(words)
        phrase = phrases(text, words)[0]
        back = Phrase(phrase.text, phrase.span, text, ahead=False)
        found = resolve_dates([back], on(WEDNESDAY))[0]
        assert found is not None
        assert str(found.earliest) == expected
    else:
        assert days(words, sentence=sentence) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (
            "On 4 March the post fell; two days earlier its men had fled, and"
            " the following day looters came.",
            ("4 March", "two days earlier", "the following day"),
            ["2019-03-04", "2019-03-02", "2019-03-03"],
        ),
        (
            "Rebels came on Sunday and left the same evening.",
            ("Sunday", "the same evening"),
            ["2019-05-12", "2019-05-12"],
        ),
        (
            "It was taken on 10 March and lost on the 12th.",
            ("10 March", "the 12th"),
            ["2019-03-10", "2019-03-12"],
        ),
        (
            "Patrols were hit on 13 and 14 May.",
            ("13", "14 May"),
            ["2019-05-13", "2019-05-14"],
        ),
        (
            "The mill burned at noon on Tuesday.",
            ("noon", "Tuesday"),
            ["2019-05-14", "2019-05-14"],
        ),
        (
            "A truce of 1992 was signed on 11 April.",
            ("1992", "11 April"),
            ["1992-01-01", "1992-04-11"],
        ),
    ],
)
def test_narration(text: str, words: tuple[str, ...], expected: list[str]) -> None:
    found = resolve_dates(phrases(text, *words), on(WEDNESDAY))
    assert [str(f.earliest) for f in found if f] == expected


def test_clock_times_of_a_log_are_of_the_day() -> None:
    first = phrases("The bridge fell on Monday.", "Monday")
    second = phrases("18:30 Smoke over the mill.", "18:30", paragraph=1)
    found = resolve_dates(first + second, on(WEDNESDAY))[1]
    assert found is not None
    assert found.earliest == found.latest == WEDNESDAY


def test_order_of_day_and_month_by_country() -> None:
    phrase = phrases("Raids on 4/3/2019 failed.", "4/3/2019")
    european = resolve_dates(phrase, on(WEDNESDAY), "KE")[0]
    american = resolve_dates(phrase, on(WEDNESDAY), "US")[0]
    assert european is not None
    assert american is not None
    assert european.earliest == date(2019, 3, 4)
    assert american.earliest == date(2019, 4, 3)


def test_order_that_would_lie_ahead_gives_way() -> None:
    assert days("3/11/2018", date(2018, 3, 15)) == "2018-03-11"


@pytest.mark.parametrize(
    ("words", "precision"),
    [
        ("Monday", 1),
        ("3-5 May", 2),
        ("last week", 3),
        ("last month", 4),
        ("2014", 5),
    ],
)
def test_precision(words: str, precision: int) -> None:
    found = one(words)
    assert found is not None
    assert found.precision == precision


def test_span_is_the_phrase() -> None:
    text = "Men came on Monday."
    found = resolve_dates(phrases(text, "Monday"), on(WEDNESDAY))[0]
    assert found is not None
    assert found.span == TextSpan(12, 18)


def test_unknown_publication_proves_only_what_is_stated() -> None:
    nothing = Published(None, None, None, "unknown")
    text = "On June 26, 2016 it fell; two days earlier, and on Monday, men fled."
    stated, told, weekday = resolve_dates(
        phrases(text, "June 26, 2016", "two days earlier", "Monday"), nothing
    )
    assert stated is not None
    assert stated.earliest == stated.latest == date(2016, 6, 26)
    assert told is not None
    assert told.earliest == date(2016, 6, 24)
    assert weekday is None


def test_bounds_of_publication_bound_the_phrase() -> None:
    bounds = Published(None, date(2016, 6, 27), date(2016, 12, 31), "inferred")
    found = resolve_dates(phrases("They fled yesterday.", "yesterday"), bounds)[0]
    assert found is not None
    assert (found.earliest, found.latest) == (date(2016, 6, 26), date(2016, 12, 30))
    open_end = Published(None, date(2016, 6, 27), None, "inferred")
    found = resolve_dates(phrases("They fled yesterday.", "yesterday"), open_end)[0]
    assert found is not None
    assert (found.earliest, found.latest) == (date(2016, 6, 26), None)
    assert found.precision == 5


@pytest.mark.parametrize("words", ["long ago", "xyzzy", "", "99 Smarch", "31 February"])
def test_words_that_name_no_day(words: str) -> None:
    phrase = Phrase(words, TextSpan(0, len(words)), words)
    assert resolve_dates([phrase], on(WEDNESDAY)) == [None]


def test_beyond_the_calendar() -> None:
    phrase = Phrase("999 decades ago", TextSpan(0, 15), "999 decades ago")
    assert resolve_dates([phrase], on(WEDNESDAY)) == [None]


_DAYS = st.dates(date(1950, 1, 1), date(2080, 12, 31))


@given(_DAYS, st.integers(0, 6))
def test_a_weekday_is_that_day_within_the_week(day: date, number: int) -> None:
    name = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()[number]
    found = one(name, day)
    assert found is not None
    assert found.earliest == found.latest
    assert found.earliest is not None
    assert found.earliest.weekday() == number
    assert timedelta(0) <= day - found.earliest < timedelta(7)


@given(_DAYS, _DAYS)
def test_a_full_date_stands_by_itself(day: date, published: date) -> None:
    for words in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}"):
        found = one(words, published)
        assert found is not None
        assert found.earliest == found.latest == day


@given(st.lists(st.text(max_size=30), max_size=6), _DAYS)
def test_any_words_give_ordered_ranges(texts: list[str], day: date) -> None:
    given_ = [Phrase(t, TextSpan(0, len(t)), t) for t in texts]
    found = resolve_dates(given_, on(day))
    assert len(found) == len(texts)
    for range_ in found:
        if range_ and range_.earliest and range_.latest:
            assert range_.earliest <= range_.latest


@given(
    st.lists(
        st.sampled_from(
            "first last next this two 3 14 2016 Monday June to and of week month year"
            " days ago earlier later early late summer Ramadan same following night"
            " before after since 10th quarter decade weekend".split()
        ),
        min_size=1,
        max_size=6,
    ),
    _DAYS,
)
def test_any_time_words_give_ordered_ranges(words: list[str], day: date) -> None:
    text = " ".join(words)
    for range_ in resolve_dates([Phrase(text, TextSpan(0, len(text)), text)], on(day)):
        if range_ and range_.earliest and range_.latest:
            assert range_.earliest <= range_.latest
