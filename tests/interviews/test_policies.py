"""Who sees what around a panel: roles in, yes or no out."""

import pytest

from onboarding.cases.library import library
from onboarding.cases.policies import Part, may_keep_record, may_read, part_of
from onboarding.interviews.policies import may_see_scores
from onboarding.people.queries import Held


def part(*roles: str, shut_out: bool = False) -> Part:
    return Part(1, dict.fromkeys(roles), "", shut_out)


@pytest.mark.parametrize(
    ("roles", "handed_in", "finished", "seen"),
    [
        (("panel",), False, False, False),
        (("panel",), True, False, True),
        (("panel",), False, True, False),
        (("panel", "chair"), False, True, False),
        (("panel", "chair"), True, True, True),
        (("panel", "office"), False, True, False),
        (("office",), False, False, False),
        (("office",), False, True, True),
        (("head",), False, False, False),
        (("head",), False, True, True),
        (("host",), False, True, False),
        (("researcher",), False, True, False),
        (("housing",), False, True, False),
        (("department",), False, True, False),
    ],
)
def test_scores_are_seen_by_whom_they_concern(roles, handed_in, finished, seen):
    assert may_see_scores(part(*roles), handed_in=handed_in, finished=finished) is seen


def test_scores_are_shut_for_a_conflict_whatever_the_role():
    assert not may_see_scores(part("head", shut_out=True), handed_in=True, finished=True)


def test_granted_panel_role_opens_no_case():
    asked_often = part_of(1, [Held("panel", None), Held("chair", None)], department_id=1, own={})

    assert asked_often.roles == {}


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("research.plan", False, True),
        ("researcher.cv", False, True),
        ("interview.expectation", False, True),
        ("researcher.home_address", False, False),
        ("passport.number", False, False),
        ("member.family_name", False, False),
        ("housing.needs", False, False),
        ("interview.mean", False, False),
        ("interview.proposal_reason", False, False),
        ("criterion.mean", False, False),
    ],
)
def test_panel_reads_the_file_once_nothing_stands_against_it(app, field, before, after):
    definition = library().fields[field]

    assert may_read(part("panel", "unsettled"), definition) is before
    assert may_read(part("panel"), definition) is after


def test_record_of_the_stay_is_no_business_of_a_panel():
    assert not may_keep_record(part("panel", "chair"))
    assert may_keep_record(part("panel", "department"))
    assert may_keep_record(part("researcher"))
