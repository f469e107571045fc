"""What moved in words: because of what, which day of which step, from when to when."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from onboarding.cases.library import library
from onboarding.cases.models import Case, CaseEvent, CaseMove
from onboarding.cases.moves import Moved, grouped, read_move
from onboarding.database import db
from onboarding.engine.slipping import Cause, Shift, What, Why

# How long what moved stands above the page of a case.
_RECENT = timedelta(days=7)
Titles = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class MovedDay:
    """One day that moved: of which step, which day, from when to when."""

    step: str
    what: str
    was: date
    now: date


@dataclass(frozen=True, slots=True)
class MovedBecause:
    """Everything that moved because of one thing."""

    why: str
    days: tuple[MovedDay, ...]


def in_words(shifts: Iterable[Shift], titles: Titles, language: str) -> tuple[MovedBecause, ...]:
    """Return what moved, by its cause. `titles`: the title of a step by its key."""
    return tuple(
        MovedBecause(_because(cause, days, titles, language), tuple(_days(days, titles)))
        for cause, days in grouped(shifts).items()
    )


def _days(shifts: Iterable[Shift], titles: Titles) -> Iterable[MovedDay]:
    words: Mapping[What, str] = {
        What.DUE: _("due"),
        What.EXPECTED: _("expected"),
        What.LATEST: _("latest day"),
    }
    return (MovedDay(titles(s.step), words[s.what], s.was, s.now) for s in shifts)


def _because(cause: Cause, days: list[Shift], titles: Titles, language: str) -> str:
    if cause.why is Why.FACT:
        field = library().fields.get(cause.about)
        name = field.label.in_(language) if field else cause.about
        return _("“%(fact)s” is another day now.", fact=name)
    step = titles(cause.about)
    if cause.why is Why.FINISHED:
        later = sum(shift.days for shift in days) > 0
        if later:
            return _("“%(step)s” was finished later than reckoned.", step=step)
        return _("“%(step)s” was finished earlier than reckoned.", step=step)
    sentences: Mapping[Why, str] = {
        Why.WAITING: _("“%(step)s” is not finished yet, though it should be.", step=step),
        Why.AGAIN: _("“%(step)s” has to be done again.", step=step),
        Why.NEEDED: _("“%(step)s” turned out to be needed.", step=step),
        Why.DROPPED: _("“%(step)s” turned out not to be needed.", step=step),
        Why.OPENS: _("“%(step)s” opens on another day.", step=step),
        Why.TIME: _("“%(step)s” takes another time.", step=step),
    }
    return sentences[cause.why]


def recent_move(case: Case, at: datetime) -> tuple[datetime, Moved] | None:
    """Return the last thing that moved days of a case, and when, if that was lately."""
    found = (
        select(CaseEvent.at, CaseMove)
        .join(
            CaseEvent,
            (CaseEvent.case_id == CaseMove.case_id) & (CaseEvent.sequence == CaseMove.sequence),
        )
        .where(CaseMove.case_id == case.id, CaseEvent.at >= at - _RECENT)
        .order_by(CaseMove.sequence.desc())
        .limit(1)
    )
    row = db.session.execute(found).first()
    return (row[0], read_move(row[1])) if row else None
