"""Certificates of forwarding agents on the page of what runs out; their own mails remind them."""

from collections.abc import Iterator
from datetime import date

from onboarding.visa.agents.queries import agents
from onboarding.visa.clocks.expiries import RunsOut
from onboarding.visa.clocks.queries import Expiry


def certificates(today: date) -> Iterator[Expiry]:
    """Return the certificates of agents in the post."""
    for agent in agents():
        if agent.certificate_until and agent.left_on is None:
            yield Expiry(None, RunsOut("agent", agent.certificate_until), agent.name)
