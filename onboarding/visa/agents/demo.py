"""The forwarding agents of the demo: one in order, one to be renewed, one who left."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from onboarding.cases.history import local_day
from onboarding.database import db
from onboarding.engine.months import add_months
from onboarding.people.gate import now
from onboarding.people.models import Department, Person
from onboarding.visa.agents.models import Agent


def add_agents(departments: Sequence[Department], staff: Mapping[str, Person]) -> None:
    """Fill the register."""
    at, by = now(), staff["office"]
    today = local_day(at)
    known = {"changed_at": at, "changed_by_id": by.id}
    db.session.add_all(
        [
            Agent(
                person_id=by.id,
                name=by.name_ja,
                post="国際課 係長",
                certificate_no="東取第26-0001号",
                certificate_until=add_months(today, 20),
                training="申請等取次研修会",
                trained_on=add_months(today, -16),
                online_id="DEMO0001",
                online_until=add_months(today, 26),
                **known,
            ),
            Agent(
                person_id=staff["hr"].id,
                name=staff["hr"].name_ja,
                post="人事課 係長",
                certificate_no="東取第24-0107号",
                certificate_until=today + timedelta(days=40),
                **known,
            ),
            Agent(
                name="長谷川 恵",
                post="国際課（前任）",
                certificate_no="東取第25-0033号",
                certificate_until=add_months(today, 9),
                left_on=today - timedelta(days=20),
                **known,
            ),
            Agent(name="石井 蓮", post="国際課 主任", **known),
        ]
    )
