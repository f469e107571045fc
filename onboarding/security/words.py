"""What the pages of export control say, in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.engine.wording import Source, Text
from onboarding.security.judging import Judged
from onboarding.security.models import LookAgain, ScreeningHit
from onboarding.security.rules import EVENT_KIND, every_rules
from onboarding.web.filters import day
from onboarding.web.speaking import reader_language

_DAYS = re.compile(r"\d{4}-\d\d-\d\d( → \d{4}-\d\d-\d\d)?")
WHAT: Mapping[str, Any] = {
    "resident": _l("Resident or not"),
    "type1": _l("Type 1: contract"),
    "type2": _l("Type 2: money"),
    "type3": _l("Type 3: instructions"),
}
_ANSWERS: Mapping[str, Any] = {
    "japanese": _l("A Japanese national; the specified types count all the same."),
    "works_here": _l("Resident once employed here, from %(day)s on."),
    "from_day": _l("Not resident before %(day)s: %(number)s months in Japan by then."),
    "open": _l("Cannot be judged yet: an answer is missing."),
    "applies": _l("Applies."),
    "applies_not": _l("Does not apply."),
}
_MONEY: Mapping[str, Any] = {
    "applies": _l("Applies: %(number)s %% of the yearly income."),
    "applies_not": _l("Does not apply: %(number)s %% of the yearly income."),
}
REASONS: Mapping[str, Any] = {
    "same": _l("the same name"),
    "alias": _l("one of its other names"),
    "inside": _l("its whole name is part of this one"),
    "alike": _l("a similar name"),
}
DECISIONS: Mapping[str, Any] = {
    "": _l("to be decided"),
    "same": _l("the same body"),
    "other": _l("another body"),
}
CAUSES: Mapping[str, Any] = {
    "list": _l("New hit on a list: %(detail)s"),
    "facts": _l("Changed since the verdict: %(detail)s"),
}
CAUSES_PLAIN: Mapping[str, Any] = {
    "list": _l("New hit on a list"),
    "facts": _l("Changed since the verdict"),
}
SETTLED: Mapping[str, Any] = {
    "": _l("still to be looked at"),
    "redone": _l("given or declared anew"),
    "stands": _l("the verdict stands"),
}
SCREENED: Mapping[str, Any] = {
    "list": _l("new list"),
    "facts": _l("names known or changed"),
    "asked": _l("asked for"),
}
REFUSED: Mapping[str, Any] = {
    "not_readable": _l("This file cannot be read. Choose a CSV or an Excel file (.xlsx)."),
    "no_name_column": _l(
        "No column of names was found. One heading should be called “Name”, “Company or "
        "Organization”, 企業名, 組織名 or 名称."
    ),
    "no_entries": _l("There are headings, and nobody below them."),
}


def judged_word(one: Judged) -> str:
    """Return what the rules say of one thing."""
    with_number = one.number is not None and one.what == "type2"
    words = _MONEY.get(one.answer) if with_number else None
    told = str(words or _ANSWERS[one.answer])
    given = {"day": day(one.day) if one.day else "…", "number": one.number}
    return told % given if "%(" in told else told


def cause_title(cause: str) -> Text:
    """Return what a trigger is called, by the newest rules that have it."""
    named = [rules.again[cause].title for rules in every_rules() if cause in rules.again]
    return named[-1] if named else Text(cause, cause)


def cause_source(cause: str) -> Source | None:
    """Return where it was read that a trigger calls for looking again; None of a list or facts."""
    named = [rules.again[cause].source for rules in every_rules() if cause in rules.again]
    return named[-1] if named else None


def cause_word(row: LookAgain) -> str:
    """Return why a case has to be looked at again."""
    if row.cause in CAUSES:
        detail = row.detail if row.cause == "list" else " / ".join(map(_plain, _parts(row)))
        return str(CAUSES[row.cause]) % {"detail": detail}
    told = " / ".join(map(_plain, _parts(row)))
    title = cause_title(row.cause).in_(reader_language())
    return _("%(what)s: %(detail)s", what=title, detail=told) if told else title


def _parts(row: LookAgain) -> list[str]:
    return [part for part in row.detail.split(", ") if part]


def _plain(part: str) -> str:
    """Return one thing a row names: days, a field, or what was told of the stay."""
    if _DAYS.fullmatch(part):
        return " → ".join(str(day(date.fromisoformat(one))) for one in part.split(" → "))
    fields, language = library().fields, reader_language()
    if part in fields:
        return fields[part].label.in_(language)
    options = fields[EVENT_KIND].options if EVENT_KIND in fields else ()
    return next((one.label.in_(language) for one in options if one.id == part), part)


def hit_word(hit: ScreeningHit) -> str:
    """Return how a hit was found, with its score."""
    return _("%(score)s %% – %(reason)s", score=hit.score, reason=REASONS[hit.reason])
