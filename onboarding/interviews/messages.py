"""Messages about a panel, written in the same commit as what they tell of."""

from collections.abc import Iterable

from onboarding.cases.messages import About
from onboarding.interviews.queries import chair_of
from onboarding.notices.service import Message, queue
from onboarding.people.models import Person
from onboarding.people.queries import holders


def tell_named(about: About, people: Iterable[Person]) -> None:
    """Tell people that they are on a panel, and ask them to declare conflicts now."""
    case, chair = about.case, chair_of(about.case)
    for person in people:
        facts = {**about.summary(), "chairs": bool(chair and chair.id == person.id)}
        message = Message("panel_named", person, case.id, facts, f"/cases/{case.id}")
        queue(message, at=about.at)


def tell_left(about: About, member: Person, *, panel_page: str, enough: bool) -> None:
    """Tell the office that a member left for a conflict, and whether a substitute is needed."""
    for person in holders("office", about.case.department_id):
        facts = {**about.summary(), "member": _names(member), "enough": enough}
        once = _once(about, member, person)
        message = Message("panel_member_left", person, about.case.id, facts, panel_page, once)
        queue(message, at=about.at)


def tell_soft(about: About, member: Person) -> None:
    """Ask the office and the chair to settle a soft conflict."""
    case, chair = about.case, chair_of(about.case)
    people = {person.id: person for person in holders("office", case.department_id)}
    if chair is not None:
        people[chair.id] = chair
    people.pop(member.id, None)
    for person in people.values():
        facts = {**about.summary(), "member": _names(member)}
        page, once = f"/cases/{case.id}/conflicts/{member.id}", _once(about, member, person)
        queue(Message("conflict_to_settle", person, case.id, facts, page, once), at=about.at)


def tell_settled(about: About, member: Person, *, allowed: bool) -> None:
    """Tell a member how the conflict they declared was settled."""
    case, page = about.case, f"/cases/{about.case.id}" if allowed else ""
    facts = {**about.summary(), "allowed": allowed}
    queue(Message("conflict_settled", member, case.id, facts, page), at=about.at)


def _once(about: About, member: Person, reader: Person) -> str:
    """Return a key that keeps messages about two members apart while neither has gone out."""
    return f"conflict/{about.case.id}/{about.case.sequence}/{member.id}/{reader.id}"


def _names(person: Person) -> dict[str, str]:
    return {"en": person.name_in("en"), "ja": person.name_in("ja")}
