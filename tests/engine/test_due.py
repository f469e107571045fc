"""Due dates and reminders: which phrases there are, and the dates they give."""

from datetime import date

import pytest

from onboarding.engine.due import (
    DueRule,
    Escalation,
    Reminder,
    dating,
    parse_due,
    parse_escalation,
    parse_reminder,
)
from onboarding.engine.errors import Place
from onboarding.engine.workdays import Workdays

CLOSED = [date(2026, 12, day) for day in (29, 30, 31)] + [date(2027, 1, day) for day in (2, 3)]
HERE = Place("visa/v1.yaml", 7, 3)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("on stay.starts_on", (0, "day", 1, "stay.starts_on")),
        ("120 days before stay.starts_on", (120, "day", -1, "stay.starts_on")),
        ("1 day after opening", (1, "day", 1, "opening")),
        ("3 working days after opening", (3, "working day", 1, "opening")),
        ("1 working day before visa.coe_filed", (1, "working day", -1, "visa.coe_filed")),
        ("2 weeks before stay.starts_on", (2, "week", -1, "stay.starts_on")),
        ("1 month after visa.coe_filed_on", (1, "month", 1, "visa.coe_filed_on")),
        ("1 week before 2027-04-01", (1, "week", -1, "2027-04-01")),
        ("parameter.lead days before stay.starts_on", ("lead", "day", -1, "stay.starts_on")),
        ("  2   months after\n stay.starts_on", (2, "month", 1, "stay.starts_on")),
    ],
)
def test_a_due_phrase_is_read(text: str, rule: tuple[int | str, str, int, str]) -> None:
    assert parse_due(text) == DueRule(*rule, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "days before x",
        "3 days",
        "-3 days before x",
        "3 years after x",
        "on 3",
        "On x",
        "on 2027-02-30",
    ],
)
def test_what_is_no_due_phrase_is_not_read(text: str) -> None:
    assert parse_due(text) is None


@pytest.mark.parametrize(
    ("text", "anchor", "then"),
    [
        # Before its anchor a date moves to the working day before.
        ("1 day before stay.starts_on", "2027-05-06", "2027-04-30"),
        ("3 days before stay.starts_on", "2027-04-04", "2027-04-01"),
        ("1 week before stay.starts_on", "2027-05-11", "2027-04-30"),
        ("2 days before stay.starts_on", "2027-01-04", "2026-12-28"),
        ("1 month before stay.starts_on", "2027-03-31", "2027-02-26"),
        ("1 month before stay.starts_on", "2028-03-31", "2028-02-29"),
        ("12 months before stay.starts_on", "2028-02-29", "2027-02-26"),
        ("0 days before stay.starts_on", "2027-05-03", "2027-05-03"),
        # After its anchor, and on it, a date stays where it falls.
        ("on stay.starts_on", "2027-05-03", "2027-05-03"),
        ("1 day after stay.starts_on", "2027-04-30", "2027-05-01"),
        ("14 days after stay.starts_on", "2027-04-19", "2027-05-03"),
        ("1 month after stay.starts_on", "2027-01-31", "2027-02-28"),
        ("1 month after stay.starts_on", "2028-01-31", "2028-02-29"),
        ("12 months after stay.starts_on", "2028-02-29", "2029-02-28"),
        # Working days skip Golden Week and the days between the years.
        ("1 working day after stay.starts_on", "2027-04-28", "2027-04-30"),
        ("2 working days after stay.starts_on", "2027-04-28", "2027-05-06"),
        ("1 working day before stay.starts_on", "2027-05-06", "2027-04-30"),
        ("5 working days after stay.starts_on", "2026-12-25", "2027-01-07"),
    ],
)
def test_a_due_date_is_counted_from_its_anchor(text: str, anchor: str, then: str) -> None:
    rule = parse_due(text)
    assert rule is not None

    move = dating(rule, {}, Workdays(CLOSED), legal=False)

    assert move(date.fromisoformat(anchor)) == date.fromisoformat(then)


def test_a_deadline_of_law_stays_on_a_closed_day() -> None:
    rule = parse_due("3 days before stay.starts_on")
    assert rule is not None

    move = dating(rule, {}, Workdays(), legal=True)

    assert move(date(2027, 5, 6)) == date(2027, 5, 3)


def test_a_parameter_takes_the_place_of_the_number() -> None:
    rule = parse_due("parameter.lead weeks before stay.starts_on")
    assert rule is not None

    move = dating(rule, {"lead": 2}, Workdays(), legal=False)

    assert (rule.amount_in({"lead": 2}), move(date(2027, 4, 1))) == (-2, date(2027, 3, 18))


@pytest.mark.parametrize(
    ("text", "reminder"),
    [
        ("14 days before", Reminder(-14, None, HERE)),
        ("1 day after", Reminder(1, None, HERE)),
        ("2 weeks before", Reminder(-14, None, HERE)),
        ("on the day", Reminder(0, None, HERE)),
        ("2 days after -> office", Reminder(2, "office", HERE)),
    ],
)
def test_a_reminder_is_read(text: str, reminder: Reminder) -> None:
    assert parse_reminder(text, HERE) == reminder


@pytest.mark.parametrize(
    "text",
    ["", "soon", "1 month before", "3 working days before", "parameter.x days before", "3 days"],
)
def test_what_is_no_reminder_is_not_read(text: str) -> None:
    assert parse_reminder(text) is None


@pytest.mark.parametrize(
    ("text", "escalation"),
    [
        ("5 days after -> head", Escalation(5, "head", HERE)),
        ("2 weeks after -> office", Escalation(14, "office", HERE)),
        ("5 days after", None),
        ("5 days before -> head", None),
        ("on the day -> head", None),
        ("late -> head", None),
    ],
)
def test_an_escalation_comes_after_the_due_date_and_names_a_role(
    text: str, escalation: Escalation | None
) -> None:
    assert parse_escalation(text, HERE) == escalation
