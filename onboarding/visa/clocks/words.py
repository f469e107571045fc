"""What runs out, and what to do about it, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.visa.clocks.expiries import RunsOut
from onboarding.web.speaking import reader_language

_KINDS: Mapping[str, Any] = {
    "passport": _l("Passport"),
    "coe": _l("Certificate of eligibility"),
    "visa": _l("Visa"),
    "stay": _l("Period of stay"),
    "end": _l("End of the stay here"),
    "treaty": _l("Residents' tax under a treaty"),
    "photo": _l("Photo for the application"),
    "agent": _l("Certificate of a forwarding agent"),
    "online": _l("Registration of an agent for online filing"),
}
_TO_DO: Mapping[str, Any] = {
    "passport": _l("Renew the passport; tell the office the new number and date."),
    "coe": _l("Apply for the visa and land in Japan before this day; it cannot be extended."),
    "visa": _l("Land in Japan before this day."),
    "stay": _l("Extend the stay (possible from three months before), or leave by this day."),
    "end": _l("Say whether you leave Japan or stay; the notices follow from it."),
    "treaty": _l("Where a treaty applies, tell city hall by this day, every year."),
    "photo": _l(
        "File before this day, or ask for a new photo. It counts six months from the day it was "
        "uploaded; a photo taken earlier ends earlier."
    ),
    "paper": _l("Hand it in (immigration office, embassy) before this day, or make it anew."),
    "agent": _l("Renew it within the two months before, or return it."),
    "online": _l("Renew the registration before this day."),
}
# Who has to act: the person, or the offices.
OF_OFFICE = frozenset({"paper", "photo", "agent", "online"})
# What stands on the checklist in its year: reminded there, and in the calendar with its step.
ON_CHECKLIST = frozenset({"treaty"})


def kinds() -> list[tuple[str, Any]]:
    """Return (kind, label) of what is watched."""
    return [*_KINDS.items(), ("paper", _l("Letters and certificates made here"))]


def kind_word(out: RunsOut) -> str:
    """Return what runs out; of a paper its title."""
    paper = library().documents.get(out.name)
    return paper.title.in_(reader_language()) if paper else str(_KINDS.get(out.kind, ""))


def to_do(out: RunsOut) -> str:
    """Return what is to be done about it."""
    return str(_TO_DO[out.kind])


def month_word(month: date) -> str:
    """Write a month with its year."""
    return str(format_skeleton("yMMMM", month, locale=reader_language()))
