"""Which facts a paper is made from, which of them are missing, and their fingerprint."""

import hashlib
import json
from datetime import date
from typing import Any

from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress


def facts_used(progress: Progress, planned: PlannedStep) -> dict[str, Any]:
    """Return fact key → value of every fact the paper reads and that is known."""
    return planned.used(progress.facts)


def facts_missing(progress: Progress, planned: PlannedStep) -> list[str]:
    """Return the keys of the facts without which the paper is not made."""
    known = facts_used(progress, planned)
    return [key for key, _ in planned.uses if key in planned.required and key not in known]


def fingerprint(facts: dict[str, Any]) -> str:
    """Return a hash of facts: the same facts give the same text of 64 hex digits."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)
