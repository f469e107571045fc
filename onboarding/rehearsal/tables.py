"""The figures of a rehearsal as CSV: columns that stay, in both languages' names."""

import csv
import io
from collections.abc import Iterable, Mapping

from onboarding.rehearsal.clockwork.figures import Figures

Names = Mapping[str, Mapping[str, str]]
WEEKS = ("week", "who", "who_en", "who_ja", "open", "opened", "done", "late")
STEPS = (
    *("step", "title_en", "title_ja", "who", "done", "late", "waited_days", "took_days"),
    *("late_by_days", "on_critical_paths"),
)


def weeks_csv(figures: Figures, names: Names) -> str:
    """Return one row for each week and each role or office: its Monday, numbers of steps.

    `names`: language → id → what roles and steps are called.
    """
    rows = (
        (
            week,
            one.who,
            *_called(one.who, names),
            one.open[n],
            one.opened[n],
            one.done[n],
            one.late[n],
        )
        for n, week in enumerate(figures.weeks)
        for one in figures.roles
    )
    return _csv(WEEKS, rows)


def steps_csv(figures: Figures, names: Names) -> str:
    """Return one row for each step: how often, how long, how late, how often critical."""
    often = {one.key: one.cases for one in figures.often}
    rows = (
        (
            *(one.key, *_called(one.key, names), one.who, one.done, one.late),
            *(one.waited, one.took, one.over, often.get(one.key, 0)),
        )
        for one in figures.steps
    )
    return _csv(STEPS, rows)


def _called(id: str, names: Names) -> tuple[str, str]:
    return names["en"].get(id, id), names["ja"].get(id, id)


def _csv(columns: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
