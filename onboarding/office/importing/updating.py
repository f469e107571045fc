"""Bringing a case up to date with a list: only what was shown and chosen, nothing else."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from onboarding.cases import service
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import lock_case
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.office.importing.comparing import compare, facts_to_write, known_case
from onboarding.office.importing.models import ListedCase
from onboarding.office.importing.opening import HOST_FACTS, host_facts
from onboarding.office.importing.storing import listed
from onboarding.office.lists.checked import Checked
from onboarding.people.models import SignInLink
from onboarding.people.queries import person_by_email

EMAIL = "researcher.email"
_MEANWHILE = _l("The system has changed since the list was read; nothing of this row went in.")


def update_case(row: Checked, *, by: By, list_name: str) -> None:
    """Write the chosen changes of a row; call it inside a transaction.

    Where the case has changed since they were shown, nothing is written: whoever chose did not
    see what is there now.
    """
    assert row.case_id is not None
    case = lock_case(row.case_id)
    last = db.session.get(ListedCase, case.id)
    if not _as_shown(row, case, last, by):
        row.refuse("", _MEANWHILE)
        return
    facts = facts_to_write(row) | _move_host(row, case)
    _move_account(facts.get(EMAIL), case)
    note = _("From the list “%(name)s”, row %(row)s.", name=list_name, row=row.line.number)
    changed = bool(facts) and service.record_facts(case.id, facts, by=by, note=note)
    row.state = "updated" if changed else "known"
    db.session.merge(ListedCase(case_id=case.id, facts=listed(row)))
    _move_key(row, case)


def _as_shown(row: Checked, case: Case, last: ListedCase | None, by: By) -> bool:
    """Whether the case still is as it was when the changes were shown."""
    now = Checked(row.line, programme=row.programme, department_id=row.department_id)
    now.host, now.facts = row.host, row.facts
    compare(now, known_case(case, last.facts if last else None), local_day(by.at))
    return [(one.key, one.old) for one in now.changes] == [(c.key, c.old) for c in row.changes]


def _move_host(row: Checked, case: Case) -> dict[str, Any]:
    """Give the case the host the list names, if that was chosen; return the facts of it."""
    if row.host is None or not any(c.key == "host" and c.take for c in row.changes):
        return {}
    person = person_by_email(row.host.email) if row.host.email else None
    case.host_id = row.host.id or (person.id if person else None)
    return dict.fromkeys(HOST_FACTS) | host_facts(row.host)


def _move_account(email: str | None, case: Case) -> None:
    """Let the researcher sign in by their new address; what was sent to the old one is void."""
    person = case.researcher
    if email is None or email == person.email or person.grants or person_by_email(email):
        return
    person.email = email
    person.session_mark += 1
    db.session.execute(delete(SignInLink).where(SignInLink.person_id == person.id))


def _move_key(row: Checked, case: Case) -> None:
    """Know the stay by what the newest list calls it."""
    other = select(Case.id).where(Case.import_key == row.key, Case.id != case.id)
    if db.session.scalar(other) is None:
        case.import_key = row.key
