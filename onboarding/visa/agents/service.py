"""What can be done with forwarding agents: kept, chosen for a case, reminded of their papers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from onboarding import jobs
from onboarding.cases.history import local_day
from onboarding.cases.jobs import LOOK_AT_HELD
from onboarding.cases.models import Case
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.cases.service import add_note, record_facts
from onboarding.database import after_commit, db, transaction
from onboarding.notices.service import Message, queue
from onboarding.people.models import Person
from onboarding.visa.agents.choosing import COE
from onboarding.visa.agents.models import Agent, ChosenAgent
from onboarding.visa.agents.permitting import Permission, may_file
from onboarding.visa.agents.queries import filer_of, offices, open_cases_of, table, to_tell
from onboarding.visa.agents.watching import Watched

CHOSEN = "agent_chosen"
# What forms and papers read; it stays as it is once the application is filed.
NAMED, FILED = "visa.filed_by", "visa.coe_filed_on"


class MayNotFile(Exception):
    """Somebody was chosen who may not file this; `permission` says why."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        super().__init__(permission.reason)


def keep_agent(agent: Agent, values: Mapping[str, Any], *, by: Person, at: datetime) -> Agent:
    """Write what is known of an agent, a new one or one of the register.

    Forms that are still to be filed name them as they are called now.
    """
    with transaction():
        for name, value in values.items():
            setattr(agent, name, value)
        agent.changed_by_id, agent.changed_at = by.id, at
        db.session.add(agent)
        db.session.flush()
        for case in open_cases_of(agent):
            facts = progress_of(case, local_day(at)).facts
            if facts.get(NAMED) not in (None, agent.name) and not facts.get(FILED):
                record_facts(case.id, {NAMED: agent.name}, by=By(by, at))
        after_commit(lambda: jobs.enqueue(LOOK_AT_HELD))
    return agent


def choose_agent(
    case: Case, agent: Agent, what: str, status: str, *, by: By, seen: int | None = None
) -> None:
    """Have somebody file one kind of application of a case; `seen` as in `finish_step`.

    Raises:
        MayNotFile: the rules do not let them, on this day.
        engine.errors.CaseIsOver: the case is closed.
        ChangedMeanwhile: somebody else chose since `seen`.
    """
    permission = may_file(table(), what, status, filer_of(agent), on=local_day(by.at))
    if not permission.allowed:
        raise MayNotFile(permission)
    case_id, agent_id, name = case.id, agent.id, agent.name
    with transaction():
        if what == COE:
            record_facts(case_id, {NAMED: name}, by=by, seen=seen)
        known = db.session.get(ChosenAgent, (case_id, what))
        if known is not None and known.agent_id == agent_id:
            return
        row = known or ChosenAgent(case_id=case_id, what=what)
        row.agent_id, row.chosen_at = agent_id, by.at
        row.chosen_by_id = by.person.id if by.person else 0
        db.session.add(row)
        add_note(case_id, CHOSEN, {"agent": name, "what": what}, by=by)


def remind(at: datetime) -> int:
    """Queue what has to be told of agents' papers today; return how much is new.

    The holder and the office are told once of each stage of each paper, whoever asks how often.
    """
    count = 0
    with transaction():
        for agent, what in to_tell(local_day(at)):
            for message in _messages(agent, what, at):
                count += queue(message, at=at) is not None
    return count


def _messages(agent: Agent, what: Watched, at: datetime) -> Iterator[Message]:
    label, until = table().papers[what.paper].label, what.until
    facts = {
        "stage": what.stage,
        "holder": agent.name,
        "paper": {"en": label.en, "ja": label.ja},
        "number": agent.certificate_no if what.paper == "certificate" else agent.online_id,
        "until": until.isoformat(),
        "days": (until - local_day(at)).days,
    }
    told = {person.id: person for person in offices()}
    if agent.person is not None and agent.person.active:
        told[agent.person.id] = agent.person
    for person in told.values():
        once = f"agent/{agent.id}/{what.paper}/{what.stage}/{until}/{person.id}"
        mine = person.id == agent.person_id
        leads_to = "" if mine and "office" not in _roles(person) else f"/agents/{agent.id}"
        yield Message("agent_paper", person, None, {**facts, "mine": mine}, leads_to, once)


def _roles(person: Person) -> set[str]:
    return {grant.role for grant in person.grants}
