"""The application for an agent's certificate, made from the register and handed out at once.

It concerns no case, so no case keeps it: its number is counted, and it carries no code that a
reader could confirm.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from onboarding.cases.history import local_day
from onboarding.cases.inputs import ReadField
from onboarding.cases.library import library
from onboarding.database import transaction
from onboarding.documents.rendering import Paper, render
from onboarding.documents.service import next_number
from onboarding.extensions import Form
from onboarding.visa.agents.models import Agent

_NAME = "agent_application"


class ApplicationForm(Form):
    """What the register does not keep of an agent: needed on this paper alone."""

    birth_date = ReadField(_l("Date of birth"), [InputRequired()], kind="date")
    reason = TextAreaField(
        _l("Why the institution files for others"), [InputRequired(), Length(max=300)]
    )

    def values(self) -> dict[str, Any]:
        """Return fact → value."""
        return {"birth_date": self.birth_date.data, "reason": self.reason.data}


def application_paper(agent: Agent, given: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return the application for an agent's certificate as PDF, with a number of its own.

    `given`: what the register does not know, as `ApplicationForm.values` gives it.
    """
    kind = library().documents[_NAME]
    with transaction():
        number = next_number(kind.prefix, local_day(at))
    paper = Paper(
        kind=kind,
        number=number,
        code="",
        dated_on=local_day(at),
        replaces="",
        facts={"agent": {**_known(agent), **given}},
        institution=current_app.extensions["institution"],
        base_url=current_app.extensions["settings"].base_url,
    )
    return render(paper)


def _known(agent: Agent) -> dict[str, Any]:
    known = {
        "name": agent.name,
        "post": agent.post,
        "training": agent.training,
        "trained_on": agent.trained_on,
        "certificate_no": agent.certificate_no,
        "certificate_until": agent.certificate_until,
    }
    return {key: value for key, value in known.items() if value}
