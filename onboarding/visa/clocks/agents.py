"""Papers of forwarding agents on the page of what runs out; their own mails remind them."""

from collections.abc import Iterator
from datetime import date

from onboarding.visa.agents.queries import agents, filer_of
from onboarding.visa.clocks.expiries import RunsOut
from onboarding.visa.clocks.queries import Expiry


def papers_of_agents(today: date) -> Iterator[Expiry]:
    """Return the papers of agents in the post that they still hold: certificate, online id."""
    for agent in agents():
        if agent.left_on and agent.left_on < today:
            continue
        for paper, held in (filer_of(agent).papers or {}).items():
            gone = held.handed_back_on is not None and held.handed_back_on <= today
            if held.until and not gone:
                yield Expiry(
                    None, RunsOut(KINDS[paper], held.until, fact=str(agent.id)), agent.name
                )


KINDS = {"certificate": "agent", "online_id": "online"}
