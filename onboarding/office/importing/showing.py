"""Facts of lists in words: what a change was and will be, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from onboarding.cases.library import library
from onboarding.office.lists.checked import Checked
from onboarding.office.lists.columns import Column, label_of
from onboarding.office.lists.families import members
from onboarding.office.lists.problems import Problem
from onboarding.web.filters import day, shown
from onboarding.web.speaking import reader_language


def change_label(key: str) -> str:
    """Return the name of what changes."""
    if key == "family":
        return library().fields["family.members"].label.in_(reader_language())
    return label_of("host.any_name" if key == "host" else key).in_(reader_language())


def value_in_words(key: str, value: Any) -> str:
    """Return a value as a reader sees it; what is sensitive is not shown."""
    if key == "family":
        return _family(value)
    if key == "host":
        return _host(value)
    field = library().fields[key]
    if field.privacy == "sensitive" and value is not None:
        return _("not shown here")
    return shown(value, field)


def _host(names: Sequence[str] | None) -> str:
    if not names or not any(names[:2]):
        return _("not given")
    name, name_ja = names[:2]
    return (name_ja or name) if reader_language() == "ja" else (name or name_ja)


def _family(facts: Mapping[str, Any]) -> str:
    if "family.members" not in facts:
        return _("not given")
    relation = library().fields["member.relation"]
    found = []
    for kind, born, _along in members(facts).values():
        word = shown(kind, relation)
        found.append(
            _("%(relation)s (born %(day)s)", relation=word, day=day(born)) if born else word
        )
    separator = "、" if reader_language() == "ja" else ", "
    return separator.join(found) or _("nobody")


def told(problem: Problem) -> str:
    """Return what is wrong, with the column it is about."""
    say = problem.say.in_(reader_language())
    return (
        _("%(column)s: %(problem)s", column=problem.column, problem=say) if problem.column else say
    )


def row_word(state: str) -> str:
    """Return the word for what a row is, or became."""
    words = {
        "good": _("new case"),
        "change": _("changes"),
        "known": _("known already"),
        "bad": _("to mend"),
        "skipped": _("left out"),
        "opened": _("opened"),
        "updated": _("brought up to date"),
    }
    return words[state]


def row_status(state: str) -> str:
    """Return the look of a row's state."""
    looks = {"good": "open", "change": "soon", "bad": "late", "opened": "done", "updated": "done"}
    return looks.get(state, "waiting")


def list_word(state: str) -> str:
    """Return the word for where a list stands."""
    words = {
        "reading": _("being read"),
        "read": _("to be confirmed"),
        "writing": _("being written"),
        "done": _("imported"),
        "refused": _("cannot be read"),
        "dropped": _("thrown away"),
    }
    return words[state]


def cell_of(row: Checked, heading: str, columns: Sequence[Column]) -> str:
    """Return what is written under a heading in a row."""
    cells = zip(columns, row.line.cells, strict=True)
    return next((cell for column, cell in cells if column.heading == heading), "")
