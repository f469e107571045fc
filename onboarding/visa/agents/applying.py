"""The application for an agent's certificate, made from the register and kept beside it.

It concerns no case. Like every paper it has a number and a code, is kept as it was made, and
names the one it replaces.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from onboarding.cases.history import local_day
from onboarding.cases.inputs import ReadField
from onboarding.cases.library import library
from onboarding.database import db, to_json, transaction
from onboarding.documents.rendering import Paper, render
from onboarding.documents.service import Confirmed, new_code, next_number
from onboarding.engine.papers import fingerprint
from onboarding.extensions import Form
from onboarding.people.models import Person
from onboarding.visa.agents.models import Agent, AgentPaper

_NAME = "agent_application"
_OF_THE_REGISTER = (
    *("name", "post", "training", "trained_on"),
    *("certificate_no", "certificate_until"),
)


class ApplicationForm(Form):
    """What the register does not keep of an agent; the newest paper knows it from the last time."""

    birth_date = ReadField(_l("Date of birth"), [InputRequired()], kind="date")
    reason = TextAreaField(
        _l("Why the institution files for others"), [InputRequired(), Length(max=300)]
    )

    def __init__(self, newest: AgentPaper | None) -> None:
        super().__init__(data=typed_before(newest) if newest else {})

    def values(self) -> dict[str, Any]:
        """Return fact → value."""
        return {"birth_date": self.birth_date.data, "reason": self.reason.data}


def typed_before(paper: AgentPaper) -> dict[str, Any]:
    """Return what was typed for a paper, to be looked over for the next one."""
    facts = json.loads(current_app.extensions["sealer"].open(paper.facts))
    born = date.fromisoformat(facts["birth_date"]["date"])
    return {"birth_date": born, "reason": facts["reason"]}


def papers_of(agent: Agent) -> list[AgentPaper]:
    """Return the applications made for somebody, newest first."""
    found = select(AgentPaper).where(AgentPaper.agent_id == agent.id)
    return list(db.session.scalars(found.order_by(AgentPaper.id.desc())))


def is_out_of_date(paper: AgentPaper, agent: Agent) -> bool:
    """Return whether the register says something else of the agent than a paper does."""
    return paper.fingerprint != fingerprint(_facts(agent, typed_before(paper)))


def make_application(
    agent: Agent, given: Mapping[str, Any], *, by: Person, at: datetime
) -> AgentPaper:
    """Make the application for an agent's certificate; the newest one where it says the same.

    `given`: what the register does not know, as `ApplicationForm.values` gives it.
    """
    with transaction():
        facts = _facts(agent, given)
        before = next(iter(papers_of(agent)), None)
        if before is not None and before.fingerprint == fingerprint(facts):
            return before
        paper = AgentPaper(
            agent_id=agent.id,
            number=next_number(library().documents[_NAME].prefix, local_day(at)),
            code=new_code(),
            dated_on=local_day(at),
            facts=_sealer().seal(to_json(facts)),
            fingerprint=fingerprint(facts),
            made_at=at,
            made_by_id=by.id,
            replaces_id=before.id if before else None,
        )
        pdf = _render(paper, facts, before.number if before else "")
        paper.content = _sealer().seal_bytes(pdf)
        db.session.add(paper)
        db.session.flush()
    return paper


def _render(paper: AgentPaper, facts: Mapping[str, Any], replaces: str) -> bytes:
    return render(
        Paper(
            kind=library().documents[_NAME],
            number=paper.number,
            code=paper.code,
            dated_on=paper.dated_on,
            replaces=replaces,
            facts={"agent": facts},
            institution=current_app.extensions["institution"],
            base_url=current_app.extensions["settings"].base_url,
        )
    )


def content_of(paper: AgentPaper) -> bytes:
    """Return a paper as it was made."""
    found: bytes = _sealer().open_bytes(paper.content)
    return found


def confirmed(code: str) -> Confirmed | None:
    """Return number and date of the application with a code."""
    paper = db.session.scalar(select(AgentPaper).where(AgentPaper.code == code))
    return Confirmed(paper.number, paper.dated_on) if paper else None


def _sealer() -> Any:
    return current_app.extensions["sealer"]


def _facts(agent: Agent, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the paper says: what the register knows and what was typed; days as papers do."""
    known = {name: getattr(agent, name) for name in _OF_THE_REGISTER}
    found = {key: value for key, value in {**known, **given}.items() if value}
    return {
        key: {"date": value.isoformat()} if isinstance(value, date) else value
        for key, value in found.items()
    }
