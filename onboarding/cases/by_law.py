"""What the law says of a step, in words: how its date is counted, and what follows if missed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.cases.library import library
from onboarding.cases.saying import Sayer
from onboarding.cases.saying_dates import date_rule, opening
from onboarding.engine.blueprint import inside_of
from onboarding.engine.definition import Clock, Step
from onboarding.engine.due import DueRule
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.web.speaking import reader_language

# The units in which days after an event are counted.
_COUNTED = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class ByLaw:
    """A deadline of law as a reader sees it beside a step.

    `counted`: from which event to which day; `from_next_day`: whether days are counted after the
    event; `opens`: from when it can be done; `last_open`: where the last day is a closed day, the
    last open one before it.
    """

    clock: Clock
    counted: str
    from_next_day: bool
    opens: str
    last_open: date | None


def by_law(progress: Progress, planned: PlannedStep) -> ByLaw | None:
    """Return what the law says of a step; None where its date is not one of law."""
    step = planned.step
    if step.clock is None or step.due is None:
        return None
    blueprint, due = progress.plan.blueprint, progress.dues.get(planned.number)
    workflow = next(one for one in blueprint.workflows if one.id == step.workflow)
    open_day = blueprint.workdays.on_or_before(due) if due else None
    sayer = Sayer(library(), workflow, blueprint.names, inside_of(step, blueprint.names))
    return ByLaw(
        clock=step.clock,
        counted=date_rule(sayer, step.due),
        from_next_day=_is_period(step.due) and not step.due.counts_first,
        opens="".join(opening(sayer, one, step) for one in step.clock.opens),
        last_open=open_day if open_day != due else None,
    )


def _is_period(rule: DueRule) -> bool:
    return rule.amount != 0 and rule.sign > 0 and rule.unit in _COUNTED


def missed(step: Step) -> dict[str, Any]:
    """Return what follows if a deadline of law is missed, for mails; nothing for others."""
    found = step.clock.consequence if step.clock else None
    return {"missed": {"en": found.en, "ja": found.ja}} if found else {}


def missed_here(step: Step) -> str:
    """Return the same in the reader's language; empty where there is nothing to say."""
    found = step.clock.consequence if step.clock else None
    return found.in_(reader_language()) if found else ""
