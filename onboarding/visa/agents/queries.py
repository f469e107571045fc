"""Reading the register of forwarding agents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.people.models import Grant, Person
from onboarding.visa.agents.models import Agent, ChosenAgent
from onboarding.visa.agents.permitting import COUNTER, Filer, Held, Permission, may_file
from onboarding.visa.agents.rules import Table, agent_rules
from onboarding.visa.agents.watching import Watched, watched


@dataclass(frozen=True, slots=True)
class Offered:
    """An agent, and whether they may file an application."""

    agent: Agent
    permission: Permission


def table() -> Table:
    """Return the rules in use."""
    return agent_rules(current_app.extensions["settings"].workflows)


def agents() -> list[Agent]:
    """Return the register: who is in the post first, then by name."""
    order = (Agent.left_on.is_not(None), Agent.name, Agent.id)
    return list(
        db.session.scalars(select(Agent).options(joinedload(Agent.person)).order_by(*order))
    )


def filer_of(agent: Agent, supporter: str = "") -> Filer:
    """Return an agent as the rules know them."""
    papers = {
        "certificate": Held(agent.certificate_until, agent.handed_back_on),
        "online_id": Held(agent.online_until),
    }
    return Filer("staff", agent.left_on, papers, supporter)


def who_may(
    what: str, status: str, *, on: date, way: str = COUNTER, supporter: str = ""
) -> list[Offered]:
    """Return every agent of the register with whether they may file, and why.

    `supporter`: the status of the researcher whose family is filed together with them.
    """
    rules = table()
    return [
        Offered(one, may_file(rules, what, status, filer_of(one, supporter), on=on, way=way))
        for one in agents()
    ]


def applicant_may(what: str, status: str, *, on: date, way: str = COUNTER) -> Permission:
    """Return whether the person may file it themselves, and why."""
    return may_file(table(), what, status, Filer("applicant"), on=on, way=way)


def chosen_for(case: Case, what: str) -> Agent | None:
    """Return who files one kind of application of a case."""
    found = (
        select(Agent)
        .join(ChosenAgent, ChosenAgent.agent_id == Agent.id)
        .where(ChosenAgent.case_id == case.id, ChosenAgent.what == what)
    )
    return db.session.scalar(found)


def of_name(name: str) -> Agent | None:
    """Return whom the institution names as its usual agent, where the register knows them."""
    in_post_first = (Agent.left_on.is_not(None), Agent.id)
    found = select(Agent).where(Agent.name == name).order_by(*in_post_first)
    return db.session.scalars(found.limit(1)).first()


def open_cases_of(agent: Agent) -> list[Case]:
    """Return the open cases whose applications somebody files."""
    found = (
        select(Case)
        .join(ChosenAgent, ChosenAgent.case_id == Case.id)
        .where(ChosenAgent.agent_id == agent.id, Case.status == "open")
    )
    return list(db.session.scalars(found.order_by(Case.starts_on, Case.id)).unique())


def counts_of_cases() -> dict[int, int]:
    """Return agent id → of how many open cases they file the applications."""
    rows = db.session.execute(
        select(ChosenAgent.agent_id, func.count())
        .join(Case, Case.id == ChosenAgent.case_id)
        .where(Case.status == "open")
        .group_by(ChosenAgent.agent_id)
    )
    return {row[0]: row[1] for row in rows}


def to_tell(today: date) -> list[tuple[Agent, Watched]]:
    """Return what is to be told of the papers of agents today, the most urgent first."""
    rules = table()
    held = or_(Agent.certificate_until.is_not(None), Agent.online_until.is_not(None))
    rows = db.session.scalars(select(Agent).where(held).order_by(Agent.id))
    found = [(one, what) for one in rows for what in watched(rules, filer_of(one), today)]
    return sorted(found, key=lambda pair: (pair[1].until, pair[0].id))


def offices() -> Sequence[Person]:
    """Return everybody who holds the role of the office somewhere."""
    found = select(Person).join(Grant).where(Grant.role == "office", Person.active)
    return list(db.session.scalars(found.order_by(Person.id)).unique())
