"""What is doubtful about a passport's lines, in words."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from onboarding.engine.partdays import PartDay
from onboarding.visa.passport.mrz import Doubt
from onboarding.web.filters import day
from onboarding.web.speaking import reader_language

_FIELDS: dict[str, Any] = {
    "number": _l("the passport number"),
    "birth": _l("the date of birth"),
    "expiry": _l("the date of expiry"),
    "optional": _l("the optional data"),
    "composite": _l("the second line as a whole"),
    "sex": _l("the sex"),
    "line1": _l("the first line"),
    "line2": _l("the second line"),
}
_DOUBTS: dict[str, Any] = {
    "two_lines": _l("There should be two lines, one below the other; there are %(first)s."),
    "length": _l("In %(field)s there are %(first)s signs; there should be %(second)s."),
    "strange_signs": _l("In %(field)s stand signs that cannot be there: %(all)s."),
    "wrong_order": _l("The two lines stand in the wrong order."),
    "no_passport": _l(
        "The first line of a passport begins with P; this one begins with %(first)s."
    ),
    "check_digit": _l(
        "The check digit does not fit %(field)s: it is %(first)s and should be %(second)s. "
        "Compare the line with your passport, sign by sign."
    ),
    "no_such_day": _l("There is no such day in %(field)s: %(first)s."),
    "unknown_sex": _l("The sign for the sex should be M, F or <; it is %(first)s."),
}
_PERHAPS = _l("Perhaps it should be %(perhaps)s.")


def doubt_word(doubt: Doubt) -> str:
    """Return a doubt as a sentence, with a proposal where there is one."""
    first, second = (*doubt.about, "", "")[:2]
    values = {
        "field": str(_FIELDS.get(doubt.field, doubt.field)),
        "first": first,
        "second": second,
        "all": " ".join(doubt.about),
    }
    sentence = str(_DOUBTS[doubt.reason]) % values
    perhaps = doubt.perhaps.rstrip("<")
    return f"{sentence} {str(_PERHAPS) % {'perhaps': perhaps}}" if perhaps else sentence


def birth_word(birth: date | PartDay) -> str:
    """Return a birth in the reader's language, saying what of it is unknown."""
    return birth.text.in_(reader_language()) if isinstance(birth, PartDay) else day(birth)
