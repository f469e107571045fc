"""Why a finished step has to be done again: the facts it hangs on that have changed since."""

import json
from collections.abc import Iterable

from onboarding.cases.models import Case
from onboarding.cases.queries import history
from onboarding.engine.definition import Text
from onboarding.engine.events import FINISHED
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress


def behind(progress: Progress, planned: PlannedStep, changed: Iterable[str]) -> list[Text]:
    """Return the labels of those facts among some that changed on which a step hangs, each once."""
    plan, bit = progress.plan, 1 << planned.number
    fields = plan.blueprint.fields
    found = {}
    for key in changed:
        used = plan.watched.get(key, 0) | plan.papers.get(key, 0)
        field = fields.get(key.partition("@")[0])
        if used & bit and field:
            found[field.id] = field.label
    return list(found.values())


def changed_since(case: Case, progress: Progress, planned: PlannedStep) -> list[Text]:
    """Return the labels of what changed since a step was finished that is open again for it."""
    if not progress.stale >> planned.number & 1:
        return []
    changed: set[str] = set()
    for event in history(case):
        data = json.loads(event.data)
        if event.kind == FINISHED and data["step"] == planned.key:
            changed = set()
        else:
            changed |= (data.get("facts") or {}).keys()
    return behind(progress, planned, sorted(changed))
