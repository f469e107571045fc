"""What an interview is judged by: criteria, weights, written anchors, read from the rule tables."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from onboarding.cases.library import read_rules
from onboarding.engine.definition import Source, Text
from onboarding.engine.entries import Entry
from onboarding.engine.errors import Fault, FaultyDefinition
from onboarding.engine.keys import Keys

SCALE = ("5", "4", "3", "2", "1")
PREFIX = "rubric_"
WHOLE = Keys(
    (
        *("title", "source", "decimals", "wide_spread", "levels", "not_judged", "overall"),
        *("burden", "criteria"),
    )
)
OTHER_WEIGHTS = Keys(("title", "source", "extends", "weights"))
OVERALL = Keys(("label", "levels"))
CRITERION = Keys(("id", "label", "weight", "anchors"))
BURDEN = Keys(("reading", "interview", "source"))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged. `anchors`: `"5"` … `"1"` → what that score means."""

    id: str
    label: Text
    weight: int
    anchors: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Burden:
    """Minutes one member spends on one candidate: an estimate, with its source."""

    reading: int
    interview: int
    source: Source

    @property
    def minutes(self) -> int:
        """Return both together."""
        return self.reading + self.interview


@dataclass(frozen=True, slots=True)
class Rubric:
    """How one kind of interview is scored; criteria without weight are switched off.

    `levels`, `recommendations`: `"5"` … `"1"` → the word for a score, for the overall one.
    """

    id: str
    title: Text
    source: Source
    decimals: int
    wide_spread: int
    levels: Mapping[str, Text]
    not_judged: Text
    overall: Text
    recommendations: Mapping[str, Text]
    burden: Burden
    all_criteria: tuple[Criterion, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Return what is asked: the criteria that carry weight."""
        return tuple(criterion for criterion in self.all_criteria if criterion.weight)


@cache
def rubrics(folder: Path) -> Mapping[str, Rubric]:
    """Return name → rubric of a workflows folder.

    Raises:
        FaultyDefinition: with every fault of every rubric.
    """
    found, faults = read_rubrics(folder)
    if faults:
        raise FaultyDefinition(faults)
    return found


def read_rubrics(folder: Path) -> tuple[dict[str, Rubric], list[Fault]]:
    """Read `rules/rubric_<name>.yaml` of a folder: name → rubric as far as it goes, and faults."""
    found: dict[str, Rubric] = {}
    faults: list[Fault] = []
    waiting = {name: _top(folder, name, faults) for name in rubric_names(folder)}
    for name, top in sorted(waiting.items(), key=lambda pair: "extends" in _keys(pair[1])):
        rubric = _extended(name, top, found) if "extends" in _keys(top) else _whole(name, top)
        if rubric is not None:
            found[name] = rubric
        faults += top.faults if top else []
    return found, faults


def rubric_names(folder: Path) -> list[str]:
    """Return the names a workflow may choose a rubric by."""
    paths = sorted((folder / "rules").glob(f"{PREFIX}*.yaml"))
    return [path.stem.removeprefix(PREFIX) for path in paths]


def _top(folder: Path, name: str, faults: list[Fault]) -> Entry | None:
    try:
        return read_rules(folder / "rules" / f"{PREFIX}{name}.yaml")
    except FaultyDefinition as faulty:
        faults += faulty.faults
        return None


def _keys(top: Entry | None) -> dict[str, Entry]:
    return dict(top.pairs()) if top else {}


def _extended(name: str, top: Entry | None, others: Mapping[str, Rubric]) -> Rubric | None:
    """Read a rubric that changes the weights of another."""
    found = top.mapping(*OTHER_WEIGHTS) if top else {}
    if top is None or "extends" not in found:
        return None
    base = others.get(found["extends"].text())
    if base is None:
        found["extends"].fault("E103", "unknown_option", found["extends"].text(), *others)
        return None
    weights = dict(found["weights"].pairs()) if "weights" in found else {}
    known = [criterion.id for criterion in base.all_criteria]
    for id in weights.keys() - set(known):
        weights[id].fault("E101", "unknown_key", id, *known)
    criteria = tuple(
        replace(one, weight=_weight(weights[one.id])) if one.id in weights else one
        for one in base.all_criteria
    )
    _check_sum(top, criteria)
    title, source = _text(found, "title"), _source(found)
    return replace(base, id=name, title=title, source=source, all_criteria=criteria)


def _whole(name: str, top: Entry | None) -> Rubric | None:
    """Read a rubric that stands alone."""
    if top is None:
        return None
    found = top.mapping(*WHOLE)
    if set(WHOLE.required) - found.keys():
        return None
    overall = found["overall"].mapping(*OVERALL)
    criteria = tuple(_criterion(entry) for entry in found["criteria"].items())
    _check_sum(found["criteria"], criteria)
    return Rubric(
        id=name,
        title=_text(found, "title"),
        source=_source(found),
        decimals=found["decimals"].integer(),
        wide_spread=found["wide_spread"].integer(),
        levels=_levels(found["levels"]),
        not_judged=_text(found, "not_judged"),
        overall=_text(overall, "label"),
        recommendations=_levels(overall["levels"]) if "levels" in overall else {},
        burden=_burden(found["burden"]),
        all_criteria=criteria,
    )


def _criterion(entry: Entry) -> Criterion:
    found = entry.mapping(*CRITERION)
    return Criterion(
        id=found["id"].text() if "id" in found else "",
        label=_text(found, "label"),
        weight=_weight(found["weight"]) if "weight" in found else 0,
        anchors=_levels(found["anchors"]) if "anchors" in found else {},
    )


def _weight(entry: Entry) -> int:
    weight = entry.integer()
    if weight < 0:
        entry.fault("E101", "not_a_number", str(weight))
    return max(weight, 0)


def _check_sum(entry: Entry, criteria: tuple[Criterion, ...]) -> None:
    """Weights are shares of a hundred: another sum is a slip of whoever edited them."""
    total = sum(criterion.weight for criterion in criteria)
    if total != 100:
        entry.fault("E101", "weights_not_100", str(total))


def _levels(entry: Entry) -> dict[str, Text]:
    found = entry.mapping(SCALE)
    return {level: found[level].bilingual() for level in SCALE if level in found}


def _burden(entry: Entry) -> Burden:
    found = entry.mapping(*BURDEN)
    minutes = {key: found[key].integer() for key in ("reading", "interview") if key in found}
    source = _source(found)
    return Burden(minutes.get("reading", 0), minutes.get("interview", 0), source)


def _text(found: Mapping[str, Any], key: str) -> Text:
    return found[key].bilingual() if key in found else Text("", "")


def _source(found: Mapping[str, Any]) -> Source:
    return found["source"].source() if "source" in found else Source("", "", False)
