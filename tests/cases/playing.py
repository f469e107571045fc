"""Playing cases of the shipped workflows to their end, in the engine alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import onboarding.classes
import onboarding.housing
import onboarding.interviews
import onboarding.security
import onboarding.visa  # noqa: F401 - they register the kinds of steps they own
from onboarding.cases.library import Read, read_folder
from onboarding.config import assets
from onboarding.engine.actions import Actor, finish, open_case
from onboarding.engine.asking import Question, applies, inner_fields, questions
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.events import Change, Event
from onboarding.engine.papers import facts_missing
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, advance, begin, wake

OPENED = date(2026, 10, 1)
START = date(2027, 4, 1)
PERSON = {
    "researcher.family_name": "GARCIA",
    "researcher.nationality": "ESP",
    "researcher.birth_date": date(1990, 5, 17),
    "researcher.sex": "female",
    "host.name": "Sota Nishimura",
    "host.name_ja": "西村 颯太",
    "department.name": "School of Engineering",
    "department.name_ja": "工学研究科",
}
ANSWERS: Mapping[str, Any] = {
    "declaration.type1": False,
    "declaration.foreign_money": False,
    "declaration.type3": False,
    "declaration.in_japan": False,
    "export.controlled": "no",
    "export.military_link": False,
    "export.end_user_list": "no",
    "research.hazards": False,
    "interview.on": date(2026, 12, 1),
    "family.members": (),
    "award.funders": ("f1", "f2"),
    "stay.visits": ("v1", "v2"),
    "visit.starts_on@v1": START,
    "visit.ends_on@v1": START + timedelta(days=99),
    "visit.starts_on@v2": START + timedelta(days=200),
    "visit.ends_on@v2": START + timedelta(days=299),
}
FAMILY: Mapping[str, Any] = {
    "family.members": ("m1", "m2", "m3"),
    "member.relation@m1": "spouse",
    "member.relation@m2": "child",
    "member.relation@m3": "child",
    "member.birth_date@m2": date(2018, 7, 1),
    "member.birth_date@m3": date(2024, 7, 1),
}
JAPANESE: Mapping[str, Any] = {"researcher.nationality": "JPN"}
NO_VISA: Mapping[str, Any] = {"visa.needed": False}
GIVEN: Mapping[str, Mapping[str, Any]] = {
    "room": {
        "housing.allocated": True,
        **{f"housing.{name}": "x" for name in ("room", "building", "building_ja")},
        **{f"housing.{name}": "x" for name in ("address", "address_ja")},
        "housing.rent": 48000,
        "housing.from_night": START,
        "housing.until_night": START + timedelta(days=300),
    },
    "class_seat": {
        **{f"japanese.{name}": "x" for name in ("course", "course_ja", "term", "times", "room")},
        "japanese.starts_on": START,
    },
    "evaluation": {
        "interview.panel_size": 3,
        "interview.agreement": 80,
        "interview.results": (),
        **{f"interview.{name}": "x" for name in ("members", "chair", "mean", "spread")},
    },
}


@dataclass(frozen=True)
class Shape:
    """What makes one case another: its length, its answers, its outcomes in turn."""

    programme: str = "employed"
    days: int = 365
    answers: Mapping[str, Any] = field(default_factory=dict)
    outcomes: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Stuck(AssertionError):
    """Nothing is open, nothing will open by its date, and the case is not at its end."""


@cache
def shipped() -> Read:
    """Read the workflows folder of the project."""
    return read_folder(assets() / "workflows")


def blueprint_of(programme: str) -> Blueprint:
    """Return a programme in the newest versions."""
    catalogue = shipped().catalogue
    return catalogue.blueprint(programme, catalogue.versions_for(programme))


def programmes() -> list[str]:
    """Return the programmes that have cases."""
    return [p.id for p in shipped().catalogue.programmes.values() if not p.umbrella]


class Play:
    """A case being played; `done` says which step ended how, in order."""

    def __init__(self, shape: Shape) -> None:
        self.shape, self.today = shape, OPENED
        self.progress: Progress = begin(blueprint_of(shape.programme), OPENED)
        self.events: list[Event] = []
        self.done: list[tuple[str, str | None]] = []
        self.asked: Counter[str] = Counter()
        ends_on = START + timedelta(days=shape.days - 1)
        facts = {"stay.starts_on": START, "stay.ends_on": ends_on, **PERSON}
        known = {key: shape.answers.get(key, value) for key, value in facts.items()}
        self._happen(open_case(self.progress, known))

    def _happen(self, change: Change) -> None:
        event = Event(len(self.events) + 1, change.kind, self.today, change.data)
        self.events.append(event)
        self.progress = advance(self.progress, event)

    def moments(self) -> Iterator[Progress]:
        """Play to the end; return the progress before every step.

        Raises:
            Stuck: with what waits for what.
        """
        while not (self.progress.all_done() or self.progress.over):
            yield self.progress
            step = next(self.progress.open_steps(), None)
            if step is None:
                self._wait()
            else:
                self._do(step)
            if len(self.events) > 300:
                raise Stuck("going round in circles", self.done[-12:])
        yield self.progress

    def end(self) -> "Play":
        """Play to the end."""
        for _moment in self.moments():
            pass
        return self

    def _wait(self) -> None:
        day = self.progress.next_wake()
        if day is None:
            states = {p.key: self.progress.blockers(p) for p in self.progress.plan.steps}
            raise Stuck({key: [p.key for p in found] for key, found in states.items() if found})
        self.today = day
        self.progress = wake(self.progress, day)

    def _do(self, step: PlannedStep) -> None:
        outcome = self._outcome(step)
        facts = dict(self._answers(step, outcome))
        owner = step.step.options.get("allocates", step.step.kind)
        for name, value in GIVEN.get(owner, {}).items():
            facts[name] = self.shape.answers.get(name, value)
        if lacking := facts_missing(self.progress, step):
            raise Stuck(step.key, "cannot be made without", lacking)
        by, chosen = (
            Actor("somebody", frozenset({step.step.role})),
            step.step.outcome(outcome or ""),
        )
        back_to = chosen.back_to[-1] if chosen and len(chosen.back_to) > 1 else None
        ending = {"outcome": outcome, "back_to": back_to}
        self._happen(finish(self.progress, step.key, by=by, facts=facts, **ending))
        self.done.append((step.key, outcome))
        self.today += timedelta(days=1)

    def _outcome(self, step: PlannedStep) -> str | None:
        if not step.step.outcomes:
            return None
        wanted, turn = self.shape.outcomes.get(step.step.key, ()), self.asked[step.key]
        self.asked[step.key] += 1
        return wanted[turn] if turn < len(wanted) else step.step.outcomes[0].id

    def _answers(self, step: PlannedStep, outcome: str | None) -> Iterator[tuple[str, Any]]:
        known = dict(self.progress.facts)
        for question in self._with_rows(questions(self.progress, step, outcome=outcome)):
            if question.key not in known and applies(self.progress, question, known):
                known[question.key] = answer = self._answer(question)
                yield question.key, answer

    def _with_rows(self, asked: list[Question]) -> Iterator[Question]:
        blueprint = self.progress.plan.blueprint
        for question in asked:
            yield question
            if question.field.type == "list":
                for item in self._answer(question):
                    for inner in inner_fields(blueprint, question.field):
                        if inner.id not in blueprint.asked_of_items:
                            yield Question(f"{inner.id}@{item}", inner, inner.optional)

    def _answer(self, question: Question) -> Any:
        given, name = {**ANSWERS, **self.shape.answers}, question.field.id
        if question.key in given or name in given:
            return given.get(question.key, given.get(name))
        before = question.field.limits.get("max") == "today"
        plain: dict[str, Any] = {
            "date": self.today if before else START + timedelta(days=60),
            "yes_no": True,
            "choice": question.field.options[0].id if question.field.options else None,
            "choices": tuple(option.id for option in question.field.options[:1]),
            "country": "ESP",
            "integer": 35,
            "money": 300000,
            "list": (),
        }
        return plain.get(question.field.type, "x")


def done(shape: Shape) -> set[str]:
    """Return the steps of a case played to its end, without their items."""
    return {key.partition("@")[0] for key, _outcome in Play(shape).end().done}
