"""Screening: when names are known, when a list is new, and what becomes of a verdict."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from onboarding.cases import service
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.security import jobs, keeping
from onboarding.security.lists import in_use
from onboarding.security.models import (
    ExportRecord,
    LookAgain,
    Screening,
    ScreeningHit,
    ScreeningList,
)
from onboarding.security.service import Decision, decide, stands
from tests.conftest import NOON, TODAY
from tests.security.conftest import FIRST, SECOND, TITLE

VERDICT = "acceptance.export_verdict"
LATER = "acceptance.application_check"


def rows(model):
    db.session.rollback()
    return list(db.session.scalars(select(model).order_by(model.id)))


def done(progress, *keys):
    return [bool(progress.done >> progress.plan.number[key] & 1) for key in keys]


def test_case_is_screened_as_soon_as_its_names_are_known(case_until, add_list):
    add_list(SECOND)

    case_until(VERDICT)

    (hit,) = [h for h in rows(ScreeningHit) if h.entry_name == "University of Example"]
    assert (hit.asked, hit.score, hit.reason, hit.decision) == (
        "University of Example",
        100,
        "same",
        "",
    )
    assert rows(Screening)[-1].hits == 1
    assert rows(LookAgain) == []


def test_new_list_screens_open_cases_and_takes_a_verdict_back(case_until, add_list, state):
    add_list(FIRST)
    decided = case_until(LATER)
    waiting = case_until(VERDICT, researcher__family_name="OKAFOR")
    assert done(state(decided), VERDICT) == [True]

    list_id = add_list(SECOND, TODAY + timedelta(days=1))
    jobs.go_on(list_id)

    version = rows(ScreeningList)[-1]
    assert (version.state, version.done, version.total, version.found) == ("done", 2, 2, 2)
    assert done(state(decided), VERDICT) == [False]
    (again,) = rows(LookAgain)
    assert (again.case_id, again.cause, again.detail, again.settled) == (
        decided.id,
        "list",
        "University of Example",
        "",
    )
    assert {hit.case_id for hit in rows(ScreeningHit)} == {decided.id, waiting.id}


def test_case_without_new_hits_is_noted_as_screened_with_the_new_version(
    case_until, add_list, state
):
    case = case_until(LATER)

    list_id = add_list(FIRST)
    jobs.go_on(list_id)

    assert done(state(case), VERDICT) == [True]
    assert [(one.cause, one.lists, one.hits) for one in rows(Screening)] == [
        ("list", f"[{list_id}]", 0)
    ]
    assert rows(LookAgain) == []


def test_worker_that_was_killed_is_followed_by_one_that_goes_on(case_until, add_list):
    first, second = case_until(LATER), case_until(LATER, researcher__family_name="OKAFOR")
    list_id = add_list(SECOND)
    assert jobs._claim(list_id, at=NOON)
    jobs.screen_one(list_id, first.id, at=NOON)

    assert jobs.sweep(NOON + timedelta(seconds=30)) == 0
    assert jobs.sweep(NOON + timedelta(minutes=5)) == 1
    jobs.go_on(list_id)
    jobs.screen_one(list_id, first.id, at=NOON)

    assert [one.case_id for one in rows(Screening)] == [first.id, second.id]
    version = rows(ScreeningList)[0]
    assert (version.state, version.done, version.found) == ("done", 2, 2)


def test_decided_hit_stays_decided_until_its_entry_changes(case_until, add_list, export):
    add_list(SECOND)
    case = case_until(VERDICT)
    (hit,) = rows(ScreeningHit)
    assert decide(case, hit.id, Decision("other", "A school of the same name"), by=export, at=NOON)

    jobs.go_on(add_list(SECOND + "3,Examplia,Isle Works,,C\n"))
    same = [(one.decision, one.note) for one in rows(ScreeningHit)]
    jobs.go_on(add_list(SECOND.replace(",,N", ',,"N, M"')))

    assert same == [("other", "A school of the same name")]
    assert [(one.decision, one.concern) for one in rows(ScreeningHit)] == [("", "N, M")]


def test_body_taken_off_the_list_is_no_hit_any_more(case_until, add_list):
    add_list(SECOND)
    case_until(VERDICT)

    jobs.go_on(add_list(FIRST, TODAY + timedelta(days=1)))

    assert [one.gone for one in rows(ScreeningHit)] == [True]


def test_newest_version_of_each_list_is_in_use_and_older_ones_stay(add_list, app):
    old = add_list(FIRST)
    new = add_list(SECOND, TODAY + timedelta(days=1))
    other = add_list(FIRST, title="Another list")

    assert [one.id for one in in_use()] == [other, new]
    assert [one.id for one in rows(ScreeningList)] == [old, new, other]


def test_verdict_keeps_the_versions_and_who_decided(case_until, add_list, export):
    list_id = add_list(FIRST)
    case_until(LATER)

    kept = {row.step: row for row in rows(ExportRecord)}

    verdict = kept[VERDICT]
    assert (verdict.outcome, verdict.lists, verdict.person_id, verdict.rules) == (
        "clear",
        f"[{list_id}]",
        export.id,
        "2022-05-01",
    )
    assert kept.keys() == {VERDICT, "acceptance.declaration", "acceptance.export_precheck"}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("researcher.home_institution", "Camelot Rocket Works"),
        ("stay.theme", "Guidance of rockets"),
        ("declaration.foreign_money", True),
    ],
)
def test_changed_fact_takes_the_verdict_back_and_nothing_promises(
    fact, value, case_until, add_list, state
):
    add_list(FIRST)
    case = case_until("acceptance.approval")
    assert state(case).open >> state(case).plan.number["acceptance.approval"] & 1

    service.record_facts(case.id, {fact: value}, by=By(None, NOON))

    progress = state(case)
    assert done(progress, VERDICT) == [False]
    promising = {p.key for p in progress.open_steps() if p.step.promises or p.document}
    promising |= {p.key for p in progress.open_steps() if any(o.promises for o in p.step.outcomes)}
    assert promising == set()
    assert [(one.cause, one.detail) for one in rows(LookAgain)] == [("facts", fact)]
    assert bool(rows(ScreeningHit)) is (fact == "researcher.home_institution")


def test_new_verdict_settles_what_was_to_look_at(case_until, export, state):
    case = case_until("acceptance.approval")
    service.record_facts(case.id, {"stay.theme": "Rockets"}, by=By(None, NOON))
    by = By(export, NOON, part_in(case, export, TODAY))
    facts = {"export.end_user_list": "no"}

    service.finish_step(case.id, VERDICT, by=by, facts=facts, outcome="clear")

    assert [one.settled for one in rows(LookAgain)] == ["redone"]
    assert done(state(case), VERDICT) == [True]


def test_longer_stay_is_looked_at_and_the_verdict_may_stand(case_until, export, state):
    case = case_until("acceptance.approval")
    longer = case.ends_on + timedelta(days=90)
    service.record_facts(case.id, {"stay.ends_on": longer}, by=By(None, NOON))
    (row,) = rows(LookAgain)

    refused = stands(case, row.id, "", by=export, at=NOON)
    settled = stands(case, row.id, "Same work, three months more", by=export, at=NOON)

    assert (refused, settled) == (False, True)
    assert done(state(case), VERDICT) == [True]
    assert [(one.cause, one.settled, one.note) for one in rows(LookAgain)] == [
        ("stay", "stands", "Same work, three months more")
    ]


def test_nothing_of_the_file_goes_before_its_time(case_until, add_list, make_case):
    add_list(FIRST)
    case = case_until(LATER)
    with transaction():
        case.status = "closed"
    ends = case.ends_on
    kept = len(rows(ExportRecord))

    early = keeping.purge(NOON.replace(year=ends.year + 7, month=ends.month, day=ends.day - 1))
    there = len(rows(ExportRecord))
    late = keeping.purge(NOON.replace(year=ends.year + 7, month=ends.month + 1, day=2))

    assert (early, there, late) == ([], kept, [case.id])
    assert (rows(ExportRecord), rows(Screening)) == ([], [])
    assert [one.title for one in rows(ScreeningList)] == [TITLE]


def test_nobody_removes_a_record_by_hand(case_until):
    case_until(LATER)
    record = rows(ExportRecord)[0]

    with pytest.raises(keeping.StillToBeKept), transaction():
        db.session.delete(record)
    with pytest.raises(keeping.StillToBeKept), transaction():
        db.session.query(ExportRecord).delete()

    assert record.id in {one.id for one in rows(ExportRecord)}
