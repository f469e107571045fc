"""Faults of definition files as sentences, for whoever writes them."""

from collections.abc import Mapping
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from onboarding.cases.proofs import PROVEN, TOGETHER
from onboarding.engine.errors import Fault

_SENTENCES: dict[str, Any] = {
    "asked_already": _l("The step asks for “%(first)s” already."),
    "brace_alone": _l(
        "This “%(first)s” stands alone; write values as {stay.starts_on}, and braces twice."
    ),
    "cannot_be_written": _l("“%(first)s” is nothing that can be written in a text."),
    "cannot_calculate": _l("“%(first)s” cannot be calculated."),
    "computed_field_asked": _l("“%(first)s” is calculated, so nobody can be asked for it."),
    "days_twice": _l("Write either “days” or “working_days”, not both."),
    "different_types": _l("“%(first)s” is of another type than what it is compared with."),
    "empty_file": _l("The file is empty or missing."),
    "file_named_otherwise": _l(
        "The file should be named after the workflow “%(first)s” and its version, "
        "and not “%(second)s”."
    ),
    "formula_of_other_type": _l(
        "The formula of “%(first)s” gives something else than its type, “%(second)s”."
    ),
    "formulas_in_a_circle": _l("These fields are calculated from each other: %(circle)s."),
    "id_twice": _l("The id “%(first)s” is used already."),
    "key_beside_clock": _l("The deadline of law says when; “%(first)s” cannot stand beside it."),
    "key_not_for_kind": _l("A step of the kind “%(second)s” cannot have the key “%(first)s”."),
    "key_twice": _l("The key “%(first)s” stands here a second time."),
    "language_missing": _l("The text in the language “%(first)s” is missing."),
    "leads_elsewhere": _l(
        "“%(first)s” is a step of another workflow; “on to” leads to a step of the same one."
    ),
    "lists_in_a_circle": _l("The items of the list “%(first)s” have this very list inside."),
    "missing_key": _l("The key “%(first)s” is missing."),
    "more_than_seats": _l("A stage with %(second)s seats cannot need %(first)s of them."),
    "never_open": _l("With the season “%(first)s” there is no open day in a whole year."),
    "not_a_condition": _l("“%(first)s” cannot be read as a condition."),
    "not_a_date": _l("“%(first)s” is not a date."),
    "not_a_day_of_the_year": _l(
        "“%(first)s” is not a day; write for example 03-01, which is every year, or 2027-03-01."
    ),
    "not_a_due_date": _l(
        "“%(first)s” cannot be read as a date; write for example “30 days before stay.starts_on”."
    ),
    "not_a_list": _l("“%(first)s” is not a list."),
    "not_a_mapping": _l("There should be keys with values here."),
    "not_a_meeting": _l(
        "“%(first)s” is not a day of the month; write for example “third wednesday”."
    ),
    "not_a_number": _l("“%(first)s” should be a whole number."),
    "not_a_reminder": _l(
        "“%(first)s” cannot be read as a reminder; write for example “3 days before” or "
        "“2 days after -> office”."
    ),
    "not_a_text": _l("There should be a text here."),
    "not_an_escalation": _l(
        "“%(first)s” cannot be read as an escalation; write for example “5 days after -> head”."
    ),
    "not_an_id": _l(
        "“%(first)s” cannot be a name here; write small letters, digits and underscores, "
        "beginning with a letter, and no word that conditions use, such as “in” or “not”."
    ),
    "not_an_opening": _l(
        "“%(first)s” does not say when the step opens; write for example "
        "“7 days before stay.starts_on”, “after visa.passport” or “once stay.days > 90”."
    ),
    "not_asked": _l("The step does not ask for “%(first)s”."),
    "not_between": _l(
        "The usual time is %(first)s days; the shortest may not be longer, nor the longest shorter."
    ),
    "not_in_language": _l("Conditions cannot say “%(first)s”."),
    "not_one_of": _l("“%(first)s” should be one of these: %(rest)s."),
    "not_yaml": _l("This cannot be read as YAML: %(first)s"),
    "not_yes_or_no": _l("“%(first)s” should be something that is either true or false."),
    "only_of_items": _l(
        "“%(first)s” belongs to each item of “%(second)s”: use it in a step with “each”, or inside "
        "count() or total()."
    ),
    "only_parameters": _l(
        "A title is the same for every case: it can hold parameters, and not “%(first)s”."
    ),
    "pace_above_usual": _l("“%(first)s” should be 100 or less."),
    "season_ends_before_it_begins": _l(
        "The season ends before it begins, or only one of its two days names a year: “%(first)s”."
    ),
    "redo_without_back": _l("“redo” can only stand beside “then: back to …”."),
    "seat_left_out": _l(
        "A seat cannot be left out alone; leave out the approval “%(first)s” as a whole."
    ),
    "seats_of_one_role": _l("Only a stage of one role can have several seats."),
    "step_named_like_field": _l("The field “%(first)s” has the same name as this step."),
    "steps_wait_for_each_other": _l("These steps wait for each other: %(circle)s."),
    "too_many_days": _l("%(first)s days are more than ten years."),
    "unknown_clock": _l("The tables of law have no deadline “%(first)s” that a step can name."),
    "unknown_document": _l("There is no document “%(first)s”."),
    "unknown_field": _l("There is no field “%(first)s”."),
    "unknown_key": _l("The key “%(first)s” cannot stand here."),
    "unknown_list": _l("There is no field “%(first)s” of the type “list”."),
    "unknown_name": _l("Nothing has the name “%(first)s”."),
    "unknown_office": _l("There is neither a role nor an office “%(first)s”."),
    "unknown_option": _l("“%(first)s” is not among the choices (%(rest)s)."),
    "unknown_programme": _l("There is no umbrella programme “%(first)s”."),
    "unknown_role": _l("There is no role “%(first)s”."),
    "unknown_step": _l("There is no step “%(first)s”."),
    "unknown_workflow": _l("There is no workflow “%(first)s”."),
    "yes_sends_back": _l(
        "The first outcome of an approval is its yes; “%(first)s” cannot send back."
    ),
}
_WITH_MORE: Mapping[str, Any] = {
    "different_types": _l(
        "“%(first)s” and “%(second)s” are of different types and cannot be compared."
    ),
    "unknown_key": _l("The key “%(first)s” cannot stand here; %(rest)s could."),
}


_OF_FEATURES: dict[str, Any] = {}


def say_fault(reason: str, words: Any) -> None:
    """Let a feature say what is wrong with a rule table of its own."""
    _OF_FEATURES[reason] = words


def known_reasons() -> frozenset[str]:
    """Return every reason there is a sentence for."""
    return frozenset(_SENTENCES)


def sentence(fault: Fault) -> str:
    """Return what is wrong, in the reader's language; the bare reason where none is written."""
    many = _WITH_MORE if len(fault.about) > 1 else {}
    more = TOGETHER if len(fault.about) > 2 else {}
    every = {**_SENTENCES, **PROVEN, **_OF_FEATURES}
    words = more.get(fault.reason) or many.get(fault.reason) or every.get(fault.reason)
    return str(words) % _values(fault.about) if words else fault.reason


def _values(about: tuple[str, ...]) -> dict[str, str]:
    first, second, third, fourth = (*about, "", "", "", "")[:4]
    locale = get_locale()
    rest = format_list(about[1:], style="or", locale=locale) if about[1:] else ""
    every = "; ".join(about[1:])
    named = {"first": first, "second": second, "third": third, "fourth": fourth}
    return {**named, "rest": rest, "every": every, "circle": " → ".join(about)}
