"""Reading panels: who sits on one, what they declared, which scores are in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, or_, select
from sqlalchemy.orm import joinedload

from onboarding.cases.history import settings
from onboarding.cases.models import Case, CaseEvent, CaseMember
from onboarding.cases.queries import members_of
from onboarding.database import db
from onboarding.engine.events import FINISHED
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.interviews.figures import Figures, figures_of
from onboarding.interviews.models import Declaration, Score
from onboarding.interviews.policies import SHUT_OUT
from onboarding.interviews.rubric import Rubric, rubrics
from onboarding.people.models import Grant, Person
from onboarding.people.queries import holders

SMALLEST_QUORUM = 2
_FOUND, _SUGGESTED = 20, 8


@dataclass(frozen=True, slots=True)
class Round:
    """One round of scores. `finished`: everybody's were in, and the step went on."""

    number: int
    scores: tuple[Score, ...]
    figures: Figures
    finished: bool

    def by(self, person_id: int) -> Score | None:
        """Return what one member handed in."""
        return next((score for score in self.scores if score.person_id == person_id), None)


def rubric_of(progress: Progress, planned: PlannedStep) -> Rubric:
    """Return the rubric of an evaluation, as its programme sets it."""
    name = rubric_name(planned.step.options["rubric"], parameters(progress, planned))
    return rubrics(settings().workflows)[name]


def rubric_name(option: str, values: Mapping[str, object]) -> str:
    """Return the rubric an option names: itself, or by `parameter.<name>`."""
    _, _, parameter = option.partition("parameter.")
    return str(values.get(parameter, "")) if parameter else option


def parameters(progress: Progress, planned: PlannedStep) -> Mapping[str, object]:
    """Return the parameters of a step's workflow, as the programme sets them."""
    found: Mapping[str, object] = progress.plan.blueprint.parameters[planned.step.workflow]
    return found


def panel_size(progress: Progress, planned: PlannedStep) -> int:
    """Return how many members the programme asks for."""
    return int(str(parameters(progress, planned).get("panel_size", SMALLEST_QUORUM)))


def quorum(progress: Progress, planned: PlannedStep, conflicts: int) -> int:
    """Return how many scores are enough once so many members left for a conflict."""
    return max(panel_size(progress, planned) - conflicts, SMALLEST_QUORUM)


def evaluations(progress: Progress, panel_step: PlannedStep) -> list[PlannedStep]:
    """Return the evaluations a panel is named for: those of the same workflow."""
    steps = progress.plan.steps
    same = (one for one in steps if one.step.workflow == panel_step.step.workflow)
    return [one for one in same if one.step.kind == "evaluation"]


def panel_of(case: Case) -> list[Person]:
    """Return the members of a panel in the order they were named."""
    return members_of(case, "panel")


def chair_of(case: Case) -> Person | None:
    """Return who chairs the panel."""
    return next(iter(members_of(case, "chair")), None)


def shut_out(case: Case) -> set[int]:
    """Return the ids of the people for whom a conflict has shut the file."""
    found = select(CaseMember.person_id)
    return set(
        db.session.scalars(found.where(CaseMember.case_id == case.id, CaseMember.role == SHUT_OUT))
    )


def ineligible(case: Case, person: Person) -> str:
    """Return why somebody cannot sit on a case's panel; empty where nothing is known.

    Who decides is not who scores; the host and the candidate do not judge themselves.
    """
    if person.id == case.host_id:
        return "host"
    if person.id == case.researcher_id:
        return "candidate"
    if person.id in {head.id for head in holders("head", case.department_id)}:
        return "head"
    return "conflict" if person.id in shut_out(case) else ""


def declarations(case_id: int) -> dict[int, Declaration]:
    """Return person id → what they declared, in the order declared."""
    found = select(Declaration).where(Declaration.case_id == case_id)
    rows = found.options(joinedload(Declaration.person)).order_by(Declaration.id)
    return {row.person_id: row for row in db.session.scalars(rows)}


def declaration(case_id: int, person_id: int) -> Declaration | None:
    """Return what one person declared."""
    found = select(Declaration).where(
        Declaration.case_id == case_id, Declaration.person_id == person_id
    )
    return db.session.scalar(found)


def rounds_finished(case_id: int, key: str) -> int:
    """Return how often an evaluation was finished: the history says it, nothing else does."""
    found = select(CaseEvent.data).where(CaseEvent.case_id == case_id, CaseEvent.kind == FINISHED)
    return sum(json.loads(data)["step"] == key for data in db.session.scalars(found))


def current_round(case_id: int, key: str, *, done: bool) -> int:
    """Return the round being scored now, or the last one once the step is done."""
    return rounds_finished(case_id, key) + (0 if done else 1)


def scores_of(case_id: int, key: str) -> list[Score]:
    """Return all scores of an evaluation by round, then as they came in."""
    found = select(Score).where(Score.case_id == case_id, Score.step_key == key)
    rows = found.options(joinedload(Score.person)).order_by(Score.round, Score.id)
    return list(db.session.scalars(rows))


def rounds(of: Case, progress: Progress, planned: PlannedStep) -> list[Round]:
    """Return the rounds of an evaluation, oldest first; the last may be empty still."""
    finished = rounds_finished(of.id, planned.key)
    done = bool(progress.done >> planned.number & 1)
    criteria = rubric_of(progress, planned).criteria
    scores, found = scores_of(of.id, planned.key), []
    for number in range(1, finished + (1 if done else 2)):
        own = tuple(score for score in scores if score.round == number)
        figures = figures_of(criteria, [s.sheet for s in own], [s.overall for s in own])
        found.append(Round(number, own, figures, number <= finished))
    return found


def handed_in(case_id: int, key: str) -> set[int]:
    """Return the ids of the people whose scores of the current round are in."""
    number = rounds_finished(case_id, key) + 1
    found = select(Score.person_id).where(
        Score.case_id == case_id, Score.step_key == key, Score.round == number
    )
    return set(db.session.scalars(found))


def find_people(text: str, department_id: int) -> list[Person]:
    """Return people of the institution by part of their name; without one, who comes first.

    First those granted the role of panel members, then those who work in no office here, and
    among them those of the department.
    """
    wanted = "".join(text.split())
    has_role = select(Grant.id).where(Grant.person_id == Person.id).exists()
    asked = select(Grant.id).where(Grant.person_id == Person.id, Grant.role == "panel").exists()
    known = or_(has_role, Person.title_en != "", Person.title_ja != "")
    found = select(Person).where(Person.active, known)
    if wanted:
        columns = (Person.name, Person.name_ja, Person.email)
        found = found.where(
            or_(*(_unspaced(c).icontains(wanted, autoescape=True) for c in columns))
        )
    here = Person.department_id == department_id
    first = (case((asked, 0), (has_role, 2), else_=1), case((here, 0), else_=1), Person.id)
    limit = _FOUND if wanted else _SUGGESTED
    return list(db.session.scalars(found.order_by(*first).limit(limit)))


def _unspaced(column: Any) -> ColumnElement[str]:
    """Compare names without the space between family and given name, of either width."""
    narrow = func.replace(column, " ", "", type_=String)
    return func.replace(narrow, "\u3000", "", type_=String)
