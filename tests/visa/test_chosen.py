"""What was advised comes back later, and a change of the facts it was given from is said."""

from datetime import date

import pytest

from onboarding.cases import service
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.visa.filing.applications import look_over
from tests.conftest import NOON, TODAY
from tests.visa.test_panels import enter, lead_to, post  # noqa: F401 - a fixture
from tests.visa.test_point_sheet import CHOSEN

PROFESSOR = {
    **{name: value for name, value in CHOSEN.items() if not name.startswith("points")},
    "advice__wants_hsp": "no",
    "visa__residence_status": "professor",
    "visa__status_reason": "Paid by JSPS",
}


@pytest.fixture
def case(make_case):
    return make_case("jsps_fellow")


@pytest.fixture
def office(case, enter):  # noqa: F811
    client = enter()
    lead_to(case, "visa.status")
    answer = post(client, case, "visa.status", "finish", **PROFESSOR)
    assert answer.status_code == 303
    return client


def page_of(client, case):
    return client.get(f"/cases/{case.id}/steps/visa.status").text


def warnings(case):
    found = look_over(case, progress_of(case, TODAY))[0].findings
    return [one.reason for one in found if one.reason == "status_from_other_facts"]


def test_advice_is_kept_with_the_day_of_its_rules_and_shown_later(case, office):
    facts = progress_of(case, TODAY).facts

    assert facts["advised.statuses"] == ("professor",)
    assert facts["advised.traps"] == ()
    assert facts["advised.rules_on"] == date(2026, 11, 1)
    assert facts["visa.status_reason"] == "Paid by JSPS"
    assert "1 Nov 2026 proposed: Professor." in page_of(office, case)
    assert "other facts" not in page_of(office, case)


def test_facts_that_change_the_advice_are_said_with_both_values(case, office):
    service.record_facts(case.id, {"stay.ends_on": date(2027, 7, 1)}, by=By(None, NOON))

    page = page_of(office, case)

    assert "Length of the stay in days: 366 → 92" in page
    assert "By the facts of today the rules say: Professor. Look at the choice again." in page
    assert "More than 90 days, so a certificate of eligibility is needed; but" in page
    assert warnings(case) == ["status_from_other_facts"]


def test_facts_that_leave_the_advice_as_it_was_are_no_warning(case, office):
    service.record_facts(case.id, {"stay.ends_on": date(2028, 3, 1)}, by=By(None, NOON))

    assert "The rules say the same by the facts of today." in page_of(office, case)
    assert warnings(case) == []
