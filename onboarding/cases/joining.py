"""Bringing people into a case: its host, panel and family members."""

from collections.abc import Mapping

from sqlalchemy import select

from onboarding.cases.history import local_day
from onboarding.cases.messages import About
from onboarding.cases.models import Case, CaseMember
from onboarding.cases.queries import lock_case, progress_of
from onboarding.cases.recording import By, record
from onboarding.database import db, transaction
from onboarding.engine import actions
from onboarding.engine.errors import NotYourStep
from onboarding.engine.events import Change
from onboarding.people.models import Person
from onboarding.people.service import add_person


def join_case(case_id: int, person: Person, role: str, *, item: str = "") -> None:
    """Give a person a part in a case; a second time changes nothing."""
    with transaction():
        case = lock_case(case_id)
        found = select(CaseMember.id).where(
            CaseMember.case_id == case.id,
            CaseMember.person_id == person.id,
            CaseMember.role == role,
        )
        if db.session.scalar(found) is None:
            member = CaseMember(case_id=case.id, person_id=person.id, role=role, item=item)
            db.session.add(member)


def name_host(case_id: int, email: str, names: Mapping[str, str], *, by: By) -> None:
    """Make somebody the host of a case and tell them what waits for them.

    Papers written with the name of the host before are made anew.

    Raises:
        engine.errors.CaseIsOver: the case has ended.
    """
    with transaction():
        case = lock_case(case_id)
        host = add_person(email, names["name"], name_ja=names["name_ja"])
        case.host_id = host.id
        db.session.flush()
        db.session.refresh(case)
        before = progress_of(case, local_day(by.at))
        facts = {"host.name": names["name"], "host.name_ja": names["name_ja"]}
        change = actions.answer(before, facts) or Change("host_named", {})
        record(case, change, before=before, by=by)
        about = About(case, progress_of(case, local_day(by.at)), by.at)
        steps = [one for one in about.progress.open_steps() if one.step.role == "host"]
        about.tell_steps(steps, name="welcome", actor=by.person)


def invite_family(case_id: int, item: str, *, email: str, name: str, language: str, by: By) -> None:
    """Give a family member an account of their own in a case, and send them their link.

    Raises:
        NotYourStep: the address belongs to somebody with another part in the case.
    """
    with transaction():
        case = lock_case(case_id)
        person = add_person(email, name, language=language)
        if person.id in _people_with_a_part(case):
            raise NotYourStep(item)
        join_case(case_id, person, "family", item=item)
        progress = progress_of(case, local_day(by.at))
        record(case, Change("family_invited", {"item": item}), before=progress, by=by)
        About(case, progress, by.at).tell_family(person)


def _people_with_a_part(case: Case) -> set[int | None]:
    """Return who has a part in a case that is not the family's."""
    found = select(CaseMember.person_id).where(CaseMember.case_id == case.id)
    members = db.session.scalars(found.where(CaseMember.role != "family"))
    return {case.researcher_id, case.host_id, *members}
