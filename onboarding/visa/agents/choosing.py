"""Who files the applications of a case: chosen, offered, and whether they still may."""

from dataclasses import dataclass
from datetime import date

from onboarding.cases.models import Case
from onboarding.engine.progress import Progress
from onboarding.visa.agents.models import Agent
from onboarding.visa.agents.permitting import ONLINE, Permission, may_file
from onboarding.visa.agents.queries import Offered, chosen_for, filer_of, table, who_may
from onboarding.visa.agents.words import permission_word

COE = "coe"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page of an application shows: `wrong`, why the chosen one may not file it.

    `otherwise`: whom the forms name where nobody is chosen.
    """

    chosen: Agent | None
    wrong: str
    offered: list[Offered]
    online: list[Offered]
    otherwise: str


def choice_of(case: Case, progress: Progress, otherwise: str) -> Choice:
    """Return who files, and who might, for the page of an application."""
    status, on = str(progress.facts.get("visa.residence_status") or ""), progress.today
    chosen = chosen_for(case, COE)
    permission = permission_of(chosen, status, on=on) if chosen else None
    wrong = permission_word(permission) if permission and not permission.allowed else ""
    offered = who_may(COE, status, on=on)
    return Choice(chosen, wrong, offered, who_may(COE, status, on=on, way=ONLINE), otherwise)


def permission_of(agent: Agent, status: str, *, on: date, supporter: str = "") -> Permission:
    """Return whether somebody may file an application for a status at the counter.

    `supporter`: the researcher's status, where a family member's is filed together with theirs.
    """
    return may_file(table(), COE, status, filer_of(agent, supporter), on=on)
