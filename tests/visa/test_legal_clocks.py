"""The deadlines of law that are shipped: an event and a deadline → the last day."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from onboarding.cases.library import clock_tables
from onboarding.config import assets
from onboarding.engine.clock_reader import in_force
from onboarding.engine.definition import Clock
from onboarding.engine.due import dating
from onboarding.engine.errors import Fault
from onboarding.engine.workdays import Workdays
from tests.cases.playing import shipped as institution

DOMAIN = Path(__file__).parents[3] / "shared" / "domain"
collected = pytest.mark.skipif(not DOMAIN.is_dir(), reason="the collected facts are not beside us")


def D(text: str) -> date:  # noqa: N802 - the table below is read, not this
    return date.fromisoformat(text)


@cache
def shipped() -> dict[str, Clock]:
    """Return the deadlines of the shipped tables."""
    return in_force(clock_tables(assets() / "workflows", []))


# Deadline, event, last day. The event's own day is not counted, but for a birth. Months end on
# their last day where they are too short; 2028 is a leap year; 29 April to 5 May is Golden Week,
# and is counted as all days are.
TABLE = [
    ("address_notification", "2027-04-01", "2027-04-15"),
    ("address_notification", "2027-04-21", "2027-05-05"),
    ("address_notification", "2027-04-29", "2027-05-13"),
    ("address_notification", "2027-12-20", "2028-01-03"),
    ("address_notification", "2028-02-15", "2028-02-29"),
    ("address_notification", "2028-02-16", "2028-03-01"),
    ("address_notification", "2027-02-15", "2027-03-01"),
    ("became_resident_by_change", "2027-03-31", "2027-04-14"),
    ("move", "2027-04-20", "2027-05-04"),
    ("move", "2028-02-29", "2028-03-14"),
    ("national_health_insurance", "2027-09-30", "2027-10-14"),
    ("national_pension", "2027-10-31", "2027-11-14"),
    ("child_allowance", "2027-04-20", "2027-05-05"),
    ("child_allowance", "2028-02-14", "2028-02-29"),
    ("employees_insurance", "2027-04-01", "2027-04-06"),
    ("employees_insurance", "2027-04-28", "2027-05-03"),
    ("employment_insurance", "2027-04-01", "2027-05-10"),
    ("employment_insurance", "2027-04-30", "2027-05-10"),
    ("employment_insurance", "2027-12-15", "2028-01-10"),
    ("employment_insurance", "2027-01-31", "2027-02-10"),
    ("employment_report", "2027-04-01", "2027-05-31"),
    ("employment_report", "2027-01-31", "2027-02-28"),
    ("employment_report", "2028-01-31", "2028-02-29"),
    ("employment_report", "2027-12-01", "2028-01-31"),
    ("tax_treaty_income", "2027-04-25", "2027-04-24"),
    ("tax_treaty_income", "2027-03-01", "2027-02-28"),
    ("tax_treaty_resident", "2027-04-25", "2028-03-15"),
    ("tax_treaty_resident", "2028-03-15", "2028-03-15"),
    ("tax_treaty_resident", "2028-01-01", "2028-03-15"),
    ("tax_treaty_resident", "2028-03-16", "2029-03-15"),
    ("tax_treaty_income", "2028-03-01", "2028-02-29"),
    ("coe_validity", "2027-01-15", "2027-04-15"),
    ("coe_validity", "2026-11-30", "2027-02-28"),
    ("coe_validity", "2027-11-30", "2028-02-29"),
    ("coe_validity", "2027-02-28", "2027-05-31"),
    ("coe_validity", "2028-02-28", "2028-05-28"),
    ("coe_validity", "2028-02-29", "2028-05-31"),
    ("coe_validity", "2027-12-31", "2028-03-31"),
    ("coe_validity", "2027-08-31", "2027-11-30"),
    ("coe_validity", "2027-02-05", "2027-05-05"),
    ("dependant_coe_validity", "2027-01-31", "2027-04-30"),
    ("visa_validity", "2027-03-31", "2027-06-30"),
    ("jsps_consent", "2027-01-30", "2027-02-28"),
    ("jsps_consent", "2027-01-31", "2027-02-28"),
    ("jsps_consent", "2028-01-31", "2028-02-29"),
    ("jsps_consent", "2027-08-31", "2027-09-30"),
    ("jsps_consent", "2028-02-29", "2028-03-31"),
    ("jsps_consent", "2027-04-03", "2027-05-03"),
    ("affiliation_activity", "2027-03-31", "2027-04-14"),
    ("affiliation_contract", "2027-04-30", "2027-05-14"),
    ("spouse_notice", "2027-12-31", "2028-01-14"),
    ("host_start_notice", "2027-04-01", "2027-04-15"),
    ("host_end_notice", "2028-03-31", "2028-04-14"),
    ("card_items_change", "2027-02-28", "2027-03-14"),
    ("card_lost", "2028-02-20", "2028-03-05"),
    ("extension", "2028-02-29", "2028-02-29"),
    ("special_period", "2027-12-31", "2028-02-29"),
    ("special_period", "2026-12-31", "2027-02-28"),
    ("special_period", "2028-02-29", "2028-04-30"),
    ("special_period", "2027-06-29", "2027-08-29"),
    ("special_period", "2027-04-30", "2027-06-30"),
    ("change_of_status", "2027-05-03", "2027-05-03"),
    ("hsp_employer_change", "2027-05-01", "2027-04-30"),
    ("activity_missing", "2027-11-30", "2028-02-29"),
    ("special_reentry", "2027-02-28", "2028-02-29"),
    ("special_reentry", "2028-02-28", "2029-02-28"),
    ("special_reentry", "2028-02-29", "2029-02-28"),
    ("special_reentry", "2027-12-31", "2028-12-31"),
    ("special_reentry", "2027-08-10", "2028-08-10"),
    ("reentry_permit", "2027-03-01", "2032-03-01"),
    ("reentry_permit", "2028-02-29", "2033-02-28"),
    ("birth_report", "2027-04-25", "2027-05-08"),
    ("birth_report", "2027-12-31", "2028-01-13"),
    ("birth_report", "2028-02-16", "2028-02-29"),
    ("birth_status", "2027-01-31", "2027-03-02"),
    ("birth_status", "2028-01-31", "2028-03-01"),
    ("birth_without_status", "2027-12-31", "2028-02-29"),
    ("birth_without_status", "2026-12-31", "2027-03-01"),
    ("birth_status", "2027-04-05", "2027-05-05"),
    ("move_out", "2027-05-05", "2027-05-05"),
    ("resident_tax_agent", "2027-03-01", "2027-02-28"),
    ("card_return", "2028-02-29", "2028-02-29"),
    ("employment_end", "2027-03-31", "2027-04-10"),
    ("employment_end_report", "2027-12-31", "2028-01-31"),
    ("pension_lump_sum", "2026-02-28", "2028-02-29"),
    ("pension_lump_sum", "2027-03-31", "2029-03-31"),
    ("pension_lump_sum", "2028-02-29", "2030-02-28"),
    ("dependant_extension", "2028-02-29", "2028-02-29"),
    ("health_insurance_exit", "2027-05-05", "2027-05-05"),
]


@pytest.mark.parametrize(("clock", "event", "last"), TABLE)
def test_last_day_is_counted_as_the_law_counts(clock: str, event: str, last: str) -> None:
    rule = shipped()[clock].due

    assert rule is not None
    assert dating(rule, {}, Workdays(), legal=True)(D(event)) == D(last)


@pytest.mark.parametrize(
    ("last", "first"),
    [("2027-05-31", "2027-02-28"), ("2028-05-31", "2028-02-29"), ("2027-06-30", "2027-03-30")],
)
def test_an_extension_is_possible_from_three_months_before(last: str, first: str) -> None:
    rule = shipped()["extension"].opens[0].rule

    assert rule is not None
    assert dating(rule, {}, Workdays(), legal=True)(D(last)) == D(first)


def test_every_deadline_says_who_acts_and_where_it_was_read() -> None:
    faults: list[Fault] = []
    tables = clock_tables(assets() / "workflows", faults)

    assert faults == []
    clocks = [clock for table in tables for clock in table.clocks.values()]
    assert {clock.who for clock in clocks} == {"person", "institution"}
    assert {clock.id for clock in clocks if clock.source.text.startswith("Pages of auth")} == set()
    guessed = [c.id for c in clocks if "General knowledge" in c.source.text and c.source.verified]
    assert guessed == []
    assert {clock.id for clock in clocks} - {row[0] for row in TABLE} == {"affiliation_none"}


# What is watched among the expiries instead of being done in a step.
WATCHED = {"coe_validity", "dependant_coe_validity", "visa_validity"}


def test_every_deadline_is_that_of_a_step_with_a_reminder() -> None:
    steps = [s for w in institution().catalogue.current() for s in w.steps if s.clock]

    assert [step.key for step in steps if not step.remind] == []
    assert {step.clock.id for step in steps if step.clock} == {
        id for id, clock in shipped().items() if clock.due and id not in WATCHED
    }


def entries() -> dict[str, Any]:
    """Return the collected deadlines by their id."""
    text = (DOMAIN / "deadlines.yaml").read_text("utf-8")
    groups = (group for group in yaml.safe_load(text).values() if isinstance(group, list))
    return {one["id"]: one for group in groups for one in group if "id" in one}


@collected
def test_every_collected_deadline_starts_in_a_case_or_says_why_not() -> None:
    (table,) = clock_tables(assets() / "workflows", [])
    here = {clock.entry for clock in table.clocks.values()}

    # The deadline of the child allowance was collected with the support of families.
    assert here - {"child_allowance"} | set(table.left_out) == set(entries())
    assert here & set(table.left_out) == set()


@collected
def test_every_status_has_the_notice_its_data_names() -> None:
    names = ("affiliation_activity", "affiliation_contract", "affiliation_none")
    law = {
        status.partition("（")[0]: name for name in names for status in entries()[name]["statuses"]
    }
    options = institution().catalogue.fields["visa.residence_status"].options
    phrases = {name: str(clock.when.text) for name, clock in _noticed(names)}

    found = {o.id: [n for n, text in phrases.items() if f'"{o.id}"' in text] for o in options}
    names_of = {o.id: o.label.ja.partition("（")[0].partition("(")[0] for o in options}
    wanted = {id: [law[name]] if name in law else [] for id, name in names_of.items()}
    assert found == wanted


def _noticed(names: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(name, shipped()[name]) for name in names]
