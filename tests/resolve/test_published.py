import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.model.claims import TextSpan
from sourceline.resolve.published import find_published

STORY = "Four herders were killed at the well of Tirsal, officials said."


@pytest.mark.parametrize(
    "line",
    [
        "Published: 15 May 2019",
        "Posted on May 15, 2019 by newsroom",
        "By Amina Sabo | 15 May 2019",
        "Tirsal Wire / 15 MAY 2019, 06:12",
        "15/05/2019 (updated 2 days ago) Today: Wed 12 Jun 2024",
        "Published 15.05.2019 - Printed 9.2.2024",
        "Publié le 15 mai 2019",
    ],
)
def test_lines_that_say_so(line: str) -> None:
    found = find_published(f"Herders killed\n{line}\n{STORY}")
    assert found.date == date(2019, 5, 15)
    assert found.earliest == found.latest == found.date
    assert found.basis == "byline"


def test_dateline_with_its_year() -> None:
    found = find_published(f"Raid\nTIRSAL, 15 May 2019 (Plain Wire) - {STORY}")
    assert found.date == date(2019, 5, 15)


def test_bare_date_needs_days_that_agree() -> None:
    page = "Wednesday, May 15, 2019\nHerders killed\n"
    agreed = find_published(page + "Four herders were killed on May 14 at a well.")
    assert agreed.date == date(2019, 5, 15)
    alone = find_published(page + STORY)
    assert alone.date is None
    assert alone.latest == date(2019, 5, 15)
    assert alone.basis == "inferred"


def test_printed_date_that_the_text_contradicts() -> None:
    found = find_published(
        "Friday, March 8, 2024\nRaid\nOn 12 November 2016 men burned the mill."
        " The commander says the force will leave in 2018."
    )
    assert found.date is None
    assert found.earliest == date(2016, 11, 12)
    assert found.latest == date(2018, 12, 31)


def test_byline_older_than_what_the_text_tells() -> None:
    found = find_published(
        "By Amina Sabo | 1 May 2014\nThe well was lost in June 2016."
    )
    assert found.date is None
    assert found.earliest == date(2016, 6, 1)


def test_events_dated_inside_bound_from_below() -> None:
    found = find_published(
        "Clashes near Tirsal\nTroops stand at the gate on June 27, 2016.\n" + STORY
    )
    assert (found.date, found.earliest, found.latest) == (
        None,
        date(2016, 6, 27),
        None,
    )
    assert found.basis == "inferred"


def test_dateline_without_year_between_the_bounds() -> None:
    found = find_published(
        "9 September 2024\nRaid\nTIRSAL, Nov 19 (Plain Wire) - The town has been held"
        " since March 2024 by rebels."
    )
    assert found.date is None
    found = find_published(
        "Retrieved 9 January 2025\nRaid\nTIRSAL, Nov 19 (Plain Wire) - The town has"
        " been held since March 2024 by rebels."
    )
    assert found.date == date(2024, 11, 19)


def test_address() -> None:
    found = find_published(STORY, address="https://example.org/2019/05/15/raid.html")
    assert (found.date, found.basis) == (date(2019, 5, 15), "url")
    month = find_published(STORY, address="https://example.org/2019/05/raid")
    assert (month.earliest, month.latest) == (date(2019, 5, 1), date(2019, 5, 31))
    against = find_published(
        "In 2021 men burned the mill.", address="https://example.org/2019/05/15/x"
    )
    assert against.date is None


def test_comments_and_left_out_parts_prove_nothing() -> None:
    text = f"Raid\n{STORY}\nLeave a Reply\nIn 2023 I saw the same."
    assert find_published(text).basis == "unknown"
    text = f"Raid\n{STORY}\nArchive of 3 May 2021 here, since 2021"
    left_out = [TextSpan(text.index("Archive"), len(text))]
    assert find_published(text, left_out=left_out).basis == "unknown"


def test_a_reporting_period_is_not_publication() -> None:
    found = find_published(
        "Weekly note, 5-11 September 2022\nTwo raids on 6 September."
    )
    assert found.date is None


def test_country_orders_numbers() -> None:
    line = "Published: 04/05/2019\n" + STORY
    assert find_published(line, country="US").date == date(2019, 4, 5)
    assert find_published(line, country="NG").date == date(2019, 5, 4)


@pytest.mark.parametrize("text", ["", "\n\n", "Published: 31 February 2019", STORY])
def test_nothing_to_find(text: str) -> None:
    found = find_published(text)
    assert (found.date, found.earliest, found.latest) == (None, None, None)
    assert found.basis == "unknown"


def test_one_endless_line_takes_linear_time() -> None:
    text = "In 2016 men fled and on 3 May 2016 they came back, " * 5_000
    begin = time.process_time()
    assert find_published(text).earliest == date(2016, 5, 3)
    assert time.process_time() - begin < 20


@given(st.text(max_size=300))
def test_any_text_gives_ordered_bounds(text: str) -> None:
    found = find_published(text)
    if found.earliest and found.latest and found.basis != "inferred":
        assert found.earliest <= found.latest
    if found.date:
        assert found.date == found.earliest == found.latest


@given(st.dates(date(1995, 1, 1), date(2060, 12, 31)))
def test_a_stated_day_is_found(day: date) -> None:
    assert (
        find_published(f"Raid\nPublished: {day.day} {day:%B} {day.year}\n").date == day
    )


STORY = "TALKARAH Gunmen killed four farmers on Friday, police said, near the river.\n"


@pytest.mark.parametrize(
    ("page", "day"),
    [
        (f"Four killed\nStaff writer\n2016-06-10 23:18:06\n{STORY}", date(2016, 6, 10)),
        (f"Four killed\n2016-06-11 07:02\n{STORY}", date(2016, 6, 11)),
        (f"Four killed\n2016-06-14 07:02\n{STORY}", None),
        (f"Four killed\n2016-06-10\n{STORY}", None),
        (f"Sat 11 Jun 2016 Four killed by the river. {STORY}", date(2016, 6, 11)),
        (f"2023-06-09 23:18:06\nIt began in 2014.\n{STORY}", None),
    ],
)
def test_a_time_stamp_is_believed_where_the_weekday_of_the_news_agrees(
    page: str, day: date | None
) -> None:
    assert find_published(page).date == day
