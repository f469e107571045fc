"""The texts of a step as somebody reads them: values in place, in their language and date form."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from onboarding.cases.policies import Part, may_read
from onboarding.engine.asking import fact_key
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.definition import Text
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.engine.tree import Name
from onboarding.engine.writing import Value, written
from onboarding.web.filters import day, number, shown
from onboarding.web.speaking import reader_language

UNSAID = "…"


def said(progress: Progress, part: Part, planned: PlannedStep, text: Text) -> str:
    """Return a text of a step; what is not known, or not theirs to read, is `…`.

    A sensitive fact is never said in passing: whoever looks at one is recorded.
    """
    parts = written(progress, planned, text, reader_language())
    return "".join(
        one if isinstance(one, str) else _said(progress.plan.blueprint, part, planned, one)
        for one in parts
    )


def _said(blueprint: Blueprint, part: Part, planned: PlannedStep, value: Value) -> str:
    if value.value is None or not all(_may(blueprint, part, planned, n) for n in value.names):
        return UNSAID
    return _in_words(blueprint, value)


def _may(blueprint: Blueprint, part: Part, planned: PlannedStep, name: str) -> bool:
    field = blueprint.fields.get(name)
    if field is None:
        return True
    item = fact_key(blueprint, name, planned.item).partition("@")[2]
    return field.privacy != "sensitive" and may_read(part, field, item)


def _in_words(blueprint: Blueprint, value: Value) -> str:
    name = value.node.id if isinstance(value.node, Name) else ""
    if field := blueprint.fields.get(name):
        return str(shown(value.value, field))
    step = blueprint.by_key.get(name)
    outcome = step.outcome(str(value.value)) if step else None
    return outcome.label.in_(reader_language()) if outcome else _plain(value.value)


def _plain(value: Any) -> str:
    """Return a calculated value as the reader writes it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int | float) else str(value)
