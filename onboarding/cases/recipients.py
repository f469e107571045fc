"""Who is written to about a step: whoever acts, or the holders of a role it names."""

from datetime import date

from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.policies import BY_CASE, STAFF
from onboarding.cases.queries import members_of
from onboarding.cases.registry import part_done
from onboarding.engine.deciding import beside
from onboarding.engine.definition import Step
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.people.models import Person
from onboarding.people.queries import deputies_of, holders


def has_no_desk(role: str) -> bool:
    """Return whether staff hold a role that has no desk: they look when a mail asks them to."""
    return role not in STAFF | BY_CASE and library().roles[role].held == "department"


def decides(step: Step) -> bool:
    """Return whether a step is told of as a decision that waits."""
    return step.route is not None or step.role == "chair" or has_no_desk(step.role)


def actors(case: Case, planned: PlannedStep, today: date) -> list[Person]:
    """Return who is written to when a step opens: staff look at their desk instead.

    Whoever approves has a mail in any case: an approval waits for people, not for offices.
    """
    role = planned.step.role
    if role in STAFF and planned.step.route is None:
        return []
    return _family(case, planned) if role == "family" else people_of(case, role, today)


def _family(case: Case, planned: PlannedStep) -> list[Person]:
    """Return the family member with an account of their own, else the researcher."""
    own = members_of(case, "family", item=planned.item) if planned.item else []
    return own or [case.researcher]


def people_of(case: Case, role: str, today: date) -> list[Person]:
    """Return who has a role in a case; of those who hold it by grant, also who stands in today."""
    if role == "host":
        return [case.host] if case.host else []
    if role in ("researcher", "family"):
        return [case.researcher]
    if role in BY_CASE:
        return members_of(case, role)
    people = holders(role, case.department_id)
    if role in STAFF:
        return people
    return list({one.id: one for one in (*people, *deputies_of(people, today))}.values())


def reminded(case: Case, planned: PlannedStep, role: str | None, today: date) -> list[Person]:
    """Return whom a reminder goes to: the holders of the role it names, or whoever acts still."""
    if role is not None:
        return people_of(case, role, today)
    people = actors(case, planned, today)
    if not people and planned.step.role not in BY_CASE:
        people = holders(planned.step.role, case.department_id)
    done = part_done(planned.step.kind, case.id, planned.key)
    return [person for person in people if person.id not in done]


def sat_beside(progress: Progress, planned: PlannedStep) -> frozenset[str]:
    """Return the ids of those who filled another seat beside this one, and so cannot fill it."""
    marks = (progress.marks.get(seat.key) for seat in beside(progress.plan, planned))
    return frozenset(mark.by for mark in marks if mark and mark.by)
