"""Who sits on a panel: the rows of a case that say so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from onboarding.cases.models import Case, CaseMember
from onboarding.cases.policies import UNSETTLED
from onboarding.database import db
from onboarding.interviews.naming import Wanted
from onboarding.interviews.policies import SHUT_OUT
from onboarding.interviews.queries import chair_of, declarations, ineligible, panel_of
from onboarding.interviews.refusals import ChairMissing, NotEligible, PanelTooSmall, ScoresAreIn
from onboarding.people import service as people
from onboarding.people.models import Person


@dataclass(frozen=True, slots=True)
class Seats:
    """The people of a panel, one of them its chair."""

    people: tuple[Person, ...]
    chair: Person


@dataclass(frozen=True, slots=True)
class Moved:
    """How a panel changed. `chair`: who chairs it newly."""

    joined: tuple[Person, ...]
    left: tuple[Person, ...]
    chair: Person | None

    def __bool__(self) -> bool:
        return bool(self.joined or self.left or self.chair)


def seats(case: Case, wanted: Wanted, *, least: int) -> Seats:
    """Return the people of a wanted panel, guests entered now.

    Raises:
        PanelTooSmall, ChairMissing, NotEligible: it is no panel.
    """
    found = {id: db.session.get_one(Person, id) for id in wanted.members}
    tokens = {str(id): person for id, person in found.items()}
    for guest in wanted.guests:
        person = people.add_person(guest.email, guest.name, language=guest.language)
        found[person.id] = tokens[guest.email] = person
    for person in found.values():
        if why := ineligible(case, person):
            raise NotEligible(person, why)
    if len(found) < least:
        raise PanelTooSmall(least)
    if wanted.chair not in tokens:
        raise ChairMissing
    return Seats(tuple(found.values()), tokens[wanted.chair])


def seat(case: Case, seats: Seats, *, locked: set[int]) -> Moved:
    """Bring the rows of a case in line with a panel; return what is new.

    `locked`: people whose scores are in.

    Raises:
        ScoresAreIn: one of them would leave.
    """
    before, chair = panel_of(case), chair_of(case)
    joined = _without(seats.people, before)
    left = _without(before, seats.people)
    if locked & {person.id for person in left}:
        raise ScoresAreIn
    for person in left:
        unseat(case, person)
    cleared = {id for id, one in declarations(case.id).items() if one.allowed}
    for person in joined:
        _add(case, person, "panel")
        if person.id not in cleared:
            _add(case, person, UNSETTLED)
    new_chair = chair is None or chair.id != seats.chair.id
    if new_chair:
        _remove(case, ("chair",), chair)
        _add(case, seats.chair, "chair")
    db.session.flush()
    return Moved(joined, left, seats.chair if new_chair else None)


def _without(people: Iterable[Person], others: Sequence[Person]) -> tuple[Person, ...]:
    known = {person.id for person in others}
    return tuple(person for person in people if person.id not in known)


def unseat(case: Case, person: Person) -> None:
    """Take a person off the panel."""
    _remove(case, ("panel", "chair", UNSETTLED), person)


def shut(case: Case, person: Person) -> None:
    """Take a person off the panel and shut the case for them."""
    unseat(case, person)
    _add(case, person, SHUT_OUT)
    db.session.flush()


def clear(case: Case, person: Person) -> None:
    """Note that nothing stands between a member and the candidate."""
    _remove(case, (UNSETTLED,), person)
    db.session.flush()


def unsettle(case: Case, person: Person) -> None:
    """Note that something does, until it is settled."""
    clear(case, person)
    _add(case, person, UNSETTLED)
    db.session.flush()


def _add(case: Case, person: Person, role: str) -> None:
    db.session.add(CaseMember(case_id=case.id, person_id=person.id, role=role))


def _remove(case: Case, roles: Iterable[str], person: Person | None) -> None:
    if person is not None:
        rows = delete(CaseMember).where(
            CaseMember.case_id == case.id,
            CaseMember.person_id == person.id,
            CaseMember.role.in_(tuple(roles)),
        )
        db.session.execute(rows)
