"""Days in Japanese eras, written and read back."""

from datetime import date, timedelta

import pytest

from onboarding.engine.eras import ERAS, in_era, read_date


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2027, 4, 1), "令和9年4月1日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1868, 1, 25), "明治元年1月25日"),
    ],
)
def test_day_is_written_in_its_era(day: date, written: str) -> None:
    assert in_era(day) == written


def test_day_before_meiji_has_no_era_of_ours() -> None:
    with pytest.raises(ValueError, match="1868-01-24"):
        in_era(date(1868, 1, 24))


@pytest.mark.parametrize(
    "text",
    [
        *("2027-04-01", "2027/4/1", "2027.4.1", "20270401", "2027年4月1日", "2027年 4月 1日"),
        *("２０２７年４月１日", "2027-04-01 00:00:00", "2027-04-01T00:00", " 2027-4-1 "),
        *("令和9年4月1日", "令和９年４月１日", "令和 9年 4月 1日", "R9.4.1", "r9/4/1", "R9. 4. 1"),
        *("令和9.4.1", "R9-04-01", "㋿9年4月1日"),
    ],
)
def test_day_is_read_however_people_write_it(text: str) -> None:
    assert read_date(text) == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("H元.1.8", date(1989, 1, 8)),
        ("S63.4.12", date(1988, 4, 12)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("T15.12.24", date(1926, 12, 24)),
        ("M45.7.29", date(1912, 7, 29)),
    ],
)
def test_day_of_an_era_is_read(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "4/1/2027", "1.4.2027", "2027-13-01", "2027-02-30", "20271301", "R9.2.30"),
        *("平成32年1月1日", "令和元年4月30日", "昭和64年1月8日", "令和0年4月1日", "X9.4.1", "2027"),
        *("2027-04-01 10:30", "2027-4-10 0:00", "2027/4/1 2", "令和99999年1月1日", "9999999"),
    ],
)
def test_text_that_is_no_certain_day_is_not_read(text: str) -> None:
    assert read_date(text) is None


def test_every_change_of_era_is_read_back() -> None:
    around = [start + timedelta(days) for _, _, start in ERAS for days in (0, 1, 400)]

    assert [read_date(in_era(day)) for day in around] == around
