"""What filing the family together costs the start of the stay, and what filing it later saves."""

from dataclasses import dataclass

from onboarding.cases.gate import Visit
from onboarding.cases.planning import outlook_of, with_facts
from onboarding.engine.backplan import Outlook
from onboarding.engine.progress import State
from onboarding.visa.family.bundle import LATER

_PAPERS = "visa.dependant_papers"


@dataclass(frozen=True, slots=True)
class Start:
    """When all is ready for the stay: the family filed for together, and for later."""

    together: Outlook
    later: Outlook

    @property
    def days(self) -> int:
        """Return how many days sooner all is ready without the family."""
        return (self.together.expected - self.later.expected).days


def to_file(visit: Visit) -> list[str]:
    """Return the members whose papers the filing of the researcher's application waits for."""
    progress = visit.progress
    items = progress.facts.get("family.members") or ()
    found = ((item, progress.plan.find(f"{_PAPERS}@{item}")) for item in items)
    waits = (State.OPEN, State.WAITING)
    return [item for item, planned in found if planned and progress.state(planned) in waits]


def start_of(visit: Visit) -> Start | None:
    """Return what the family means for the start; None where it costs nothing."""
    items, together = to_file(visit), visit.outlook
    if not items or together is None:
        return None
    later = outlook_of(with_facts(visit.progress, {f"{LATER}@{item}": True for item in items}))
    found = Start(together, later) if later else None
    return found if found and found.days > 0 else None
