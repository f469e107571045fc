"""What can be done with a case, on a real database."""

import random
from datetime import date, timedelta

import pytest
from flask import current_app

from onboarding.cases import jobs as case_jobs
from onboarding.cases import service
from onboarding.cases.models import Case
from onboarding.cases.papers import PaperNotReady
from onboarding.cases.queries import part_in, progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.documents.service import newest_for
from onboarding.engine.asking import questions
from onboarding.engine.errors import Refusal
from onboarding.engine.plan import PlannedStep
from onboarding.interviews.refusals import PanelRefusal
from onboarding.office.demo.loading import answers, load_demo
from onboarding.people.models import Person
from tests.conftest import NOON, TODAY

DAY = timedelta(days=1)
FAMILY = {
    "family.members": ("m1", "m2"),
    "member.relation@m1": "spouse",
    "member.relation@m2": "child",
    "member.comes_along@m1": True,
    "member.comes_along@m2": True,
    "member.birth_date@m2": date(2020, 7, 1),
}


def test_a_new_case_has_its_first_steps_open(make_case, state):
    case = make_case("jsps_fellow")

    assert [planned.key for planned in state(case).open_steps()] == [
        "acceptance.application",
        "acceptance.export_precheck",
        "acceptance.profile",
        "acceptance.declaration",
    ]


def test_rebuilding_a_case_changes_nothing(make_case):
    case = make_case("employed")

    assert service.rebuild(case.id, TODAY) is False


def test_days_that_pass_change_nothing_of_an_index(make_case):
    case = make_case("employed")

    assert service.rebuild(case.id, TODAY + 40 * DAY) is False


class Walk:
    """A case to which anything happens that may, day after day."""

    def __init__(self, case: Case, staff: dict[str, Person], seed: int) -> None:
        self.case, self.staff, self.at = case, staff, NOON
        self.chance = random.Random(seed)
        self.players = current_app.extensions["demo_players"]
        self.happened: set[str] = set()

    @property
    def today(self) -> date:
        return self.at.date()

    def by(self, person: Person) -> By:
        return By(person, self.at, part_in(self.case, person, self.today))

    def step(self) -> None:
        """Let one thing happen; what is refused has not happened."""
        acts = [self.finish] * 24 + [self.send_back, self.move, self.give, self.note, self.wait]
        act = self.chance.choice([*acts, self.wait, *([self.stop] * (self.chance.random() < 0.01))])
        progress = progress_of(self.case, self.today)
        try:
            act(progress)
        except (Refusal, PaperNotReady, PanelRefusal, StopIteration):  # the last: no class left
            db.session.rollback()
        else:
            self.happened.add(act.__name__)

    def open_one(self, progress) -> PlannedStep:
        return self.chance.choice(list(progress.open_steps()) or [*progress.plan.steps])

    def finish(self, progress) -> None:
        step = self.open_one(progress)
        player = self.players.get(step.step.options.get("allocates", step.step.kind))
        if step.document is not None:
            self.sign(step)
        elif player is not None:
            player(self.case, step, self.staff, self.at)
        else:
            self.answer(progress, step)

    def answer(self, progress, step: PlannedStep) -> None:
        outcomes = [outcome.id for outcome in step.step.outcomes]
        weights = [30, *[1] * (len(outcomes) - 1)]
        outcome = self.chance.choices(outcomes, weights)[0] if outcomes else None
        asked = questions(progress, step, outcome=outcome)
        facts = dict(answers(asked, progress, self.today))
        if any(question.key == "family.members" for question in asked):
            facts |= FAMILY
        facts = {key: value for key, value in facts.items() if value != "0"}
        person = self.staff.get(step.step.role, self.case.researcher)
        service.finish_step(
            self.case.id, step.key, by=self.by(person), facts=facts, outcome=outcome
        )

    def sign(self, step: PlannedStep) -> None:
        paper = newest_for(self.case.id, step.key)
        if paper is not None:
            case_jobs.make_document(paper.id)
        service.finish_step(self.case.id, step.key, by=self.by(self.staff[step.step.role]))

    def send_back(self, progress) -> None:
        done = [planned.key for planned in progress.steps(progress.done)] or ["none.yet"]
        key = self.chance.choice(done)
        service.reopen_step(
            self.case.id, key, reason="Look again", by=self.by(self.staff["office"])
        )

    def move(self, progress) -> None:
        days = self.chance.choice([-30, 1, 45]) * DAY
        starts, ends = progress.facts["stay.starts_on"], progress.facts["stay.ends_on"]
        facts = {"stay.starts_on": starts + days, "stay.ends_on": ends + days}
        service.record_facts(self.case.id, facts, by=self.by(self.staff["office"]))

    def give(self, progress) -> None:
        step = self.open_one(progress)
        person = self.staff.get(step.step.role)
        service.assign_step(self.case.id, step.key, person, by=self.by(self.staff["office"]))

    def note(self, progress) -> None:
        service.add_note(
            self.case.id, "noted", {"note": "Called"}, by=self.by(self.staff["office"])
        )

    def wait(self, progress) -> None:
        self.at += self.chance.choice([1, 7, 40]) * DAY
        service.wake_cases(self.today, self.at)

    def stop(self, progress) -> None:
        service.stop_case(self.case.id, reason="Withdrawn", by=self.by(self.staff["office"]))


@pytest.fixture
def staff(app, make_person):
    """Role → somebody who holds it, five for the panel; with rooms and classes to give away."""
    roles = ("office", "head", "department", "export", "hr", "housing", "classes", "it", "safety")
    found = {role: make_person(f"{role}@example.org", (role,)) for role in roles}
    found |= {f"panel{n}": make_person(f"panel{n}@example.org") for n in ("", 2, 3, 4, 5)}
    for loader in app.extensions["demo_loaders"]:
        loader([], found)
    db.session.commit()
    return found


@pytest.mark.parametrize(
    ("programme", "days"),
    [("employed", 1095), ("jsps_fellow", 400), ("own_funds", 20), ("lotus", 300), ("nexus", 120)],
)
def test_whatever_happens_to_a_case_its_history_tells_it_all(make_case, staff, programme, days):
    happened = set()
    for seed in range(3):
        case = make_case(programme, stay__ends_on=date(2027, 4, 1) + days * DAY)
        walk = Walk(case, {**staff, "host": case.host}, seed)
        for number in range(60):
            walk.step()
            if number % 6 == 0:
                assert service.rebuild(case.id, walk.today) is False, (seed, number)
        assert service.rebuild(case.id, walk.today) is False, seed
        happened |= walk.happened

    assert {"finish", "send_back", "move", "give", "wait"} <= happened


def test_the_cases_of_the_demo_are_what_their_histories_tell(app):
    load_demo()

    ids = db.session.scalars(db.select(Case.id)).all()

    assert [id for id in ids if service.rebuild(id, TODAY + 365 * DAY)] == []
