"""What of an event calls for looking at a verdict again, as the rules list it."""

from collections.abc import Iterator
from datetime import date

from onboarding.cases.registry import Happened
from onboarding.engine.progress import Progress
from onboarding.security.rules import EVENT_KIND, Trigger, every_rules, rules_on

_EVENTS = "life.events"


def occasions(happened: Happened) -> Iterator[tuple[str, str]]:
    """Yield (trigger, detail) of each trigger an event sets off.

    A detail is the fields that changed, `day → day` of a later day, or the kinds of events told.
    """
    for id, trigger in rules_on(happened.event.on).again.items():
        changed = [name for name in trigger.facts if _changed(happened, name, trigger)]
        told = [kind for kind in _told(happened) if kind in trigger.events]
        if changed and trigger.later:
            was, now = (one.facts[changed[0]] for one in (happened.before, happened.after))
            yield id, f"{was} → {now}"
        elif changed or told:
            yield id, ", ".join((*changed, *told))


def of_day(day: str) -> list[str]:
    """Return the triggers that stand for a day that comes by itself, by any rules there are."""
    return sorted({id for rules in every_rules() for id, t in rules.again.items() if t.day == day})


def _changed(happened: Happened, name: str, trigger: Trigger) -> bool:
    was, now = happened.before.facts.get(name), happened.after.facts.get(name)
    if trigger.later:
        return isinstance(was, date) and isinstance(now, date) and now > was
    return was != now and now is not None


def _told(happened: Happened) -> list[str]:
    """Return the kinds of what was told of the stay by this event."""
    known = frozenset(_items(happened.before))
    fresh = (item for item in _items(happened.after) if item not in known)
    return [happened.after.facts.get(f"{EVENT_KIND}@{item}", "") for item in fresh]


def _items(progress: Progress) -> tuple[str, ...]:
    found: tuple[str, ...] = progress.facts.get(_EVENTS) or ()
    return found
