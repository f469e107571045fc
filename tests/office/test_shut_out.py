"""Whoever a conflict of interest shuts out of a case sees it in no list of theirs."""

import pytest

from onboarding.cases.joining import join_case
from onboarding.database import db
from onboarding.office.demo.loading import play
from tests.conftest import NOON

PAGES = (
    *("/desk?tab=mine", "/desk?tab=others", "/desk?tab=late", "/desk?tab=arrivals"),
    *("/desk?q=GARCIA", "/decisions", "/my"),
)


@pytest.fixture
def everybody(make_person):
    """Return role → a person who holds it; `office` heads every department too."""
    roles = ("department", "export", "hr", "housing", "classes", "it", "safety")
    found = {role: make_person(f"{role}@example.org", roles=(role,)) for role in roles}
    found |= {f"panel{n}": make_person(f"panel{n}@example.org") for n in ("", 2, 3, 4, 5)}
    found["office"] = make_person("office@example.org", roles=("office", "head"))
    return found


@pytest.fixture
def names_on(client, sign_in, everybody):
    """Return a function that tells on which of a person's pages a case stands."""

    def look(case):
        sign_in(client, everybody["office"])
        link = f"/cases/{case.id}"
        return [page for page in PAGES if link in client.get(page).text]

    return look


@pytest.fixture
def case(make_case, everybody):
    case = make_case("employed")
    play(case, {**everybody, "host": case.host}, "interview_evaluation.decision", NOON)
    return case


def test_a_case_stands_in_lists_before_a_conflict(names_on, case):
    assert {"/desk?tab=others", "/desk?q=GARCIA", "/decisions"} <= set(names_on(case))


def test_a_case_stands_in_no_list_of_whom_it_is_shut_for(names_on, case, everybody):
    join_case(case.id, everybody["office"], "shut_out")
    db.session.commit()

    assert names_on(case) == []
