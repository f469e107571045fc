"""Whether the facts of a row make sense together: the rules of the dictionary and the programme."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.engine.asking import broken_programme_rules, broken_rules
from onboarding.engine.progress import Progress
from onboarding.office.lists.checked import Checked
from onboarding.office.lists.directory import Directory
from onboarding.office.lists.spelling import is_japanese

ColumnOf = Callable[[str], str]
_LATIN = _l("The name is not in Latin letters; papers need it as the passport writes it.")
_BEGUN = _l("This stay has begun already.")
_SAME_ADDRESS = _l("Host and researcher have the same address.")


def make_sense(row: Checked, directory: Directory, column_of: ColumnOf, today: date) -> None:
    """Note what is wrong with the facts of a row taken together."""
    staff = directory.staff(row.email)
    if staff is not None:
        name = staff.name_ja or staff.name
        sentence = _l("This is the address of %(name)s, a member of staff.", name=name)
        row.refuse(column_of("researcher.email"), sentence)
    elif row.host is not None and row.email and row.host.email == row.email:
        row.refuse(column_of("researcher.email"), _SAME_ADDRESS)
    if is_japanese(row.name):
        row.hint(column_of("researcher.family_name"), _LATIN)
    if row.starts_on and row.starts_on < today:
        row.hint(column_of("stay.starts_on"), _BEGUN)
    if row.programme:
        _check_rules(row, column_of, today)


def _check_rules(row: Checked, column_of: ColumnOf, today: date) -> None:
    progress = as_if(row.programme, row.facts, today)
    for broken in broken_rules(progress, row.facts):
        row.refuse(column_of(broken.key), broken.say)
    for rule in broken_programme_rules(progress):
        row.hint(column_of("case.programme"), rule.say)


def as_if(programme: str, facts: dict[str, Any], today: date) -> Progress:
    """Return a progress that knows these facts, for asking which rules they break."""
    blueprint = library().blueprint(programme, library().versions_for(programme))
    known = {**blueprint.given, **facts}
    return Progress(blueprint.plan(known), today, known, {}, {})
