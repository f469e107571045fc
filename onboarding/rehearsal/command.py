"""`onboarding simulate`: a season rehearsed in a terminal."""

import importlib
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from onboarding.cases.library import library, load
from onboarding.console import fail, speaking
from onboarding.engine.catalogue import Catalogue
from onboarding.rehearsal.clockwork.figures import Figures
from onboarding.rehearsal.clockwork.season import Settings
from onboarding.rehearsal.columns import ROOM, folded, width
from onboarding.rehearsal.rehearsing import Rehearsal, names_of, prepared, rehearse
from onboarding.rehearsal.tables import steps_csv, weeks_csv
from onboarding.rehearsal.telling import bottleneck_sentence, report, starts_lines
from onboarding.rehearsal.wishes import (
    MOST_ARRIVALS,
    WrongWish,
    changed_times,
    programmes_in,
    staff_in,
)


@dataclass(frozen=True, slots=True)
class Wished:
    """What was typed behind `onboarding simulate`."""

    programmes: tuple[str, ...]
    arrivals: int
    first: date
    seed: int
    set: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    weeks: Path | None = None
    steps: Path | None = None
    compare: bool = False


def simulate(folder: Path, wished: Wished, language: str) -> None:
    """Rehearse a season with the definitions of a folder, and print and write what came of it."""
    catalogue = load(folder)
    with speaking(language):
        settings = settings_of(catalogue, wished)
        rehearsal = prepared(catalogue, folder, settings)
        figures = rehearse(rehearsal, _Meter(settings.arrivals))
        names = {one: names_of(catalogue, one) for one in ("en", "ja")}
        _print(report(figures, settings, rehearsal.season, names[language]))
        if wished.compare:
            _compare(figures, rehearsal, names[language])
        for file, text in ((wished.weeks, weeks_csv), (wished.steps, steps_csv)):
            if file:
                file.write_text(text(figures, names), "utf-8-sig", newline="")


def fill_database(wished: Wished) -> None:
    """Write a season into the database of the running service, as far as it has come today."""
    filling = importlib.import_module("onboarding.rehearsal.filling")
    folder = current_app.extensions["settings"].workflows
    rehearsal = prepared(library(), folder, settings_of(library(), wished))
    begun = time.monotonic()
    try:
        cases, steps = filling.fill(
            rehearsal, at=datetime.now(UTC), tell=_Meter(rehearsal.settings.arrivals)
        )
    except WrongWish as wrong:
        fail(str(wrong.sentence))
    words = {"steps": steps, "speed": round(steps / (time.monotonic() - begun))}
    click.echo(
        ngettext(
            "%(num)s case opened, %(steps)s steps done, %(speed)s steps a second.",
            "%(num)s cases opened, %(steps)s steps done, %(speed)s steps a second.",
            cases,
            **words,
        )
    )


def settings_of(catalogue: Catalogue, wished: Wished) -> Settings:
    """Return what is to be rehearsed, or end with a sentence that says what to write."""
    try:
        if not 1 <= wished.arrivals <= MOST_ARRIVALS:
            fail(_("Rehearse from 1 to %(most)s arrivals.", most=MOST_ARRIVALS))
        return Settings(
            programmes_in(catalogue, wished.programmes),
            wished.arrivals,
            wished.first,
            wished.seed,
            changed_times(catalogue, wished.set),
            staff_in(catalogue, wished.staff),
        )
    except WrongWish as wrong:
        fail(str(wrong.sentence))


def _compare(changed: Figures, rehearsal: Rehearsal, names: Mapping[str, str]) -> None:
    """Print how the same season goes without the changes asked for."""
    settings = replace(rehearsal.settings, set={}, staff={})
    base = rehearse(replace(rehearsal, settings=settings), _Meter(settings.arrivals))
    told = ("", _("Without these changes"), *_both(base, changed))
    _print((*told, bottleneck_sentence(base.bottleneck, names)))


def _print(lines: Iterable[str]) -> None:
    """Print lines, long ones over several."""
    for line in lines:
        for part in folded(line, ROOM) if width(line) > ROOM else (line,):
            click.echo(part)


def _both(base: Figures, changed: Figures) -> Iterator[str]:
    for (what, before), (_same, after) in zip(
        starts_lines(base), starts_lines(changed), strict=False
    ):
        yield f"{what}: {before} → {after}"


class _Meter:
    """A meter on the terminal, where there is one, of the cases opened so far."""

    def __init__(self, total: int) -> None:
        self.total, self.shown = total, sys.stderr.isatty()

    def __call__(self, opened: int) -> None:
        """Draw how far it is."""
        if self.shown:
            end = "\r" if opened < self.total else "\r\x1b[K"
            click.echo(f"{opened}/{self.total}{end}", nl=False, err=True)


def choices(texts: Iterable[str]) -> tuple[str, ...]:
    """Return options given several times, or once with spaces between them."""
    return tuple(part for text in texts for part in text.split())
