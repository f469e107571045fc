"""What pre-flight finds, in words."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.visa.forms.preflight import Finding
from onboarding.web.countries import country_name
from onboarding.web.filters import day, shown
from onboarding.web.speaking import reader_language

_SENTENCES: dict[str, Any] = {
    "missing": _l("An answer is missing."),
    "too_long": _l("%(first)s characters; the form takes %(second)s."),
    "cut_on_paper": _l(
        "The box on the paper form shows about %(second)s whole-width characters, this has "
        "%(first)s: the rest would be cut. Make the letters of that box smaller in the filled "
        "workbook before you print it, or shorten the answer."
    ),
    "letters_unknown": _l(
        "“%(first)s” cannot be written in passport letters. Take the spelling of the lines "
        "at the foot of the passport, and have the person agree."
    ),
    "letters_without_consent": _l(
        "“%(first)s” is none of the 26 letters. In passport letters it would be %(second)s; "
        "nobody has agreed to that yet."
    ),
    "name_not_confirmed": _l("Nobody has compared the name with the page of the passport yet."),
    "name_otherwise": _l(
        "The person says that the passport has another name on its page: %(first)s. Correct the "
        "name; the person is asked again."
    ),
    "birth_otherwise": _l(
        "The lines at the foot of the passport give %(first)s (year, month, day; 0 for what is "
        "unknown), the application %(second)s."
    ),
    "birth_partly_unknown": _l(
        "Not wholly known: the agency's file gets %(first)s. On paper and in the workbook the "
        "unknown boxes stay empty; no source says what belongs there, so ask the bureau."
    ),
    "status_from_other_facts": _l(
        "The status was chosen from other facts; by those of today the rules say something else. "
        "Look at the choice again."
    ),
    "kanji_uncommon": _l("Many systems lack “%(first)s”; it would become “%(second)s”."),
    "not_in_online_list": _l("The agency's online list has no entry for %(first)s; file on paper."),
    "not_in_list": _l("“%(first)s” is not in the agency's list."),
    "passport_before_entry": _l(
        "The passport expires on %(first)s, before the entry on %(second)s."
    ),
    "passport_before_end": _l(
        "The passport expires on %(first)s, before the stay ends on %(second)s."
    ),
    "entry_past": _l("The day of entry, %(first)s, is not ahead of us any more."),
    "entry_soon": _l("Only %(first)s days are left to the day of entry."),
    "days_reversed": _l("The latest stay ends on %(second)s, before it begins on %(first)s."),
    "more_refused": _l("%(first)s refused, but only %(second)s filed."),
    "no_telephone": _l("One telephone number is needed at least."),
    "too_many_rows": _l("%(first)s rows; the agency's file takes %(second)s."),
    "separate_sheet": _l("%(first)s rows; the paper has %(second)s: attach a sheet for the rest."),
    "not_for_professor": _l("Number %(first)s does not fit the status Professor."),
    "pay_with_cultural": _l("Cultural Activities allow no pay, but pay was agreed on."),
    "only_if": _l("To be filled in only where “%(first)s” was chosen."),
    "shape": _l("Only %(first)s may stand here; “%(second)s” is something else."),
    "not_capitals": _l("Capitals only."),
    "not_full_width": _l("Full width only; “%(first)s” is half width."),
    "not_exactly": _l("%(first)s characters; it should be %(second)s."),
    "agent_may_not": _l("%(first)s may not file this. Choose somebody else."),
    "no_such_day": _l("“%(first)s” is no day."),
}

_SHAPES: dict[str, Any] = {
    "半角数字": _l("half-width digits"),
    "半角英字": _l("half-width letters"),
    "半角英数字": _l("half-width letters and digits"),
    "半角英数字記号": _l("half-width letters, digits and signs"),
}


def finding_word(finding: Finding) -> str:
    """Return what is wrong, in the reader's language."""
    first, second = (*(_written(finding, one) for one in finding.about), "", "")[:2]
    return str(_SENTENCES[finding.reason]) % {"first": first, "second": second}


def _written(finding: Finding, one: str | date) -> str:
    """Return what a finding is about as its reader writes it: days, countries, kinds of signs."""
    if isinstance(one, date):
        return day(one)
    if finding.reason == "not_in_online_list":
        return country_name(one, reader_language())
    if finding.reason == "not_in_list":
        return _chosen(finding, one)
    return str(_SHAPES.get(one, one)) if finding.reason == "shape" else one


def _chosen(finding: Finding, id: str) -> str:
    """Return a choice as the dictionary words it; a country by its name."""
    field = library().fields.get(finding.answer.key.partition("@")[0])
    return shown(id, field) if field and field.type in ("choice", "country") else id


def files_word() -> str:
    """Return what stands for all files of an application together."""
    return _("Files that go along")
