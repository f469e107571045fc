"""Lead times: what the file may say, what is found wrong in it, and what holds for a step."""

from datetime import date

import pytest

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Source, Text
from onboarding.engine.entries import read_yaml
from onboarding.engine.errors import Fault
from onboarding.engine.leadtime_checks import check_lead_times
from onboarding.engine.leadtime_reader import read_lead_times
from onboarding.engine.leadtimes import LeadTime, LeadTimes, Meeting, Office
from tests.engine.building import BOTH, Files, dump, read, workflow

SOURCE = "source: {from: Us, checked: 2026-11, verified: false}\n"
ANY = "defaults: [{working_days: 5}]\n"
US = Source("Us", "2026-11", False)


def read_times(text: str) -> tuple[LeadTimes, list[Fault]]:
    faults: list[Fault] = []
    top = read_yaml(text, "lead_times.yaml", faults)
    assert top is not None
    return read_lead_times(top), faults


def catalogue(times: str) -> Catalogue:
    text = workflow("[{id: pay}, {id: sign, kind: form, role: guest}, {id: go, role: host}]")
    programme = dump({"id": "p", "title": BOTH, "workflows": ["w"]})
    found, faults = read(Files([text], [programme]))
    assert faults == []
    found.lead_times, faults = read_times(times)
    assert faults == []
    return found


def faults_of(times: str) -> list[tuple[str, str, tuple[str, ...], int, int]]:
    found = check_lead_times(catalogue(SOURCE + ANY + times))
    return [(f.code, f.reason, f.about, f.place.line, f.place.col) for f in found]


def step(found: Catalogue, key: str) -> LeadTime:
    return found.tempo.of(found.workflows["w"][1].steps[["pay", "sign", "go"].index(key)])


def test_times_of_steps_are_read_with_their_spread_and_source():
    found = catalogue(
        SOURCE
        + ANY
        + """
offices: {court: {en: Court, ja: 裁判所, meets: last friday}}
steps:
  w.pay: {days: 60, low: 30, high: 90, by: court}
  w.sign: {working_days: 3, expected: false, source: {from: Law, checked: 2026-10}}
"""
    )

    assert step(found, "pay") == LeadTime(60, 30, 90, False, "court", source=US)
    law = Source("Law", "2026-10", True)
    assert step(found, "sign") == LeadTime(3, 3, 3, True, "guest", expected=False, source=law)
    assert step(found, "go") == LeadTime(5, 5, 5, True, "host", source=US)
    court = Office("court", Text("Court", "裁判所"), Meeting(4, 4))
    assert found.lead_times.offices == {"court": court}


def test_the_first_default_that_fits_counts():
    text = """
defaults:
  - {kind: form, role: host, days: 1}
  - {kind: form, days: 2}
  - {role: host, days: 3, by: office}
"""
    found = catalogue(SOURCE + text)

    assert [step(found, key).usual for key in ("sign", "go")] == [2, 3]
    assert step(found, "go").by == "office"
    assert step(found, "pay") == LeadTime(5, 5, 5, working=True, by="office")


def test_steps_that_make_ready_may_be_others_in_a_programme():
    found, faults = read_times(
        SOURCE + ANY + "ready: [w.pay]\nready_in: {p: [w.go, w.sign]}\nready_by: stay.ends_on"
    )

    assert faults == []
    assert [found.ready_for("p"), found.ready_for("q")] == [("w.go", "w.sign"), ("w.pay",)]
    assert found.ready_by == "stay.ends_on"


def test_times_can_be_changed_for_a_trial():
    found = catalogue(SOURCE + ANY + "steps: {w.pay: {days: 1}}")
    trial = found.lead_times.changed({"w.pay": LeadTime(9, 9, 9, working=False, by="host")})

    assert trial.times["w.pay"].usual == 9
    assert found.lead_times.times["w.pay"].usual == 1


def test_an_institution_without_the_file_has_one_time_for_all():
    found = catalogue(SOURCE + ANY)
    found.lead_times = LeadTimes()

    assert step(found, "pay") == LeadTime(5, 5, 5, working=True, by="office")
    assert check_lead_times(found) == []


@pytest.mark.parametrize(
    ("text", "reason", "about"),
    [
        ("steps: {w.pay: {}}", "missing_key", ("days",)),
        ("steps: {w.pay: {days: 1, working_days: 2}}", "days_twice", ()),
        ("steps: {w.pay: {days: soon}}", "not_a_number", ("soon",)),
        ("steps: {w.pay: {days: 5, low: 6}}", "not_between", ("5", "6", "5")),
        ("steps: {w.pay: {days: 5, high: 4}}", "not_between", ("5", "5", "4")),
        ("steps: {w.pay: 5}", "not_a_mapping", ()),
        ("steps: {w.pay: {days: 5, high: 3651}}", "too_many_days", ("3651",)),
        ("steps: {w.pay: {days: 5, lo: 4}}", "unknown_key", ("lo", "low")),
        ("offices: {court: {en: A, ja: B, meets: sometimes}}", "not_a_meeting", ("sometimes",)),
        ("offices: {court: {en: A}}", "language_missing", ("ja",)),
        ("seasons: {s: {title: {en: A, ja: B}, until: 01-05}}", "missing_key", ("from",)),
    ],
)
def test_wrong_shapes_are_faults_of_the_file(text, reason, about):
    _found, faults = read_times(SOURCE + ANY + text)

    assert [(f.reason, f.about) for f in faults] == [(reason, about)]


def test_a_file_needs_a_source_and_something_that_always_fits():
    _found, faults = read_times("steps: {}")

    assert [(f.code, f.reason, f.about) for f in faults] == [
        ("E101", "missing_key", ("source",)),
        ("E101", "missing_key", ("defaults",)),
    ]


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ("from: 02-30, until: 03-01", "not_a_day_of_the_year"),
        ("from: March, until: 03-01", "not_a_day_of_the_year"),
        ("from: 2027-02-29, until: 2027-03-01", "not_a_day_of_the_year"),
        ("from: 2027-03-02, until: 2027-03-01", "season_ends_before_it_begins"),
        ("from: 2027-03-02, until: 04-01", "season_ends_before_it_begins"),
        ("from: 03-02, until: 04-01, pace: 120", "pace_above_usual"),
        ("from: 03-02, until: 04-01, pace: 0", "not_a_number"),
    ],
)
def test_seasons_that_make_no_sense_are_faults(days, reason):
    text = f"seasons: {{s: {{title: {{en: A, ja: B}}, {days}}}}}"
    _found, faults = read_times(SOURCE + ANY + text)

    assert [(f.code, f.reason) for f in faults] == [("E101", reason)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ready: [w.pay, w.gone]", ("E103", "unknown_step", ("w.gone",), 3, 16)),
        ("ready_in: {p: [w.gone]}", ("E103", "unknown_step", ("w.gone",), 3, 16)),
        ("ready_in: {q: [w.pay]}", ("E103", "unknown_option", ("q", "p"), 3, 15)),
        ("ready_by: stay.on", ("E103", "unknown_name", ("stay.on",), 3, 11)),
        ("ready_by: person.name", ("E103", "unknown_name", ("person.name",), 3, 11)),
        ("ready_by: visit.starts_on", ("E103", "unknown_name", ("visit.starts_on",), 3, 11)),
        ("steps: {w.gone: {days: 1}}", ("E103", "unknown_step", ("w.gone",), 3, 17)),
        ("steps: {w.go: {days: 1, by: x}}", ("E103", "unknown_office", ("x",), 3, 29)),
    ],
)
def test_what_the_file_names_must_be_there(text, fault):
    assert faults_of(text) == [fault]


def test_defaults_name_kinds_and_roles_there_are():
    text = "defaults: [{kind: foam, role: chef, days: 1, by: x}, {days: 5}]"
    found = check_lead_times(catalogue(SOURCE + text))

    assert [(f.code, f.reason, f.about[0], f.place.col) for f in found] == [
        ("E101", "not_one_of", "foam", 19),
        ("E103", "unknown_role", "chef", 31),
        ("E103", "unknown_office", "x", 50),
    ]


def test_seasons_name_offices_and_steps_there_are():
    text = (
        "seasons: {s: {title: {en: A, ja: B}, from: 03-01, until: 03-31, who: [x], steps: [y.z]}}"
    )

    assert [fault[:3] for fault in faults_of(text)] == [
        ("E103", "unknown_office", ("x",)),
        ("E103", "unknown_step", ("y.z",)),
    ]


def test_seasons_leave_some_day_of_the_year_open():
    half = "title: {en: A, ja: B}, who: [guest], closed: true"
    text = f"""
seasons:
  s1: {{{half}, from: 01-01, until: 06-30}}
  s2: {{{half}, from: 07-01, until: 12-31}}
  s3: {{{half}, from: 2027-01-01, until: 2027-12-31}}
"""

    assert faults_of(text) == [("E101", "never_open", ("s2",), 6, 7)]


@pytest.mark.parametrize(
    ("first", "last", "day", "inside"),
    [
        ("03-01", "04-30", date(2027, 3, 1), True),
        ("03-01", "04-30", date(2031, 4, 30), True),
        ("03-01", "04-30", date(2027, 5, 1), False),
        ("12-20", "01-10", date(2027, 12, 31), True),
        ("12-20", "01-10", date(2028, 1, 10), True),
        ("12-20", "01-10", date(2028, 1, 11), False),
        ("02-29", "02-29", date(2028, 2, 29), True),
        ("02-29", "02-29", date(2027, 2, 28), False),
        ("2027-03-01", "2027-04-30", date(2027, 4, 30), True),
        ("2027-03-01", "2027-04-30", date(2028, 4, 30), False),
    ],
)
def test_a_season_has_its_days(first, last, day, inside):
    text = f"seasons: {{s: {{title: {{en: A, ja: B}}, from: {first}, until: {last}}}}}"
    found, faults = read_times(SOURCE + ANY + text)

    assert (found.seasons[0].has(day), faults) == (inside, [])
