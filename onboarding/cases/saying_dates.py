"""Due dates, opening dates and reminders of definitions said in plain words."""

from datetime import date

from babel.dates import format_skeleton
from flask_babel import gettext as _

from onboarding.cases.saying import Sayer, span
from onboarding.engine.definition import Opening, Step, full
from onboarding.engine.due import END_OF_MONTH, NEXT_MONTH, OPENING, YEARLY, DueRule
from onboarding.web.filters import day
from onboarding.web.speaking import reader_language

_LEAP = 2028


def date_rule(sayer: Sayer, rule: DueRule) -> str:
    """Say a date rule: `120 days before “First day of the stay”`."""
    if rule.fixed and rule.amount == 0:
        return day(rule.fixed)
    if rule.unit in (NEXT_MONTH, YEARLY):
        return _by_day(sayer, rule)
    if rule.amount == 0:
        if rule.anchor == OPENING:
            return _("on the day the step opens")
        return _("on the day of %(anchor)s", anchor=_anchor(sayer, rule))
    period = _amount(sayer, rule)
    if rule.anchor == OPENING:
        return _("%(period)s after the step opens", period=period)
    if rule.sign < 0:
        return _("%(period)s before %(anchor)s", period=period, anchor=_anchor(sayer, rule))
    return _("%(period)s after %(anchor)s", period=period, anchor=_anchor(sayer, rule))


def _by_day(sayer: Sayer, rule: DueRule) -> str:
    """Say a rule that names a day of the next month, or of every year."""
    anchor, number = _anchor(sayer, rule), rule.amount_in({})
    if rule.unit == YEARLY:
        month, of_month = divmod(number, 100)
        when = format_skeleton("MMMMd", date(_LEAP, month, of_month), locale=reader_language())
        return _("by the next %(day)s after %(anchor)s", day=when, anchor=anchor)
    if number == END_OF_MONTH:
        return _("by the end of the month after %(anchor)s", anchor=anchor)
    return _("by day %(number)s of the month after %(anchor)s", number=number, anchor=anchor)


def _anchor(sayer: Sayer, rule: DueRule) -> str:
    if rule.fixed:
        return day(rule.fixed)
    done_on = f"{rule.anchor}.done_on"
    return sayer.name(done_on if done_on in sayer.names else rule.anchor)


def _amount(sayer: Sayer, rule: DueRule) -> str:
    """Say how far; of a parameter its number, with its name beside it."""
    if isinstance(rule.amount, int):
        return span(rule.amount, rule.unit)
    given = sayer.workflow.parameters.get(rule.amount) if sayer.workflow else None
    if type(given) is not int:
        return rule.amount
    value = span(given, rule.unit)
    return _("%(value)s (%(parameter)s)", value=value, parameter=rule.amount)


def reminders(sayer: Sayer, step: Step) -> list[str]:
    """Say who is reminded when, one sentence for each reminder."""
    return [_told(sayer, reminder.days, reminder.role) for reminder in step.remind]


def escalations(sayer: Sayer, step: Step) -> list[str]:
    """Say who is told when a step is late, one sentence for each."""
    return [_told(sayer, line.days, line.role) for line in step.escalate]


def opening(sayer: Sayer, opens: Opening, step: Step) -> str:
    """Say one thing that must hold for a step to open."""
    if opens.rule:
        return _("from: %(when)s", when=date_rule(sayer, opens.rule))
    if opens.once:
        return _("once %(condition)s", condition=sayer.condition(opens.once, step))
    done_on = f"{full(step.workflow, opens.after)}.done_on"
    if done_on in sayer.names:
        return _("after %(step)s", step=sayer.name(done_on))
    return _("once %(field)s is known", field=sayer.name(opens.after))


def _told(sayer: Sayer, days: int, to: str | None) -> str:
    when = _around_the_due_date(days)
    role = sayer.catalogue.roles.get(to) if to else None
    if role is None:
        return when
    return _("%(when)s, to: %(role)s", when=when, role=role.label.in_(reader_language()))


def _around_the_due_date(days: int) -> str:
    if days == 0:
        return _("on the due date")
    period = span(abs(days), "day")
    if days < 0:
        return _("%(period)s before the due date", period=period)
    return _("%(period)s after the due date", period=period)
