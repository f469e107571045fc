"""Words of the trail of papers."""

from flask_babel import force_locale
from flask_babel import gettext as _

from onboarding.engine.definition import Text
from onboarding.office.papertrail.matrix import FORMS
from onboarding.visa.exported.models import BULK, WORKBOOK


def form_word(kind: str) -> str:
    """Return the name of an official form."""
    words = {
        WORKBOOK: _("COE application: the agency's workbook"),
        BULK: _("COE application: file for bulk filing"),
    }
    return words[kind]


def form_titles() -> dict[str, Text]:
    """Return the names of the official forms in both languages."""
    found = {}
    for kind in FORMS:
        with force_locale("en"):
            english = form_word(kind)
        with force_locale("ja"):
            found[kind] = Text(english, form_word(kind))
    return found


def becomes_word(state: str) -> str:
    """Return the word for what becomes of an outdated paper."""
    words = {
        "replaced": _("replaced"),
        "making": _("being made anew"),
        "lacking": _("facts missing"),
        "failed": _("failed"),
        "waits": _("waits for other steps"),
        "unneeded": _("not needed any more"),
        "again": _("out of date"),
    }
    return words[state]


def becomes_status(state: str) -> str:
    """Return the look of that word."""
    looks = {"replaced": "done", "making": "open", "waits": "waiting", "unneeded": "skipped"}
    return looks.get(state, "late")
