"""What of a verdict comes up by itself on a day: residence, the yearly declaration, new rules."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import exists, func, select

from onboarding.cases import service
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import lock_case, progress_of
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.engine.months import add_months
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.security.judging import residence_from
from onboarding.security.models import ExportRecord, ExportWatch, LookAgain
from onboarding.security.rules import ExportRules, every_rules, rules_on
from onboarding.security.screening import look_at, stands, verdict_steps

_NEVER = date.max
# The facts the days depend on.
TIMED = (
    *("stay.starts_on", "stay.ends_on", "declaration.in_japan", "declaration.in_japan_since"),
    *("position.relation", "researcher.nationality"),
)
DECLARED = "declaration.pledge"
_REASON = (
    "年1回の申告の確認：変更がなければそのまま提出してください / Declaration of every year: "
    "where nothing has changed, send it as it is"
)


def watch(case: Case, progress: Progress) -> None:
    """Note, inside a transaction, on which day something of a case comes up next."""
    days = [day for _cause, day in _ahead(case, progress)] if _goes_on(progress) else []
    row = db.session.get(ExportWatch, case.id) or ExportWatch(case_id=case.id)
    row.next_on = min(days, default=_NEVER)
    db.session.add(row)


def wake(at: datetime) -> int:
    """Look at every case of which something comes up today; return how many there were.

    One commit for each case, so that a worker killed between two does nothing twice.
    """
    ids = _due(local_day(at))
    for case_id in ids:
        with transaction():
            _wake(lock_case(case_id), at)
    return len(ids)


def _due(today: date) -> list[int]:
    """Return the open cases with a verdict whose day has come, or that nobody watches yet."""
    watched = exists().where(ExportWatch.case_id == Case.id)
    due = exists().where(ExportWatch.case_id == Case.id, ExportWatch.next_on <= today)
    kept = exists().where(ExportRecord.case_id == Case.id)
    found = select(Case.id).where(Case.status == "open", kept, due | ~watched)
    return list(db.session.scalars(found.order_by(Case.id)))


def _wake(case: Case, at: datetime) -> None:
    today = local_day(at)
    progress = progress_of(case, today)
    if _goes_on(progress):
        for cause, day in _ahead(case, progress):
            if day <= today:
                look_at(case, cause, day.isoformat(), at=at)
                if cause == "yearly":
                    _ask_again(case, progress, at)
    watch(case, progress_of(case, today))


def _goes_on(progress: Progress) -> bool:
    return stands(progress) and not progress.closed and not progress.stopped


def _ahead(case: Case, progress: Progress) -> Iterator[tuple[str, date]]:
    """Yield (trigger, day) of what comes up within the stay and did not come up before."""
    rules = rules_on(progress.today)
    ends_on = progress.facts.get("stay.ends_on")
    for id, trigger in rules.again.items():
        day = _DAYS[trigger.day](case, progress, rules) if trigger.day else None
        if day and (ends_on is None or day <= ends_on) and not _came_up(case, id, day):
            yield id, day


def _came_up(case: Case, cause: str, day: date) -> bool:
    there = select(LookAgain.id).where(
        LookAgain.case_id == case.id, LookAgain.cause == cause, LookAgain.detail == day.isoformat()
    )
    return db.session.scalar(there.limit(1)) is not None


def _resident(case: Case, progress: Progress, rules: ExportRules) -> date | None:
    """Return when the person becomes resident, where that is after the verdict was given."""
    day, decided = residence_from(progress.facts, rules), _last(case, progress, verdict_steps)
    return day if day and decided and day > decided else None


def _yearly(case: Case, progress: Progress, rules: ExportRules) -> date | None:
    """Return when a year is over since the last declaration."""
    last = _last(case, progress, _declarations)
    return add_months(last, 12) if last else None


def _new_rules(case: Case, progress: Progress, rules: ExportRules) -> date | None:
    """Return from when on other rules hold than those the verdict was given by."""
    decided = _last(case, progress, verdict_steps)
    days = (one.valid_from for one in every_rules())
    return min((day for day in days if decided and day > decided), default=None)


_DAYS = {"resident": _resident, "yearly": _yearly, "rules": _new_rules}


def _declarations(progress: Progress) -> list[PlannedStep]:
    asking = progress.plan.asked_in.get(DECLARED, 0)
    return list(progress.steps(asking))


def _last(case: Case, progress: Progress, steps: object) -> date | None:
    """Return the day of the last record of some steps."""
    keys = [planned.key for planned in steps(progress)]  # type: ignore[operator]
    last = select(func.max(ExportRecord.at)).where(
        ExportRecord.case_id == case.id, ExportRecord.step.in_(keys)
    )
    at = db.session.scalar(last)
    return local_day(at) if at else None


def _ask_again(case: Case, progress: Progress, at: datetime) -> None:
    """Open the declaration once more, its answers filled in; nothing else is taken back."""
    for planned in _declarations(progress):
        if progress.done >> planned.number & 1:
            service.reopen_step(case.id, planned.key, reason=_REASON, by=By(None, at))
