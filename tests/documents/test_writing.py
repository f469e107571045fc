"""How papers write days, amounts and names of countries."""

from datetime import date

import pytest

from onboarding.documents.writing import (
    country,
    days_until,
    english,
    era,
    japanese,
    number,
    spoken,
    western,
    yen,
)

FIRST = {"date": "2027-04-01"}


def test_day_is_written_as_its_reader_wants_it() -> None:
    written = (era(FIRST), western(FIRST), spoken(FIRST))

    assert written == ("令和9年4月1日", "2027年4月1日", "1 April 2027")


@pytest.mark.parametrize(
    ("unknown", "ja", "en"),
    [
        ("day", "2027年4月（日不詳）", "April 2027 (day unknown)"),
        ("month", "2027年（月日不詳）", "2027 (month and day unknown)"),
        ("all", "年月日不詳", "date unknown"),
    ],
)
def test_part_of_a_day_that_nobody_knows_is_not_printed(unknown: str, ja: str, en: str) -> None:
    day = {**FIRST, "unknown": unknown}

    assert (era(day), western(day), spoken(day)) == (ja, ja, en)


def test_day_of_the_letter_itself_is_written_the_same_way() -> None:
    assert era(date(2019, 5, 1)) == "令和元年5月1日"


@pytest.mark.parametrize(("last", "days"), [("2027-04-01", 1), ("2027-06-29", 90)])
def test_stay_counts_its_first_and_last_day(last: str, days: int) -> None:
    assert days_until(FIRST, {"date": last}) == days


def test_amount_is_written_in_either_language() -> None:
    assert (yen(420000), yen(420000, "en"), number(1234567)) == (
        "420,000円",
        "JPY 420,000",
        "1,234,567",
    )


def test_country_is_named_in_either_language() -> None:
    germany = {"country": "DEU"}

    assert (country(germany), country(germany, "en")) == ("ドイツ", "Germany")


def test_choice_is_named_in_either_language() -> None:
    choice = {"id": "female", "en": "Female", "ja": "女"}

    assert (japanese(choice), english(choice)) == ("女", "Female")


def test_text_that_is_no_choice_stays_as_it_is() -> None:
    assert (japanese("approved"), english("approved")) == ("approved", "approved")
