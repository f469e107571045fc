"""Two of the same at the same moment: schedulers, workers, windows; what follows is there once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask
from sqlalchemy.exc import IntegrityError

from onboarding.cases import jobs, service
from onboarding.cases.models import Case, CaseEvent
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.engine.errors import Refusal
from onboarding.notices.models import Notice
from onboarding.people.models import Person
from tests.conftest import NOON, TODAY

STEP = "acceptance.application"


def at_once(app: Flask, *calls: Callable[[], object]) -> list[str]:
    """Run calls at the same moment, each as a process of its own would; say how each ended."""
    barrier = Barrier(len(calls))

    def run(call):
        with app.app_context():
            barrier.wait(timeout=30)
            try:
                call()
            except (IntegrityError, Refusal) as refusal:
                return type(refusal).__name__
            return "done"

    db.session.rollback()
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_schedulers_remind_nobody_twice(app, make_case):
    cases = [make_case("jsps_fellow") for _ in range(3)]
    at = NOON + timedelta(days=7)

    at_once(app, lambda: jobs.remind_all(at), lambda: jobs.remind_all(at))
    jobs.remind_all(at)

    keys = [notice.once for notice in db.session.query(Notice).filter_by(name="reminder")]
    assert len(keys) >= len(cases)
    assert len(keys) == len(set(keys))


def test_two_sweeps_wake_a_case_once(app, make_case):
    case, at = make_case("employed"), NOON + timedelta(days=60)

    ended = at_once(app, *[lambda: jobs.sweep_day(at)] * 2)

    assert ended == ["done", "done"]
    assert service.rebuild(case.id, TODAY + timedelta(days=60)) is False


def test_a_step_finished_in_two_windows_at_once_is_finished_once(app, make_case):
    case = make_case("jsps_fellow")
    case_id, host_id = case.id, case.host_id
    facts = {
        **{f"host.{name}": "x" for name in ("name", "name_ja")},
        "position.title": "visiting_researcher",
        "position.relation": "visitor",
        "position.monthly_pay": 0,
        **{f"stay.{name}": "x" for name in ("theme", "theme_ja", "place", "facilities")},
        "research.hazards": False,
    }

    def hand_in():
        host = db.session.get_one(Person, host_id)
        by = By(host, NOON, part_in(db.session.get_one(Case, case_id), host, TODAY))
        service.finish_step(case_id, STEP, by=by, facts=facts, seen=1)

    ended = at_once(app, *[hand_in] * 4)

    finished = db.session.query(CaseEvent).filter_by(case_id=case_id, kind="finished").count()
    assert (ended, finished) == (["done"] * 4, 1)
    assert service.rebuild(case_id, TODAY) is False


def test_cases_opened_at_once_have_numbers_of_their_own(app, make_case):
    first = make_case("employed")
    new = service.NewCase("employed", first.department_id, first.researcher_id, None)

    at_once(app, *[lambda: service.open_case(new, by=By(None, NOON))] * 6)

    numbers = sorted(number for (number,) in db.session.query(Case.number))
    assert numbers == [f"26-{number:04d}" for number in range(1, 8)]
