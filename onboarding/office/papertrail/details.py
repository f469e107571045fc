"""Words for the details of the institution that papers tell."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.engine.definition import Text
from onboarding.office.lists.problems import in_both

_ADDRESS = _l("Address of the institution")
_WORDS: dict[str, Any] = {
    "name": _l("Name of the institution"),
    "corporation": _l("Name of the corporation"),
    "address": _ADDRESS,
    **dict.fromkeys(("postal", "prefecture", "city", "rest"), _ADDRESS),
    "phone": _l("Telephone of the institution"),
    "office": _l("Office people write to"),
    "email": _l("Mail address of the institution"),
    "url": _l("Website of the institution"),
    "president": _l("Who signs for the institution"),
    "president_title": _l("Title of who signs"),
    "letter_mark": _l("Mark before the numbers of letters"),
    "seal": _l("Words in the box for the seal"),
    "bureau": _l("Immigration office that decides"),
    "outline": _l("Outline of the institution"),
    "agent": _l("Who files the application"),
    "agent_mobile": _l("Mobile number of who files"),
    "forwarder": _l("Forwarding agent"),
    "personnel": _l("Office for employees"),
    "employment": _l("What is the same in every contract"),
    "corporate_no": _l("Corporate number"),
    "insurance_no": _l("Number for employment insurance"),
    "staff": _l("Number of employees"),
    "foreign_staff": _l("Number of foreign employees"),
    "capital": _l("Capital"),
    "annual_sales": _l("Annual sales"),
    "business_type": _l("Type of business"),
}


def detail_word(name: str) -> str:
    """Return the word for a detail, by the first part of its dotted name."""
    first = name.partition(".")[0]
    return str(_WORDS.get(first) or _("Detail of the institution: %(name)s", name=first))


def detail_text(name: str) -> Text:
    """Return that word in both languages."""
    return in_both(lambda _language: detail_word(name))


def detail_value(value: Any) -> str:
    """Return a detail as a line; a list of several lines has too many words for one."""
    if isinstance(value, list | tuple):
        return _("(several lines)")
    return str(value) if value not in (None, "") else "–"
