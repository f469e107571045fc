"""What the page of a move shows: the cases with what it does to each, the totals."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onboarding.cases.checklist import item_name
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.queries import progress_of
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.effects import Effect, read_effect
from onboarding.people.gate import today
from onboarding.publishing.moving.foreseeing import COUNTED, Totals, step_of, with_snapshots
from onboarding.publishing.moving.models import Move, MoveItem
from onboarding.publishing.moving.service import target_of
from onboarding.publishing.moving.words import effect_sentences, titles
from onboarding.web.speaking import reader_language


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a move, with what it does to it in words."""

    item: MoveItem
    case: Case
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step or question, with how many cases gain it, lose it and so on."""

    title: str
    counts: Mapping[str, int]


def catalogue_of(move: Move) -> Catalogue:
    """Return the catalogue that knows the version of a move, a draft's included."""
    target = target_of(move)
    return target.catalogue if target and target.catalogue else library()


def case_lines(items: Sequence[MoveItem], catalogue: Catalogue) -> list[CaseLine]:
    """Return the cases of a page with what a move does to each."""
    known, effects = titles(catalogue), [_effect(one) for one in items]
    names = _item_names([i.case_id for i, e in zip(items, effects, strict=True) if _has_items(e)])
    return [
        _line(item, effect, _Titles(known, names.get(item.case_id, {})), catalogue)
        for item, effect in zip(items, effects, strict=True)
    ]


def _effect(item: MoveItem) -> Effect | None:
    """Return what was shown of a case; None where it is only put back."""
    return read_effect(json.loads(item.effect)) if item.mark else None


def _line(
    item: MoveItem, effect: Effect | None, title: "_Titles", catalogue: Catalogue
) -> CaseLine:
    sentences = effect_sentences(effect, title.of, catalogue) if effect else ()
    return CaseLine(item, item.case, tuple(sentences))


def _has_items(effect: Effect | None) -> bool:
    return effect is not None and any("@" in step.key for step in effect.steps)


def _item_names(case_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return case → item → what it is called, such as a family member's name."""
    found = {}
    for case in with_snapshots(case_ids):
        progress = progress_of(case, today())
        items = {planned.item for planned in progress.plan.steps if planned.item}
        found[case.id] = {item: item_name(progress, item) for item in items}
    return found


@dataclass(frozen=True, slots=True)
class _Titles:
    """How the steps of one case are called."""

    known: Mapping[str, str]
    items: Mapping[str, str]

    def of(self, key: str) -> str:
        """Return a step's title, with whom or what it is about."""
        step, _at, item = key.partition("@")
        title, name = self.known.get(step, step), self.items.get(item, item)
        return f"{title} ({name})" if item else title


def columns(totals: Totals) -> list[str]:
    """Return what happens at all, in the order it is told."""
    return [name for name in COUNTED if totals.steps.get(name)]


def step_lines(totals: Totals, catalogue: Catalogue) -> list[StepLine]:
    """Return what a move does, step by step and then question by question."""
    known = titles(catalogue)
    fields = {f.id: f.label.in_(reader_language()) for f in catalogue.fields.values()}
    names = columns(totals)
    keys = dict.fromkeys(key for name in names for key in totals.steps[name])
    return [
        StepLine(
            known.get(key) or fields.get(step_of(key), key),
            {name: totals.steps[name].get(key, 0) for name in names},
        )
        for key in keys
    ]
