"""What can be done with papers on request. Each public function is one transaction."""

from collections.abc import Iterable

from onboarding.cases import papers
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import lock_case, progress_of
from onboarding.cases.recording import By, record
from onboarding.database import transaction
from onboarding.documents import service as documents
from onboarding.engine import actions
from onboarding.engine.definition import Field
from onboarding.engine.events import Change
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress

WANTED = "papers.wanted"
WORKFLOW = "papers"


class NothingToReplace(Exception):
    """Nobody has made this paper yet, so it cannot be made anew."""


class MadeAlready(Exception):
    """A paper that has its number cannot be taken off the list."""


def ask_for(case_id: int, ids: Iterable[str], *, by: By) -> tuple[str, ...]:
    """Ask for papers by their ids; return those that were not asked for before.

    Raises:
        engine.errors.CaseIsOver: the case is closed.
    """
    with transaction():
        case, progress = _locked(case_id, by)
        before = frozenset(progress.facts.get(WANTED, ()))
        _want(case, progress, before | set(ids), by)
        return in_order(progress, set(ids) - before)


def withdraw(case_id: int, id: str, *, by: By) -> None:
    """Take back that a paper is wanted.

    Raises:
        MadeAlready: it has a number, and perhaps a reader.
        engine.errors.CaseIsOver: the case is closed.
    """
    with transaction():
        case, progress = _locked(case_id, by)
        for planned in steps_of(progress, id):
            newest = documents.newest_for(case.id, planned.key)
            if newest is not None and newest.number is not None:
                raise MadeAlready(planned.key)
            documents.drop(case.id, planned.key)
        _want(case, progress, frozenset(progress.facts.get(WANTED, ())) - {id}, by)


def make_anew(case_id: int, key: str, *, reason: str, by: By) -> None:
    """Have the paper of a step made once more: new number, new day, naming the one it replaces.

    Raises:
        NothingToReplace: none was made.
        engine.errors.Refusal: there is no such step, or the case is closed.
    """
    with transaction():
        case, progress = _locked(case_id, by)
        planned = actions.find(progress, key)
        newest = documents.newest_for(case.id, key)
        if newest is None or newest.state != "made":
            raise NothingToReplace(key)
        documents.mark_stale(case.id, key)
        if progress.done >> planned.number & 1:
            change = actions.reopen(progress, key, reason=reason)
            record(case, change, before=progress, by=by)
        elif progress.open >> planned.number & 1:
            documents.ask(papers.asked_for(case, progress, planned), at=by.at)
            record(case, Change("noted", {"note": reason}), before=progress, by=by)
        else:
            raise NothingToReplace(key)


def _locked(case_id: int, by: By) -> tuple[Case, Progress]:
    case = lock_case(case_id)
    return case, progress_of(case, local_day(by.at))


def _want(case: Case, progress: Progress, ids: Iterable[str], by: By) -> None:
    change = actions.answer(progress, {WANTED: in_order(progress, ids) or None})
    if change is not None:
        record(case, change, before=progress, by=by)


def in_order(progress: Progress, ids: Iterable[str]) -> tuple[str, ...]:
    """Return those of some ids that the dictionary knows, in its order."""
    wanted, field = set(ids), known_papers(progress)
    return tuple(one.id for one in field.options if one.id in wanted) if field else ()


def known_papers(progress: Progress) -> Field | None:
    """Return the field whose options are the papers that can be asked for."""
    return progress.plan.blueprint.fields.get(WANTED)


def steps_of(progress: Progress, id: str) -> list[PlannedStep]:
    """Return the steps that make a paper on request: several where it is one for each item."""
    named = (WORKFLOW, id)
    return [p for p in progress.plan.steps if (p.step.workflow, p.step.id) == named]
