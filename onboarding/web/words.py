"""Short words pages share: states, days left, what a button says."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from onboarding.engine.definition import Step

_SIGNS = {"done": "✓", "open": "●", "late": "!", "waiting": "…", "stopped": "×", "skipped": "–"}


def state_word(state: str) -> str:
    """Return the word for a step's state."""
    words = {
        "open": _("open"),
        "waiting": _("not open yet"),
        "done": _("done"),
        "late": _("late"),
        "skipped": _("not needed"),
        "stopped": _("called off"),
    }
    return words[str(state)]


def state_sign(state: str) -> str:
    """Return the sign beside the word, so that colour is never alone."""
    return _SIGNS[str(state)]


def case_word(status: str) -> str:
    """Return the word for a case's status."""
    words = {"open": _("running"), "closed": _("closed"), "stopped": _("called off")}
    return words[status]


def labelled(question: Any, error: Any) -> str:
    """Say what is wrong together with the question it is about, for a list of errors."""
    return _("%(question)s: %(error)s", question=question, error=error)


def act_word(act: str) -> str:
    """Return the word for an act on many steps."""
    words = {
        "remind": _("Remind"),
        "papers": _("Make documents"),
        "assign": _("Assign"),
        "anew": _("Make papers anew"),
    }
    return words[act]


def days_left(days: int | None) -> str:
    """Say how many days are left, or how late it is."""
    if days is None:
        return ""
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -days)
    return ngettext("%(num)s day left", "%(num)s days left", days)


def finish_word(step: Step) -> str:
    """Return what the button that finishes a step says."""
    if step.kind == "outcome":
        return _("Record this result")
    if step.outcomes:
        return _("Record this answer")
    if step.kind == "document":
        return _("Signed and sent")
    return _("Hand in") if step.asks else _("Done")


def paper_word(document: Any) -> str:
    """Return the word for a paper's state."""
    if document.stale:
        return _("out of date")
    words = {
        "asked": _("being made"),
        "making": _("being made"),
        "made": _("made"),
        "lacking": _("facts missing"),
        "failed": _("failed"),
    }
    return words[document.state]
