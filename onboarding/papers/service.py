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
from onboarding.engine.events import Change
from onboarding.engine.progress import Progress
from onboarding.papers.enclosing import COVERS, enclosed_facts
from onboarding.papers.wanted import WANTED, asking_for_each, in_order, steps_of


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


def ask_for_another(case_id: int, id: str, *, reason: str, by: By) -> list[str]:
    """Ask once more for which makings a paper is wanted; return the keys of the steps that do.

    What is made already stays: each making has a number of its own and replaces none.

    Raises:
        engine.errors.Refusal: nobody asks that of this paper, it is asked now, the case is closed.
    """
    with transaction():
        case, progress = _locked(case_id, by)
        keys = [planned.key for planned in asking_for_each(progress, id)]
        for key in keys:
            record(case, actions.reopen(progress, key, reason=reason), before=progress, by=by)
            progress = progress_of(case, local_day(by.at))
        return keys


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
        progress = _with_enclosed(case, progress, planned.step.id, by)
        if progress.done >> planned.number & 1:
            change = actions.reopen(progress, key, reason=reason)
            record(case, change, before=progress, by=by)
        elif progress.open >> planned.number & 1:
            documents.ask(papers.asked_for(case, progress, planned), at=by.at)
            record(case, Change("noted", {"note": reason}), before=progress, by=by)
        else:
            raise NothingToReplace(key)


def _with_enclosed(case: Case, progress: Progress, id: str, by: By) -> Progress:
    """Let a cover list name what there is now; return where the case then stands."""
    facts = enclosed_facts(case, progress, frozenset({id}) & COVERS.keys())
    change = actions.answer(progress, facts) if facts else None
    if change is None:
        return progress
    record(case, change, before=progress, by=by)
    return progress_of(case, local_day(by.at))


def _locked(case_id: int, by: By) -> tuple[Case, Progress]:
    case = lock_case(case_id)
    return case, progress_of(case, local_day(by.at))


def _want(case: Case, progress: Progress, ids: Iterable[str], by: By) -> None:
    """Record which papers are wanted, with what the cover lists among them are to name."""
    wanted = in_order(progress, ids)
    news = frozenset(wanted) - frozenset(progress.facts.get(WANTED, ()))
    enclosed = enclosed_facts(case, progress, news)
    change = actions.answer(progress, {WANTED: wanted or None, **enclosed})
    if change is not None:
        record(case, change, before=progress, by=by)
