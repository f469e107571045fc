"""Why a step is closed, said in words: the day, the fact or the condition it opens on."""

from collections.abc import Iterator

from flask_babel import gettext as _

from onboarding.cases.checklist import Line
from onboarding.cases.library import library
from onboarding.cases.saying import Sayer
from onboarding.engine.blueprint import inside_of
from onboarding.engine.definition import Opening
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.web.filters import day


def opens_on(progress: Progress, line: Line) -> list[str]:
    """Return one sentence for each thing that must hold still before a step opens."""
    workflows = progress.plan.blueprint.workflows
    workflow = next(w for w in workflows if w.id == line.planned.step.workflow)
    names = progress.plan.blueprint.names
    sayer = Sayer(library(), workflow, names, inside_of(line.planned.step, names))
    return [said for one in line.held_by for said in _said(sayer, progress, line.planned, one)]


def _said(
    sayer: Sayer, progress: Progress, planned: PlannedStep, opening: Opening
) -> Iterator[str]:
    if opening.once:
        condition = sayer.condition(opening.once, planned.step)
        yield _("Opens as soon as this holds: %(condition)s.", condition=condition)
    elif opening.after:
        yield _("Opens as soon as %(fact)s is known.", fact=sayer.name(opening.after))
    else:
        yield from _on_a_day(sayer, progress, planned, opening)


def _on_a_day(
    sayer: Sayer, progress: Progress, planned: PlannedStep, opening: Opening
) -> Iterator[str]:
    """Say the day, or the date it is counted from while that is not known."""
    rules = [one for one in planned.step.opens if one.rule]
    dates = planned.opens.dates if planned.opens else ()
    date = dates[rules.index(opening)].day(progress.facts)
    if date is None and opening.rule:
        done_on = f"{opening.rule.anchor}.done_on"
        name = done_on if done_on in sayer.names else opening.rule.anchor
        yield _("Opens as soon as %(fact)s is known.", fact=sayer.name(name))
    elif date and date > progress.today:
        yield _("Opens on %(day)s.", day=day(date))
