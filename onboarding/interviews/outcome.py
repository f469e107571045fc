"""What a finished round leaves behind in the case: facts for the memo and the decision."""

from typing import Any

from onboarding.cases.models import Case
from onboarding.cases.registry import Happened
from onboarding.engine.events import ANSWERED
from onboarding.interviews import FIGURES
from onboarding.interviews.figures import Row, rounded
from onboarding.interviews.queries import Round, chair_of, panel_of
from onboarding.interviews.refusals import FiguresFollow
from onboarding.interviews.rubric import Rubric
from onboarding.people.models import Person

NONE = "–"


def facts_of(case: Case, rubric: Rubric, last: Round) -> dict[str, Any]:
    """Return the facts a finished round is recorded with.

    What cannot be computed, because nobody could judge, is a dash and never a number.
    """
    figures, chair = last.figures, chair_of(case)
    mean, spread = figures.mean, figures.spread
    return {
        "interview.panel_size": figures.sheets,
        "interview.members": "、".join(_name(person) for person in panel_of(case)),
        "interview.chair": _name(chair) if chair else None,
        "interview.mean": NONE if mean is None else rounded(mean, rubric.decimals),
        "interview.spread": NONE if spread is None else str(spread),
        "interview.agreement": figures.agreement,
        "interview.results": tuple(item for item, _row in _lines(last)),
        **{key: value for line in _lines(last) for key, value in _facts(*line, rubric).items()},
    }


def _lines(last: Round) -> list[tuple[str, Row]]:
    """Return the table of results, its lines named `c1`, `c2` in the rubric's order."""
    return [(f"c{number}", row) for number, row in enumerate(last.figures.rows, start=1)]


def _facts(item: str, row: Row, rubric: Rubric) -> dict[str, Any]:
    """Return one line of the table of results."""
    criterion, given = row.criterion, row.given
    lowest, highest = (min(given), max(given)) if given else (None, None)
    values = {
        "name": criterion.label.en,
        "name_ja": criterion.label.ja,
        "weight": criterion.weight,
        "mean": NONE if row.mean is None else rounded(row.mean, rubric.decimals),
        "range": NONE if lowest is None else f"{lowest}–{highest}",
    }
    return {f"criterion.{name}@{item}": value for name, value in values.items()}


def is_figure(key: str) -> bool:
    """Return whether a fact follows from the scores."""
    return key in FIGURES or key.startswith("criterion.")


def keep_figures(happened: Happened) -> None:
    """Keep what follows from the scores from being corrected by hand.

    Raises:
        FiguresFollow: somebody tries.
    """
    event = happened.event
    if event.kind == ANSWERED and any(is_figure(key) for key in event.data.get("facts") or {}):
        raise FiguresFollow


def _name(person: Person) -> str:
    """Return a name for a paper of the institution: in Japanese where there is one."""
    return person.name_in("ja")
