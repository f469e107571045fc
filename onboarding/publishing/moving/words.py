"""What the history of a case says of a move, and why a case was left alone."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.narrating import Teller, words_for
from onboarding.engine.effects import Effect, read_effect
from onboarding.publishing.moving.foreseeing import step_of
from onboarding.publishing.moving.models import MoveItem
from onboarding.publishing.showing import title_of
from onboarding.web.speaking import reader_language

_REASONS: Mapping[str, Any] = {
    "changed": _l("By now the move would do something else to it than was shown. Look at it anew."),
    "ended": _l("The case has ended meanwhile."),
    "there": _l("It has this version already."),
    "happened": _l("Something happened since, so it stays as it is."),
    "again": _l("It was moved once more since."),
    "failed": _l("Something went wrong on our side."),
}


def reason_word(item: MoveItem) -> str:
    """Say why a case was left alone."""
    return str(_REASONS[item.reason])


def step_title(key: str, versions: Mapping[str, int]) -> str:
    """Return the title of a step in the versions it is in; its key where none has it."""
    workflow, _dot, id = step_of(key).partition(".")
    known = library().workflows.get(workflow, {})
    wanted = [versions.get(workflow, 0), *sorted(known, reverse=True)]
    found = (step for v in wanted if v in known for step in known[v].steps if step.id == id)
    step = next(found, None)
    return step.title.in_(reader_language()) if step else key


def listed(words: Iterable[str]) -> str:
    """Return words as one list in the reader's language."""
    return str(format_list(list(dict.fromkeys(words)), locale=reader_language()))


def _moved(data: dict[str, Any], teller: Teller) -> str:
    before, after = data["from"], data["versions"]
    said = _(
        "%(who)s moved the case to other versions: %(workflows)s.",
        who=teller.who,
        workflows=listed(_changes(before, after)),
    )
    effect = read_effect(data["effect"]) if "effect" in data else None
    return " ".join([said, *(_parts(effect, before, after) if effect else ())])


def _changes(before: Mapping[str, int], after: Mapping[str, int]) -> Iterable[str]:
    for workflow, version in after.items():
        old = before.get(workflow)
        if old != version:
            title = title_of(workflow, version).in_(reader_language())
            yield _("%(title)s %(old)s → %(new)s", title=title, old=old or "–", new=version)


def _parts(effect: Effect, before: Mapping[str, int], after: Mapping[str, int]) -> Iterable[str]:
    """Yield a sentence for each thing the move did."""
    gained, lost, again = effect.gained(), effect.lost(), effect.reopened()
    if gained:
        yield _("New: %(steps)s.", steps=listed(step_title(s.key, after) for s in gained))
    if lost:
        yield _("Gone: %(steps)s.", steps=listed(step_title(s.key, before) for s in lost))
    if again:
        yield _(
            "To be done again: %(steps)s.", steps=listed(step_title(s.key, after) for s in again)
        )
    if number := len(effect.redated()):
        yield ngettext("%(num)s due date is another.", "%(num)s due dates are others.", number)


def _undone(data: dict[str, Any], teller: Teller) -> str:
    return _(
        "%(who)s undid the move: the case is as it was just before it.",
        who=teller.who,
    )


def say_history() -> None:
    """Have the history of a case say what moves did."""
    words_for("moved", _moved)
    words_for("move_undone", _undone)


def versions_of(case: Case) -> dict[str, int]:
    """Return the versions a case has."""
    found: dict[str, int] = json.loads(case.versions)
    return found
