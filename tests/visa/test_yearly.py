"""The notice on residents' tax under a treaty: on the checklist in every year it is due."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from onboarding.cases import service
from onboarding.cases.jobs import remind_all
from onboarding.cases.policies import Part
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.notices.models import Notice
from onboarding.visa.clocks.queries import facts_of
from onboarding.visa.clocks.warning import warn_all
from onboarding.visa.clocks.yearly import _begun, begin_years
from tests.conftest import NOON
from tests.visa.test_panels import lead_to

STEP, YEAR = "residence.tax_treaty_resident", "position.treaty_year_on"
HR = Part(0, {"hr": None})
FILED = {"residence.tax_treaty": "filed"}


def at(day: str) -> datetime:
    """Return seven in the morning of a day in Japan."""
    return datetime.fromisoformat(f"{day}T07:00").replace(tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("facts", "today", "begins"),
    [
        ({"position.first_pay_on": date(2027, 4, 25)}, date(2028, 1, 14), None),
        ({"position.first_pay_on": date(2027, 4, 25)}, date(2028, 1, 15), date(2028, 1, 1)),
        ({"position.first_pay_on": date(2028, 2, 25)}, date(2028, 3, 1), date(2028, 2, 25)),
        (
            {"position.first_pay_on": date(2027, 4, 25), YEAR: date(2028, 1, 1)},
            date(2028, 3, 15),
            None,
        ),
        (
            {"position.first_pay_on": date(2027, 4, 25), YEAR: date(2028, 1, 1)},
            date(2029, 3, 1),
            date(2029, 1, 1),
        ),
        (
            {"position.first_pay_on": date(2027, 4, 25), "residence.leaves_on": date(2028, 3, 14)},
            date(2028, 2, 1),
            None,
        ),
        ({"residence.tax_treaty": "none"}, date(2028, 3, 1), None),
    ],
)
def test_year_begins_sixty_days_before_its_last_day(app, facts, today, begins):
    known = {"position.first_pay_on": date(2027, 4, 25), **FILED, **facts}

    assert _begun(known, today) == begins


@pytest.fixture
def employee(make_case):
    """An employee from a country with a treaty, paid for the first time in April 2027."""
    case = make_case("jsps_fellow")
    facts = {"position.relation": "employee", "position.first_pay_on": date(2027, 4, 25)}
    service.record_facts(case.id, facts, by=By(None, NOON, HR))
    lead_to(case, "residence.tax_treaty")
    service.finish_step(
        case.id, "residence.tax_treaty", by=By(None, NOON, HR), facts={}, outcome="filed"
    )
    return case


def standing(case, day):
    progress = progress_of(case, day)
    planned = progress.plan.find(STEP)
    return progress.state(planned).name, progress.dues.get(planned.number)


def mails(case):
    found = db.session.query(Notice).filter(Notice.name.in_(("reminder", "expiry")))
    return [n.name for n in found if STEP in n.facts or "treaty" in (n.once or "")]


def test_notice_is_on_the_checklist_every_year_and_reminded_once(employee):
    assert standing(employee, date(2027, 12, 1)) == ("SKIPPED", None)

    assert [begin_years(at("2028-01-15")) for _again in range(2)] == [1, 0]
    assert standing(employee, date(2028, 1, 15)) == ("OPEN", date(2028, 3, 15))
    for _again in range(2):
        remind_all(at("2028-02-20"))
        warn_all(at("2028-02-20"))
    assert mails(employee) == ["reminder"]

    researcher = Part(0, {"researcher": None})
    service.finish_step(
        employee.id, STEP, by=By(None, at("2028-03-01"), researcher), facts={}, outcome=None
    )
    assert standing(employee, date(2028, 12, 1))[0] == "DONE"
    assert begin_years(at("2029-01-20")) == 1
    assert standing(employee, date(2029, 1, 20)) == ("OPEN", date(2029, 3, 15))
    assert facts_of(employee)[YEAR] == date(2029, 1, 1)


def test_reminder_goes_out_as_long_ahead_as_its_step_says(make_case):
    family = {"family__members": ("m1",), "member__relation@m1": "spouse"}
    family |= {"member__family_name@m1": "GARCIA", "member__comes_along@m1": True}
    case = lead_to(make_case("jsps_fellow", **family), "family.marriage_certificate@m1")
    due = date(2027, 3, 2)

    for days in (61, 60, 59):
        remind_all(datetime.combine(due - timedelta(days=days), NOON.timetz()))

    found = db.session.query(Notice).filter_by(name="reminder", person_id=case.researcher_id)
    told = [n.once for n in found if "marriage_certificate" in (n.once or "")]
    key = f"{case.id}/family.marriage_certificate@m1/-60/{due}/{case.researcher_id}"
    assert told == [key]
