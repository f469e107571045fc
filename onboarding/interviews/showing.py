"""Scores as somebody may see them: which rounds are open to whom, laid out for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onboarding.cases.gate import Visit
from onboarding.cases.steps import shown_facts
from onboarding.engine.definition import Field
from onboarding.engine.plan import PlannedStep
from onboarding.interviews.figures import HIGHEST, LOWEST, Row, rounded
from onboarding.interviews.policies import may_see_scores
from onboarding.interviews.queries import Round, chair_of, rounds, rubric_of
from onboarding.interviews.rubric import Rubric
from onboarding.interviews.words import agreement_words, mean_words, spread_warning
from onboarding.web.speaking import reader_language

Fact = tuple[Field, str, Any]
BAR_WIDTH, BAR_HEIGHT, _EDGE = 120, 20, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One criterion drawn from 1 to 5: from lowest to highest, with the mean; in pixels."""

    start: int
    width: int
    mean: int


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a table of results. `mean`: as written; `given`: sorted scores."""

    label: str
    weight: int
    mean: str
    given: tuple[int, ...]
    wide: bool
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Member:
    """What one member handed in. `points`: (criterion, `4` or `NA`)."""

    name: str
    chair: bool
    overall: int
    recommendation: str
    comment: str
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One round as a page shows it; `finished`: nobody's scores are still to come."""

    number: int
    finished: bool
    mean: str
    overall: tuple[int, ...]
    warning: str
    agreement: str
    lines: tuple[Line, ...]
    members: tuple[Member, ...]


def facts_before(visit: Visit, planned: PlannedStep) -> list[Fact]:
    """Return what a step shows; of a text and its `_ja` only the one the reader reads."""
    rows = shown_facts(visit, planned)
    fields = {key: field for field, key, _value in rows}
    japanese = {key for _field, key, value in rows if key.endswith("_ja") and value}
    left_out = {key for key in fields if _other_language(key, japanese)}
    return [
        (fields.get(key.removesuffix("_ja"), field), key, value)
        for field, key, value in rows
        if key not in left_out
    ]


def _other_language(key: str, japanese: set[str]) -> bool:
    """Whether a text is there in the reader's language under another key."""
    if reader_language() == "ja" and f"{key}_ja" in japanese:
        return True
    return key.endswith("_ja") and (reader_language() != "ja" or key not in japanese)


def shown_rounds(visit: Visit, evaluation: PlannedStep) -> list[Shown]:
    """Return the rounds a visitor may see, the newest first; empty while they may see none.

    A member who is to score again sees the rounds they scored in, and no other.
    """
    rubric = rubric_of(visit.progress, evaluation)
    chair = chair_of(visit.case)
    chair_id = chair.id if chair else None
    found = rounds(visit.case, visit.progress, evaluation)
    return [
        _shown(one, rubric, chair_id) for one in reversed(found) if one.scores and _open(visit, one)
    ]


def _open(visit: Visit, one: Round) -> bool:
    mine = one.by(visit.part.person_id) is not None
    return may_see_scores(visit.part, handed_in=mine, finished=one.finished)


def _shown(one: Round, rubric: Rubric, chair_id: int | None) -> Shown:
    figures = one.figures
    return Shown(
        number=one.number,
        finished=one.finished,
        mean=mean_words(figures, rubric),
        overall=tuple(sorted(figures.overall)),
        warning=spread_warning(figures, rubric),
        agreement=agreement_words(figures),
        lines=tuple(_line(row, rubric) for row in figures.rows),
        members=_members(one, rubric, chair_id),
    )


def _line(row: Row, rubric: Rubric) -> Line:
    spread = row.spread
    return Line(
        label=row.criterion.label.in_(reader_language()),
        weight=row.criterion.weight,
        mean=mean_of(row, rubric),
        given=tuple(sorted(row.given)),
        wide=spread is not None and spread >= rubric.wide_spread,
        bar=_bar(row),
    )


def mean_of(row: Row, rubric: Rubric) -> str:
    """Write the mean of a criterion; a dash where nobody could judge."""
    return "–" if row.mean is None else rounded(row.mean, rubric.decimals)


def _bar(row: Row) -> Bar | None:
    if row.mean is None:
        return None
    start, end = _place(min(row.given)), _place(max(row.given))
    return Bar(start, end - start, _place(row.mean))


def _place(score: Any) -> int:
    """Return where a score lies on the line, in pixels from its start."""
    room = BAR_WIDTH - 2 * _EDGE
    return _EDGE + round(room * (score - LOWEST) / (HIGHEST - LOWEST))


def _members(one: Round, rubric: Rubric, chair_id: int | None) -> tuple[Member, ...]:
    language = reader_language()
    return tuple(
        Member(
            name=score.person.name_in(language),
            chair=score.person_id == chair_id,
            overall=score.overall,
            recommendation=rubric.recommendations[str(score.overall)].in_(language),
            comment=score.comment,
            points=_points(score.sheet, rubric, language),
        )
        for score in one.scores
    )


def _points(
    sheet: dict[str, int | str], rubric: Rubric, language: str
) -> tuple[tuple[str, str], ...]:
    criteria: Sequence[Any] = rubric.criteria
    return tuple((one.label.in_(language), str(sheet.get(one.id, "–"))) for one in criteria)
