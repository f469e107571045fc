"""Deadlines of law: read from dated tables, named by steps, counted as the law counts."""

from datetime import date

import pytest

from onboarding.engine.definition import Clock, Source, Text
from onboarding.engine.due import parse_due
from onboarding.engine.errors import Fault
from onboarding.engine.workdays import Workdays
from onboarding.rehearsal.clockwork.answering import moved
from tests.engine.building import (
    BOTH,
    Files,
    Story,
    blueprint,
    clock_table,
    dump,
    read,
    workflow,
)

MOVE = """
  move:
    title: {en: Move, ja: 転居}
    event: {en: The move, ja: 引越し}
    who: person
    due: 14 days after stay.starts_on
    where: {en: City hall, ja: 市役所}
    consequence: {en: A fine, ja: 罰金}
"""
HEAD = "valid_from: 2026-11-01\nsource: {from: Law, checked: 2026-11}\nclocks:\n"


def table(due: str, more: str = "", day: str = "2026-11-01") -> str:
    """Return a table with one deadline, `law`, valid from a day."""
    law = f"{{title: {{en: T, ja: 文}}, event: {{en: E, ja: 事}}, who: person, due: {due}{more}}}"
    return f"valid_from: {day}\nsource: {{from: Law, checked: 2026-11}}\nclocks:\n  law: {law}\n"


def faults_of(steps: str, clocks: str, programme: str = "") -> list[tuple[str, str, str]]:
    text = {"id": "p", "title": BOTH, "workflows": ["w"]}
    programmes = [dump(text) + programme]
    _catalogue, faults = read(Files([workflow(steps)], programmes, clocks=[clocks]))
    return [(f.code, f.reason, " ".join((f.place.file, *f.about))) for f in faults]


def test_step_takes_its_dates_and_words_from_the_deadline_it_names() -> None:
    shared = blueprint("[{id: tell, clock: move}]", clocks=(HEAD + MOVE,))
    step = shared.by_key["w.tell"]

    assert isinstance(step.clock, Clock)
    assert (step.legal, step.where, step.source) == (
        True,
        Text("City hall", "市役所"),
        Source("Law", "2026-11", True),
    )
    assert step.clock.consequence == Text("A fine", "罰金")
    story = Story(shared).open(stay__starts_on=date(2027, 4, 25))
    assert story.dues() == {"tell": date(2027, 5, 9)}


def test_step_keeps_its_own_place_and_source() -> None:
    steps = """
    - {id: tell, clock: move, where: {en: Here, ja: ここ}, source: {from: Us, checked: 2026-12}}
    """
    step = blueprint(steps, clocks=(HEAD + MOVE,)).by_key["w.tell"]

    assert step.where == Text("Here", "ここ")
    assert step.source == Source("Us", "2026-12", True)


def test_window_opens_before_the_last_day() -> None:
    window = table("on stay.ends_on", ", opens: 3 months before stay.ends_on")
    shared = blueprint("[{id: extend, clock: law}]", clocks=(window,))
    story = Story(shared).open(stay__ends_on=date(2027, 5, 31))

    assert story.states() == {"extend": "waiting"}
    assert story.tell("noted", on=date(2027, 2, 27)).states() == {"extend": "waiting"}
    assert story.tell("noted", on=date(2027, 2, 28)).states() == {"extend": "open"}
    assert story.dues() == {"extend": date(2027, 5, 31)}


@pytest.mark.parametrize(
    ("ends_on", "due"),
    [(None, date(2028, 4, 1)), (date(2027, 9, 30), date(2027, 9, 30))],
)
def test_date_is_never_after_the_latest_day_once_that_is_known(
    ends_on: date | None, due: date
) -> None:
    back = table("12 months after stay.starts_on", ", at_latest: stay.ends_on")
    shared = blueprint("[{id: back, clock: law}]", clocks=(back,))
    story = Story(shared).open(stay__starts_on=date(2027, 4, 1))
    if ends_on:
        story.answer(stay__ends_on=ends_on)

    assert story.dues() == {"back": due}


def test_no_date_while_its_event_is_not_known() -> None:
    back = table("12 months after stay.starts_on", ", at_latest: stay.ends_on")
    shared = blueprint("[{id: back, clock: law}]", clocks=(back,))

    assert Story(shared).open(stay__ends_on=date(2027, 4, 1)).dues() == {}


def test_deadline_concerns_only_those_it_says() -> None:
    paid = table("14 days after stay.starts_on", ", when: person.paid")
    shared = blueprint("[{id: tell, clock: law}]", clocks=(paid,))

    assert Story(shared).open(person__paid=False).states() == {"tell": "skipped"}
    assert Story(shared).open(person__paid=True).states() == {"tell": "open"}


def test_what_happened_before_a_change_of_the_law_keeps_its_date() -> None:
    old, new = table("14 days after stay.starts_on"), table("7 days after stay.starts_on")
    newer = table("1 month after stay.starts_on", day="2028-04-01")
    tables = (newer, old, new.replace("2026-11-01", "2027-04-01"))
    shared = blueprint("[{id: tell, clock: law}]", clocks=tables)

    days = (date(2027, 3, 31), date(2027, 4, 1), date(2028, 3, 31), date(2028, 4, 1))
    dues = [Story(shared).open(stay__starts_on=day).dues()["tell"] for day in days]
    assert dues == [date(2027, 4, 14), date(2027, 4, 8), date(2028, 4, 7), date(2028, 5, 1)]


def test_deadline_without_a_date_cannot_follow_one_with() -> None:
    dateless = table("x").replace(", due: x", "").replace("2026-11-01", "2027-04-01")
    catalogue, faults = read(Files(clocks=[table("1 day after stay.starts_on"), dateless]))

    assert faults == []
    assert catalogue.clocks["law"].due is None


def test_first_day_is_counted_where_the_deadline_says_so() -> None:
    birth = table("14 days after stay.starts_on", ", first_day: counted")
    month = table("1 month after stay.starts_on", ", first_day: counted")
    days = [
        Story(blueprint("[{id: tell, clock: law}]", clocks=(text,))).open(
            stay__starts_on=date(2027, 4, 30)
        )
        for text in (birth, month)
    ]

    assert [story.dues()["tell"] for story in days] == [date(2027, 5, 13), date(2027, 5, 29)]


def test_collected_deadline_that_is_none_says_why() -> None:
    left_out = "\nleft_out: {fee: {en: An amount, ja: 金額}, jesta: {en: Planned}}"
    named = table("1 day after stay.ends_on", ", entry: other").rstrip()
    faults: list[Fault] = []

    found = clock_table(named + left_out, faults)

    assert found.clocks["law"].entry == "other"
    assert found.left_out["fee"] == Text("An amount", "金額")
    assert [(fault.code, fault.about) for fault in faults] == [("E102", ("ja",))]


@pytest.mark.parametrize(
    ("rule", "event", "last"),
    [
        ("by the 10th of the month after stay.starts_on", date(2027, 4, 1), date(2027, 5, 10)),
        ("by the 10th of the month after stay.starts_on", date(2027, 12, 31), date(2028, 1, 10)),
        ("by the end of the month after stay.starts_on", date(2027, 1, 31), date(2027, 2, 28)),
        ("by the end of the month after stay.starts_on", date(2028, 1, 15), date(2028, 2, 29)),
        ("by the next 03-15 after stay.starts_on", date(2027, 3, 15), date(2027, 3, 15)),
        ("by the next 03-15 after stay.starts_on", date(2027, 3, 16), date(2028, 3, 15)),
        ("by the next 02-29 after stay.starts_on", date(2027, 1, 1), date(2027, 2, 28)),
        ("by the next 02-29 after stay.starts_on", date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_days_of_the_month_after_and_of_every_year(rule: str, event: date, last: date) -> None:
    shared = blueprint(f"[{{id: tell, due: {rule}}}]")

    assert Story(shared).open(stay__starts_on=event).dues() == {"tell": last}
    parsed = parse_due(rule)
    assert parsed is not None
    assert moved(event, parsed, Workdays()) == last


@pytest.mark.parametrize(
    "text",
    [
        "by the 40th of the month after stay.starts_on",
        "by the next 02-30 after stay.starts_on",
        "by the 10th of the month before stay.starts_on",
    ],
)
def test_no_such_day(text: str) -> None:
    assert parse_due(text) is None


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("[{id: a, clock: lwa}]", [("E103", "unknown_clock", "workflow.yaml lwa law")]),
        (
            "[{id: a, clock: law, legal: true}]",
            [("E101", "key_beside_clock", "workflow.yaml legal")],
        ),
        (
            "[{id: a, clock: law, due: on stay.ends_on}]",
            [("E101", "key_beside_clock", "workflow.yaml due")],
        ),
    ],
)
def test_step_with_a_deadline_that_is_none_is_refused(
    steps: str, found: list[tuple[str, str, str]]
) -> None:
    assert faults_of(steps, table("1 day after stay.starts_on")) == found


def test_deadline_without_a_date_cannot_be_named() -> None:
    dateless = table("x").replace(", due: x", "")

    assert faults_of("[{id: a, clock: law}]", dateless) == [
        ("E103", "unknown_clock", "workflow.yaml law law")
    ]


def test_deadline_about_items_needs_a_step_for_each() -> None:
    born = table("14 days after member.born_on", ", when: member.comes")

    assert faults_of("[{id: a, each: family.members, clock: law}]", born) == []
    assert faults_of("[{id: a, clock: law}]", born) == [
        ("E103", "only_of_items", "legal_clocks.yaml member.comes family.members"),
        ("E103", "only_of_items", "workflow.yaml member.born_on family.members"),
    ]


@pytest.mark.parametrize(
    ("clocks", "found"),
    [
        (table("soon"), [("E101", "not_a_due_date", "legal_clocks.yaml soon")]),
        (table("1 day after stay.x"), [("E103", "unknown_name", "legal_clocks.yaml stay.x")]),
        (table("1 day after opening"), [("E103", "unknown_name", "legal_clocks.yaml opening")]),
        (table("1 day after person.pay"), [("E111", "not_a_date", "legal_clocks.yaml person.pay")]),
        (
            table("parameter.n days after stay.ends_on"),
            [("E103", "unknown_name", "legal_clocks.yaml parameter.n")],
        ),
        (
            table("1 day after stay.ends_on", ", at_latest: stay.x"),
            [("E103", "unknown_name", "legal_clocks.yaml stay.x")],
        ),
        (
            table("1 day after stay.ends_on", ", opens: 1 day before stay.x"),
            [("E103", "unknown_name", "legal_clocks.yaml stay.x")],
        ),
        (
            table("1 day after stay.ends_on", ", when: person.x"),
            [("E103", "unknown_name", "legal_clocks.yaml person.x")],
        ),
        (
            table("1 day after stay.ends_on", day="soon"),
            [("E101", "not_a_date", "legal_clocks.yaml soon")],
        ),
        (
            "clocks: {}\nsource: {from: Law, checked: 2026-11}",
            [("E101", "missing_key", "legal_clocks.yaml valid_from")],
        ),
        (
            "valid_from: 2026-11-01",
            [
                ("E101", "missing_key", "legal_clocks.yaml clocks"),
                ("E101", "missing_key", "legal_clocks.yaml source"),
            ],
        ),
    ],
)
def test_table_with_a_fault_is_refused(clocks: str, found: list[tuple[str, str, str]]) -> None:
    assert faults_of("[{id: a}]", clocks) == found


def test_unknown_day_is_told_once_where_the_table_names_it() -> None:
    assert faults_of("[{id: a, clock: law}]", table("1 day after stay.x")) == [
        ("E103", "unknown_name", "legal_clocks.yaml stay.x")
    ]


def test_who_has_to_act_is_one_of_three() -> None:
    nobody = table("1 day after stay.ends_on").replace("who: person", "who: nobody")
    missing = table("1 day after stay.ends_on").replace("who: person, ", "")

    assert faults_of("[{id: a}]", nobody)[0][:2] == ("E101", "not_one_of")
    assert faults_of("[{id: a}]", missing) == [("E101", "missing_key", "legal_clocks.yaml who")]


@pytest.mark.parametrize("key", ["due", "opens"])
def test_programme_cannot_date_a_deadline_of_law_otherwise(key: str) -> None:
    programme = f"overrides: {{w.a: {{{key}: on stay.ends_on}}}}"
    found = faults_of("[{id: a, clock: law}]", table("1 day after stay.ends_on"), programme)

    assert found == [("E101", "key_beside_clock", f"programme.yaml {key}")]
