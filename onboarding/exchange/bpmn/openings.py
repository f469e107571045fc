"""What a step waits for besides other steps, as events: a day, a fact, a condition."""

from onboarding.engine.definition import Opening, Step
from onboarding.exchange.bpmn.parts import Trigger
from onboarding.exchange.bpmn.wording import Words


def openings(step: Step, words: Words) -> list[tuple[Trigger, str]]:
    """Return the events a step waits for, each with its name; other steps are needs already."""
    fields = words.catalogue.fields
    return [
        _opening(one, step, words) for one in step.opens if not one.after or one.after in fields
    ]


def _opening(one: Opening, step: Step, words: Words) -> tuple[Trigger, str]:
    named = words.say.opening(one, step)
    if one.rule is not None:
        return Trigger("timer", one.rule.text), named
    if one.once is None:
        return Trigger("conditional", f"known({one.after})"), named
    return Trigger("conditional", " ".join(one.once.text.split())), named
