"""Mails to the export-control office: what has to be looked at again, never why in words."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.notices.service import Message, queue
from onboarding.people.queries import holders
from onboarding.security.models import LookAgain, ScreeningList
from onboarding.security.words import CAUSES_PLAIN, cause_title
from onboarding.web.speaking import speaking

PAGE = "/export-control/look-again"


def tell_office(case: Case, row: LookAgain, *, at: datetime) -> None:
    """Queue a mail about a case to look at again, once for each time it comes up."""
    facts = {"number": case.number, "researcher": case.name, "cause": _both(row.cause)}
    for person in holders("export", case.department_id):
        once = f"look-again/{row.id}/{row.at.isoformat()}/{person.id}"
        queue(Message("export_again", person, case.id, facts, PAGE, once), at=at)


def tell_list(version: ScreeningList, *, at: datetime) -> None:
    """Queue a mail that all open cases are screened with a list: to who imported it, and to the
    office of each department where a verdict was taken back."""
    facts: dict[str, Any] = {"title": version.title, "count": version.done, "found": version.found}
    fresh = (LookAgain.cause == "list", LookAgain.at >= version.added_at)
    touched = select(Case.department_id).join(LookAgain).where(*fresh).distinct()
    people = {version.added_by_id: version.added_by}
    for department in db.session.scalars(touched):
        people |= {person.id: person for person in holders("export", department)}
    for person in people.values():
        once = f"screened/{version.id}/{person.id}"
        queue(Message("export_screened", person, None, facts, PAGE, once), at=at)


def _both(cause: str) -> dict[str, str]:
    found = {}
    for language in ("en", "ja"):
        with speaking(language):
            found[language] = str(CAUSES_PLAIN.get(cause) or cause_title(cause).in_(language))
    return found
