"""Pages of forwarding agents: the register, one of them, who files the applications of a case."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.database import db
from onboarding.people.gate import current_person, holding, now, today
from onboarding.visa.agents import queries, service
from onboarding.visa.agents.applying import (
    ApplicationForm,
    content_of,
    is_out_of_date,
    make_application,
    papers_of,
)
from onboarding.visa.agents.forms import AgentForm
from onboarding.visa.agents.models import Agent, AgentPaper
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("agents", __name__)
add_link(Link("agents.register", _l("Forwarding agents"), frozenset({"office", "admin"}), 79))


@blueprint.get("/agents")
@holding("office", "admin")
def register() -> ResponseReturnValue:
    """Show the register, what is to be renewed first, and who may file what."""
    told: dict[int, list[object]] = {}
    for agent, what in queries.to_tell(today()):
        told.setdefault(agent.id, []).append(what)
    return render_template(
        "visa/agents.html",
        agents=queries.agents(),
        told=told,
        cases=queries.counts_of_cases(),
        table=queries.table(),
        today=today(),
    )


@blueprint.route("/agents/new", methods=["GET", "POST"])
@holding("office", "admin")
def add() -> ResponseReturnValue:
    """Put somebody into the register."""
    return _edit(Agent())


@blueprint.route("/agents/<int:agent_id>", methods=["GET", "POST"])
@holding("office", "admin")
def edit(agent_id: int) -> ResponseReturnValue:
    """Show one agent, and change what is known of them."""
    return _edit(_of_register(agent_id))


def _of_register(agent_id: int) -> Agent:
    agent = db.session.get(Agent, agent_id)
    if agent is None:
        abort(404)
    return agent


def _edit(agent: Agent) -> ResponseReturnValue:
    rules = queries.table()
    form = AgentForm(agent, rules)
    if form.validate_on_submit():
        service.keep_agent(agent, form.values(), by=current_person(), at=now())
        flash(_("Saved."))
        return redirect(url_for(".register"), 303)
    page = render_template(
        "visa/agent.html",
        form=form,
        agent=agent,
        table=rules,
        cases=queries.open_cases_of(agent) if agent.id else [],
        papers=papers_of(agent) if agent.id else [],
        is_out_of_date=is_out_of_date,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/agents/<int:agent_id>/application", methods=["GET", "POST"])
@holding("office", "admin")
def application(agent_id: int) -> ResponseReturnValue:
    """Make the application for somebody's certificate, once for the same facts."""
    agent = _of_register(agent_id)
    form = ApplicationForm(next(iter(papers_of(agent)), None))
    if not agent.post:
        flash(_("The register does not say yet which post this person holds. Write it here first."))
        return redirect(url_for(".edit", agent_id=agent.id), 303)
    if form.validate_on_submit():
        paper = make_application(agent, form.values(), by=current_person(), at=now())
        flash(_("The application is made: %(number)s.", number=paper.number))
        return redirect(url_for(".edit", agent_id=agent.id), 303)
    page = render_template("visa/agent_application.html", form=form, agent=agent)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/agents/<int:agent_id>/papers/<int:paper_id>")
@holding("office", "admin")
def paper(agent_id: int, paper_id: int) -> ResponseReturnValue:
    """Hand out an application as it was made."""
    found = db.session.get(AgentPaper, paper_id)
    if found is None or found.agent_id != agent_id:
        abort(404)
    headers = {
        "Content-Disposition": f'inline; filename="{found.number}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(content_of(found), mimetype="application/pdf", headers=headers)
