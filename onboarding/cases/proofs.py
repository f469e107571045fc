"""What was proven of definition files as sentences, with answers that show it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.errors import Fault
from onboarding.web.filters import day, number, shown

PROVEN: Mapping[str, Any] = {
    "asked_for_each": _l(
        "“%(first)s” has one answer for the whole case, but “%(second)s” asks it once for each "
        "item of “%(third)s”."
    ),
    "asked_twice": _l(
        "“%(second)s” asks for “%(first)s” once more: the same person was asked in “%(third)s” "
        "already."
    ),
    "condition_not_known": _l(
        "Whether “%(second)s” applies hangs on “%(first)s”, which is not certainly known by then. "
        "Let the step need the one that asks for it."
    ),
    "due_before_it_opens": _l("“%(first)s” is due “%(second)s”, which is before it can open."),
    "due_before_needed": _l(
        "“%(first)s” is due before “%(second)s”, which has to be finished first."
    ),
    "due_not_known": _l(
        "The due date of “%(second)s” hangs on “%(first)s”, which is not certainly known by then."
    ),
    "escalation_to_nobody": _l("Nobody can have the role “%(first)s”, so nobody is told."),
    "escalation_to_who_acts": _l(
        "“%(first)s” acts in this step, so telling “%(first)s” of the delay changes nothing. "
        "Name another role, or none for a reminder."
    ),
    "field_never_used": _l("The field “%(first)s” is never used."),
    "no_case_reaches": _l("No case ever reaches “%(first)s”: “%(second)s” never holds by then."),
    "no_solver": _l(
        "Whether every case can be finished was not proven: the Python package z3-solver is "
        "missing."
    ),
    "nobody_has_role": _l(
        "Nobody can have the role “%(first)s”, so “%(second)s” cannot be done by anybody."
    ),
    "not_decided": _l(
        "Not every case could be proven: “%(second)s” in “%(first)s” is too hard to decide."
    ),
    "nothing_leads_to": _l(
        "No case ever reaches “%(first)s”: something that has to come first never does."
    ),
    "opening_not_known": _l(
        "The day “%(second)s” opens on hangs on “%(first)s”, which is not certainly known by then."
    ),
    "paper_never_sent": _l(
        "The document “%(first)s” is made in “%(second)s” and sent to nobody: it has no readers."
    ),
    "paper_not_known": _l(
        "The document “%(third)s” is made from “%(first)s”, which is not certainly known when "
        "“%(second)s” opens."
    ),
    "parameter_never_used": _l("The parameter “%(first)s” is never used."),
    "may_decide_own_case": _l(
        "“%(first)s” decides whether something may be promised. Whoever is %(second)s of a case "
        "must not decide it: name that role in “not_by”."
    ),
    "paper_decided_otherwise": _l(
        "The table of promises says otherwise of the document “%(first)s” than the document itself."
    ),
    "paper_undecided": _l(
        "Neither the document “%(first)s” nor the table of promises says whether it is a promise: "
        "write promises: true or false into its document.yaml."
    ),
    "wrong_decider": _l(
        "“%(first)s” decides whether something may be promised, and %(second)s is none of those "
        "who may decide that."
    ),
    "promised_once_taken_back": _l(
        "“%(first)s” promises something, and can still be done after what decides about it was "
        "taken back: sent back, or done again because a fact changed. Let it need the deciding "
        "step itself, not only by way of others."
    ),
    "promised_too_early": _l(
        "“%(first)s” promises something, but answers exist with which it can be done before it "
        "may be. Let it need the step that decides."
    ),
    "reminder_after_escalation": _l(
        "This reminder comes after others have been told of the delay already. Put it before."
    ),
    "reminder_never_sent": _l("Without a due date, nobody is reminded of “%(first)s”."),
    "role_never_used": _l("The role “%(first)s” is never used, so its name is never shown."),
    "rule_never_broken": _l(
        "The rule “%(second)s” of “%(first)s” holds for every answer, so its sentence is never "
        "shown."
    ),
    "stuck_closed": _l(
        "A case can get stuck: nothing is open, and what “%(first)s” opens on never comes."
    ),
    "stuck_going_back": _l("“%(first)s” never ends: each of its outcomes sends back."),
    "stuck_list": _l(
        "A case can get stuck: nothing is open, and “%(first)s” waits for the list “%(second)s”, "
        "for which nobody is asked."
    ),
    "stuck_paper": _l(
        "A case can get stuck: nothing is open, and the document of “%(first)s” lacks "
        "“%(second)s”, for which nobody is asked."
    ),
    "stuck_undecided": _l(
        "A case can get stuck: nothing is open, and whether “%(first)s” applies hangs on "
        "“%(second)s”, for which nobody is asked."
    ),
    "workflow_never_used": _l(
        "No programme uses the workflow “%(first)s”, so nothing was proven of it."
    ),
}
# The same where more than one condition is named.
TOGETHER: Mapping[str, Any] = {
    "no_case_reaches": _l(
        "No case ever reaches “%(first)s”, because these never hold together by then: %(every)s"
    )
}


def remarks(fault: Fault, catalogue: Catalogue | None) -> Iterator[str]:
    """Return what stands below a fault: what it breaks, answers that show it, its programmes."""
    if fault.code == "E114" and catalogue is not None:
        yield from _broken_rule(fault, catalogue)
    if fault.answers is not None and catalogue is not None:
        yield _example(fault, catalogue)
    if fault.programmes and catalogue is not None:
        titles = [catalogue.programmes[one].label.in_(_language()) for one in fault.programmes]
        names = format_list(titles, locale=get_locale())
        yield _("In these programmes: %(names)s", names=names)


def _broken_rule(fault: Fault, catalogue: Catalogue) -> Iterator[str]:
    for rule in catalogue.promising.rules:
        if rule.that.text == fault.about[1]:
            yield _("What must hold first: %(rule)s", rule=rule.say.in_(_language()))


def _example(fault: Fault, catalogue: Catalogue) -> str:
    answers = fault.answers or ()
    told = "; ".join(f"{label} = {value}" for label, value in _told(answers, catalogue))
    if fault.code == "E106" and told:
        return _("Nearest to it: %(answers)s", answers=told)
    if fault.code == "E110" and told:
        return _("For example, the dates due: %(answers)s", answers=told)
    return _("For example: %(answers)s", answers=told) if told else _("Whatever is answered.")


def _told(answers: tuple[tuple[str, Any], ...], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    steps = {step.key: step for workflow in catalogue.current() for step in workflow.steps}
    for key, value in answers:
        name, _at, item = key.partition("@")
        again = f" ({item.lstrip('i')})" if item else ""
        if name in catalogue.fields:
            field = catalogue.fields[name]
            said = str(value) if field.type == "list" and value else shown(value, field)
            yield f"{field.label.in_(_language())}{again}", said
        elif name in steps:
            step = steps[name]
            outcome = step.outcome(value) if isinstance(value, str) else None
            said = outcome.label.in_(_language()) if outcome else _plain(value)
            yield f"{step.title.in_(_language())}{again}", said


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return str(day(value))
    return number(value) if isinstance(value, int) else str(value)


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "en"
