"""What one version of a workflow has otherwise than another, step by step, as values and words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Ask, Text, Workflow
from onboarding.publishing.drawing.described import Described, StepWords, describe
from onboarding.web.speaking import reader_language

NEW, GONE = "new", "gone"
_INNER = str.maketrans("「」“”", "『』‘’")
# What is compared of a step, in the order it is told.
PARTS: Mapping[str, Any] = {
    "title": _l("title"),
    "kind": _l("kind"),
    "role": _l("role"),
    "deputy": _l("deputy"),
    "each": _l("one for each"),
    "when": _l("condition"),
    "waits": _l("waits for"),
    "opens": _l("opens"),
    "due": _l("due"),
    "remind": _l("reminders"),
    "escalate": _l("escalation"),
    "asks": _l("questions"),
    "shows": _l("shows"),
    "redo": _l("done again when these change"),
    "outcomes": _l("outcomes"),
    "stages": _l("approval"),
    "document": _l("document"),
    "text": _l("explanation"),
    "applies": _l("condition of the whole workflow"),
    "parameters": _l("parameters"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise. `step` is its title, empty for the workflow as a whole.

    `part` is one of `PARTS`, or `new` or `gone` for a step as a whole; `old` and `new` are what
    was and is there, in the reader's language, each entry of a list by itself.
    """

    key: str
    step: str
    part: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """Return what is there now and was not."""
        return tuple(one for one in self.new if one not in self.old)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Return what was there and is not any more."""
        return tuple(one for one in self.old if one not in self.new)


def compare(old: Workflow, new: Workflow, catalogue: Catalogue) -> list[Difference]:
    """Return what `new` has otherwise than `old`: the workflow first, then step by step."""
    before, after = describe(old, catalogue), describe(new, catalogue)
    return [*_whole(before, after), *_steps(_Reader(catalogue), before, after)]


def _whole(before: Described, after: Described) -> Iterator[Difference]:
    parts: Mapping[str, Callable[[Described], tuple[str, ...]]] = {
        "title": lambda one: (one.title,),
        "applies": lambda one: (one.applies,) if one.applies else (),
        "parameters": lambda one: tuple(f"{k}: {v}" for k, v in one.workflow.parameters.items()),
    }
    for part, read in parts.items():
        if read(before) != read(after):
            yield Difference("", "", part, read(before), read(after))


def _steps(reader: "_Reader", before: Described, after: Described) -> Iterator[Difference]:
    old = {step.step.key: step for step in before.steps}
    for step in after.steps:
        was = old.pop(step.step.key, None)
        if was is None:
            yield Difference(step.step.key, step.title, NEW, new=(step.role,))
        else:
            yield from _parts(reader, was, step)
    for gone in old.values():
        yield Difference(gone.step.key, gone.title, GONE, old=(gone.role,))


def _parts(reader: "_Reader", old: StepWords, new: StepWords) -> Iterator[Difference]:
    before, after = reader.parts(old), reader.parts(new)
    for part, now in after.items():
        if before[part] != now:
            yield Difference(new.step.key, new.title, part, before[part], now)


class _Reader:
    """Reads the parts of a step as people see them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.language = catalogue, reader_language()

    def parts(self, words: StepWords) -> dict[str, tuple[str, ...]]:
        """Return part → its entries; none where the step has no such part."""
        step, of_words = words.step, ("title", "kind", "role", "deputy", "each", "when", "due")
        single = {name: getattr(words, name) for name in of_words}
        document = self.catalogue.documents.get(step.options.get("document", ""))
        return {
            **{name: (text,) if text else () for name, text in single.items()},
            "waits": tuple(one.title for one in words.waits),
            "opens": words.opens,
            "remind": words.remind,
            "escalate": words.escalate,
            "asks": self._asked(step.every_ask()),
            "shows": self._asked(step.shows),
            "redo": self._asked(step.redo_when_changed),
            "outcomes": tuple(way.told for way in words.ways)
            or tuple(one.label.in_(self.language) for one in step.outcomes),
            "stages": words.stages,
            "document": (document.title.in_(self.language),) if document else (),
            "text": self._texts(step.help, step.where, *step.bring),
        }

    def _asked(self, asks: tuple[Ask, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self._ask, asks)))

    def _ask(self, ask: Ask) -> str:
        field = self.catalogue.fields.get(ask.field)
        label = field.label.in_(self.language) if field else ask.field
        return _("%(question)s (optional)", question=label) if ask.optional else label

    def _texts(self, *texts: Text | None) -> tuple[str, ...]:
        return tuple(text.in_(self.language) for text in texts if text)


def sentence(one: Difference) -> str:
    """Return one difference as a sentence in the reader's language."""
    where = one.step or _("The whole workflow")
    if one.part == NEW:
        return _("New step: %(step)s (%(role)s).", step=where, role=one.new[0])
    if one.part == GONE:
        return _("Step gone: %(step)s (%(role)s).", step=where, role=one.old[0])
    told = {"step": where, "part": PARTS[one.part]}
    if len(one.old) <= 1 and len(one.new) <= 1:
        return _replaced(one, told)
    return _listed(one, told)


def _replaced(one: Difference, told: Mapping[str, Any]) -> str:
    if not one.old:
        return _("%(step)s, %(part)s: now %(new)s.", new=_said(one.new), **told)
    if not one.new:
        return _("%(step)s, %(part)s: no longer %(old)s.", old=_said(one.old), **told)
    old, new = _said(one.old), _said(one.new)
    return _("%(step)s, %(part)s: %(new)s instead of %(old)s.", old=old, new=new, **told)


def _listed(one: Difference, told: Mapping[str, Any]) -> str:
    added, dropped = _said(one.added), _said(one.dropped)
    if not (added or dropped):
        return _("%(step)s, %(part)s: in another order.", **told)
    if not dropped:
        return _("%(step)s, %(part)s: %(added)s added.", added=added, **told)
    if not added:
        return _("%(step)s, %(part)s: %(dropped)s dropped.", dropped=dropped, **told)
    more = {"added": added, "dropped": dropped, **told}
    return _("%(step)s, %(part)s: %(added)s added, %(dropped)s dropped.", **more)


def _said(entries: tuple[str, ...]) -> str:
    """Return entries as one text, each in its quotation marks."""
    plain = [entry.rstrip("。.").translate(_INNER) for entry in entries]
    marked = [_("“%(text)s”", text=entry) for entry in plain]
    return ("" if reader_language() == "ja" else ", ").join(marked)
