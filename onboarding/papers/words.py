"""Words for papers: how far one is, to whom it is handed in."""

from flask_babel import gettext as _

from onboarding.cases.library import library
from onboarding.engine.definition import DocumentType
from onboarding.web.speaking import reader_language


def paper_state(state: str) -> str:
    """Return the word for how far a paper is."""
    words = {
        "waiting": _("waits"),
        "lacking": _("facts missing"),
        "asked": _("being made"),
        "failed": _("failed"),
        "signing": _("to be signed"),
        "made": _("made"),
        "stale": _("out of date"),
    }
    return words[state]


def for_whom(kind: DocumentType) -> list[str]:
    """Return whom a paper is for: those it is handed in to outside, else those who read it."""
    outside = {"mission": _("embassy"), "bureau": _("immigration office")}
    roles = library().roles
    readers = (roles[role].label.in_(reader_language()) for role in kind.readers)
    return [outside[one] for one in kind.goes_to] or list(readers)
