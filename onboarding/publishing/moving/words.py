"""What the history of a case says of a move, and why a case was left alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.cases.narrating import Teller, words_for
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.effects import Effect, read_effect
from onboarding.publishing.moving.foreseeing import step_of
from onboarding.publishing.moving.models import Move, MoveItem
from onboarding.publishing.showing import title_of
from onboarding.web.filters import short_day
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


def titles(catalogue: Catalogue) -> dict[str, str]:
    """Return step key → title, of every step any version has, as the newest calls it."""
    versions = [w for every in catalogue.workflows.values() for _number, w in sorted(every.items())]
    return {s.key: s.title.in_(reader_language()) for w in versions for s in w.steps}


def listed(words: Iterable[str]) -> str:
    """Return words as one list in the reader's language."""
    return str(format_list(list(dict.fromkeys(words)), locale=reader_language()))


def _moved(data: dict[str, Any], teller: Teller) -> str:
    said = _(
        "%(who)s moved the case to other versions: %(workflows)s.",
        who=teller.who,
        workflows=listed(_changes(data["from"], data["versions"])),
    )
    if "effect" not in data:
        return said
    known = titles(library())
    parts = steps_sentences(read_effect(data["effect"]), lambda key: known.get(step_of(key), key))
    return " ".join([said, *parts])


def _changes(before: Mapping[str, int], after: Mapping[str, int]) -> Iterable[str]:
    for workflow, version in after.items():
        old = before.get(workflow)
        if old != version:
            title = title_of(workflow, version).in_(reader_language())
            yield _("%(title)s %(old)s → %(new)s", title=title, old=old or "–", new=version)


def steps_sentences(effect: Effect, title: Callable[[str], str]) -> Iterator[str]:
    """Yield a sentence for each kind of thing a move does to steps."""
    gained, lost, again = effect.gained(), effect.lost(), effect.reopened()
    if gained:
        yield _("New: %(steps)s.", steps=listed(title(step.key) for step in gained))
    if lost:
        yield _("Gone: %(steps)s.", steps=listed(title(step.key) for step in lost))
    if again:
        yield _("To be done again: %(steps)s.", steps=listed(title(step.key) for step in again))
    if opening := effect.opening():
        yield _("Opens now: %(steps)s.", steps=listed(title(step.key) for step in opening))
    if waiting := effect.waiting():
        yield _("Has to wait again: %(steps)s.", steps=listed(title(step.key) for step in waiting))
    for step, old, new in effect.redated():
        yield _(
            "%(step)s: due %(new)s instead of %(old)s.",
            step=title(step.key),
            old=short_day(old) or _("no date"),
            new=short_day(new) or _("no date"),
        )


def effect_sentences(
    effect: Effect, title: Callable[[str], str], catalogue: Catalogue
) -> Iterator[str]:
    """Yield all a move does to one case; one sentence where that is nothing."""
    told = list(steps_sentences(effect, title))
    yield from told
    if effect.stale:
        papers = listed(title(key) for key in effect.stale)
        yield _("Document out of date: %(papers)s.", papers=papers)
    if effect.asked:
        yield _("Asked newly: %(questions)s.", questions=listed(questions(effect, catalogue)))
    if effect.ends:
        yield _("Nothing is left to do: the case closes.")
    if not (told or effect.asked or effect.stale or effect.ends):
        yield _("Nothing changes in this case.")


def questions(effect: Effect, catalogue: Catalogue) -> Iterator[str]:
    """Yield the labels of what is asked newly."""
    for key in effect.asked:
        field = catalogue.fields.get(step_of(key))
        yield field.label.in_(reader_language()) if field else key


def _undone(data: dict[str, Any], teller: Teller) -> str:
    return _(
        "%(who)s undid the move: the case is as it was just before it.",
        who=teller.who,
    )


def say_history() -> None:
    """Have the history of a case say what moves did."""
    words_for("moved", _moved)
    words_for("move_undone", _undone)


def effect_word(name: str) -> str:
    """Return what a column of the totals is called."""
    words = {
        "gained": _("new"),
        "lost": _("gone"),
        "opening": _("opens now"),
        "waiting": _("waits again"),
        "redated": _("other date"),
        "reopened": _("done again"),
        "stale": _("document out of date"),
        "asked": _("asked newly"),
    }
    return words[name]


def item_word(item: MoveItem) -> str:
    """Return the word for what became of a case."""
    words = {
        "done": _("moved back") if item.move.undoes_id else _("moved"),
        "left": _("left"),
        "shown": _("not chosen"),
        "waiting": _("waiting"),
    }
    return words[item.state]


def move_word(move: Move) -> str:
    """Return the word for how far a move is."""
    if move.undoes_id:
        return _("undone") if move.state == "done" else _("being undone")
    words = {
        "reckoning": _("being looked at"),
        "shown": _("looked at, nothing moved yet"),
        "moving": _("being moved"),
        "done": _("moved"),
        "dropped": _("put aside"),
    }
    return words[move.state]


def move_heading(move: Move) -> str:
    """Return what the page of a move is about."""
    if move.undoes_id:
        return _("Undo a move to version %(number)s", number=move.version)
    if not move.version:
        return _("What the draft would change in running cases")
    if move.state in ("moving", "done"):
        return _("Move to version %(number)s", number=move.version)
    return _("What moving to version %(number)s would do", number=move.version)
