"""Due dates, opening dates and reminders of definitions said in plain words."""

from flask_babel import gettext as _

from onboarding.cases.saying import Sayer, span
from onboarding.engine.definition import Step
from onboarding.engine.due import OPENING, DueRule, Reminder
from onboarding.web.speaking import reader_language


def date_rule(sayer: Sayer, rule: DueRule) -> str:
    """Say a date rule: `120 days before “First day of the stay”`."""
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


def _anchor(sayer: Sayer, rule: DueRule) -> str:
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
    return [_reminder(sayer, reminder) for reminder in step.remind]


def _reminder(sayer: Sayer, reminder: Reminder) -> str:
    when = _around_the_due_date(reminder.days)
    role = sayer.catalogue.roles.get(reminder.role) if reminder.role else None
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
