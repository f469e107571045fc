"""What can be done with a panel: naming it, declaring, scoring. Each is one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from onboarding.cases import service as cases
from onboarding.cases.history import local_day
from onboarding.cases.messages import About
from onboarding.cases.models import Case
from onboarding.cases.policies import Part
from onboarding.cases.queries import lock_case, part_in, progress_of
from onboarding.cases.recording import By
from onboarding.database import db, to_json, transaction
from onboarding.engine.actions import find
from onboarding.engine.errors import CaseIsOver, NotYourStep, StepNotOpen
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.interviews import messages
from onboarding.interviews.conflicts import is_hard
from onboarding.interviews.figures import Sheet
from onboarding.interviews.models import Declaration, Score
from onboarding.interviews.naming import Wanted
from onboarding.interviews.outcome import facts_of
from onboarding.interviews.policies import may_name
from onboarding.interviews.queries import (
    chair_of,
    current_round,
    declaration,
    declarations,
    evaluations,
    panel_of,
    panel_size,
    quorum,
    rounds,
    rubric_of,
    scores_of,
)
from onboarding.interviews.refusals import (
    NotDeclared,
    NotOnPanel,
    ReasonMissing,
    ScoresAreIn,
)
from onboarding.interviews.seating import clear, seat, seats, shut, unsettle
from onboarding.people.models import Person


def name_panel(case_id: int, key: str, wanted: Wanted, *, by: By) -> None:
    """Name the panel and finish the step.

    Raises:
        engine.errors.Refusal, PanelRefusal: it cannot be done, or not with these people.
    """
    with transaction():
        case = lock_case(case_id)
        progress, planned = _step(case, key, by.at)
        named = seats(case, wanted, least=panel_size(progress, planned))
        moved = seat(case, named, locked=locked(case, progress, planned))
        ids = [person.id for person in named.people]
        data = {"members": ids, "chair": named.chair.id}
        cases.add_note(case.id, "panel_named", data, by=by, role=planned.step.role)
        size = {"interview.panel_size": len(named.people)}
        cases.finish_step(case.id, key, by=by, facts=size)
        messages.tell_named(_about(case, by.at), moved.joined)


def change_panel(case_id: int, key: str, wanted: Wanted, *, reason: str, by: By) -> None:
    """Change a panel that was named before: substitutes, another chair.

    Raises:
        ReasonMissing: nobody said why.
        ScoresAreIn: somebody would leave whose scores are in, or join after the scoring.
        PanelRefusal: as `name_panel`.
    """
    with transaction():
        case = lock_case(case_id)
        progress, planned = _step(case, key, by.at)
        if progress.closed or progress.stopped:
            raise CaseIsOver(key)
        if by.part is None or not may_name(by.part, planned):
            raise NotYourStep(key)
        if not progress.done >> planned.number & 1:
            raise StepNotOpen(key)
        if not reason.strip():
            raise ReasonMissing
        named = seats(case, wanted, least=quorum(progress, planned, _conflicts(case)))
        moved = seat(case, named, locked=locked(case, progress, planned))
        if moved.joined and _all_done(progress, evaluations(progress, planned)):
            raise ScoresAreIn
        if not moved:
            return
        data = {
            "joined": [person.id for person in moved.joined],
            "left": [person.id for person in moved.left],
            "chair": moved.chair.id if moved.chair else None,
            "reason": reason.strip(),
        }
        cases.add_note(case.id, "panel_changed", data, by=by, role=planned.step.role)
        messages.tell_named(_about(case, by.at), moved.joined)
        _finish_complete(case, by.at)


def locked(case: Case, progress: Progress, panel_step: PlannedStep) -> set[int]:
    """Return the members who cannot leave: their scores of the running or last round are in."""
    found: set[int] = set()
    for planned in evaluations(progress, panel_step):
        done = bool(progress.done >> planned.number & 1)
        number = current_round(case.id, planned.key, done=done)
        scores = scores_of(case.id, planned.key)
        found |= {score.person_id for score in scores if score.round == number}
    return found


def _all_done(progress: Progress, steps: Sequence[PlannedStep]) -> bool:
    return all(progress.done >> planned.number & 1 for planned in steps)


def declare(case_id: int, kinds: Sequence[str], details: str, *, by: By) -> bool | None:
    """Declare conflicts of interest; return whether the member may score, None while open.

    A hard one shuts the case for them at once; a soft one waits to be settled.

    Raises:
        NotOnPanel: they do not sit on the panel.
        ScoresAreIn: they have handed in already.
    """
    with transaction():
        case = lock_case(case_id)
        person = _member(case, by)
        if person.id in _locked_anywhere(case, by.at):
            raise ScoresAreIn
        allowed = False if is_hard(kinds) else None if kinds else True
        _keep(case, person, kinds, details, allowed, by.at)
        word = {True: "none", None: "soft", False: "hard"}[allowed]
        cases.add_note(case.id, "conflict_declared", {"conflict": word}, by=by)
        if allowed:
            clear(case, person)
        elif allowed is None:
            unsettle(case, person)
            messages.tell_soft(_about(case, by.at), person)
        else:
            _shut(case, person, by.at)
    return allowed


def _keep(
    case: Case,
    person: Person,
    kinds: Sequence[str],
    details: str,
    allowed: bool | None,
    at: datetime,
) -> None:
    """Write what was declared; declaring anew replaces it, the history keeps both."""
    row = declaration(case.id, person.id)
    if row is None:
        row = Declaration(case_id=case.id, person_id=person.id)
        db.session.add(row)
    row.kinds, row.details, row.allowed = to_json(list(kinds)), details, allowed
    row.declared_at, row.settled_by_id = at, None
    db.session.flush()


def _shut(case: Case, person: Person, at: datetime) -> None:
    """Shut the case for somebody, tell the office, and go on where the others are complete."""
    shut(case, person)
    about = _about(case, at)
    step = next((one for one in about.progress.plan.steps if _names_panel(one)), None)
    page = about.page(step) if step else ""
    least = quorum(about.progress, step, _conflicts(case)) if step else 0
    enough = len(panel_of(case)) >= least and chair_of(case) is not None
    messages.tell_left(about, person, panel_page=page, enough=enough)
    _finish_complete(case, at)


def _names_panel(planned: PlannedStep) -> bool:
    return planned.step.options.get("allocates") == "panel"


def settle(case_id: int, person_id: int, *, allow: bool, reason: str, by: By) -> None:
    """Let a member with a soft conflict score, or not. One settled already stays as it is.

    Raises:
        NotOnPanel: nobody of this id declared here, or it is their own conflict.
        ReasonMissing: nobody said why.
    """
    with transaction():
        case = lock_case(case_id)
        row = declaration(case.id, person_id)
        if row is None or (by.person and by.person.id == person_id):
            raise NotOnPanel
        if row.allowed is not None:
            return
        if not reason.strip():
            raise ReasonMissing
        row.allowed, row.settled_by_id = allow, by.person.id if by.person else None
        db.session.flush()
        data = {"person": person_id, "allowed": allow, "reason": reason.strip()}
        cases.add_note(case.id, "conflict_settled", data, by=by, role="office")
        messages.tell_settled(_about(case, by.at), row.person, allowed=allow)
        if allow:
            clear(case, row.person)
        else:
            _shut(case, row.person, by.at)


def hand_in(case_id: int, key: str, sheet: Sheet, *, by: By) -> None:
    """Hand in scores. The last one of the panel finishes the evaluation.

    The same scores sent twice are kept once.

    Raises:
        ScoresAreIn: others of theirs are in already.
        NotOnPanel, NotDeclared: they may not score.
        engine.errors.Refusal: the evaluation is not open.
    """
    with transaction():
        case = lock_case(case_id)
        progress, planned = _step(case, key, by.at)
        person = _member(case, by)
        number = current_round(case.id, key, done=bool(progress.done >> planned.number & 1))
        if _sent_before(scores_of(case.id, key), person, number, sheet):
            return
        if progress.closed:
            raise CaseIsOver(key)
        if not progress.open >> planned.number & 1:
            raise StepNotOpen(key)
        row = declaration(case.id, person.id)
        if row is None or not row.allowed:
            raise NotDeclared
        db.session.add(
            Score(
                case_id=case.id,
                step_key=key,
                round=number,
                person_id=person.id,
                points=to_json(dict(sheet.points)),
                overall=sheet.overall,
                comment=sheet.comment,
                handed_in_at=by.at,
            )
        )
        db.session.flush()
        cases.add_note(case.id, "scored", {"step": key, "round": number}, by=by)
        _finish_complete(case, by.at)


def _sent_before(scores: Iterable[Score], person: Person, number: int, sheet: Sheet) -> bool:
    """Whether this very sheet is in already."""
    mine = (one for one in scores if one.person_id == person.id and one.round == number)
    there = next(mine, None)
    if there is None:
        return False
    if (there.sheet, there.overall, there.comment) != (
        dict(sheet.points),
        sheet.overall,
        sheet.comment,
    ):
        raise ScoresAreIn
    return True


def _finish_complete(case: Case, at: datetime) -> None:
    """Finish every evaluation for which all members, enough of them, have handed in."""
    progress = progress_of(case, local_day(at))
    least_of = _conflicts(case)
    for planned in [one for one in progress.open_steps() if one.step.kind == "evaluation"]:
        last = rounds(case, progress, planned)[-1]
        handed_in = {score.person_id for score in last.scores}
        members = {person.id for person in panel_of(case)}
        if members <= handed_in and len(handed_in) >= quorum(progress, planned, least_of):
            facts = facts_of(case, rubric_of(progress, planned), last)
            part = Part(0, {planned.step.role: None})
            cases.finish_step(case.id, planned.key, by=By(None, at, part), facts=facts)


def _step(case: Case, key: str, at: datetime) -> tuple[Progress, PlannedStep]:
    progress = progress_of(case, local_day(at))
    return progress, find(progress, key)


def _about(case: Case, at: datetime) -> About:
    return About(case, progress_of(case, local_day(at)), at)


def _conflicts(case: Case) -> int:
    return sum(row.allowed is False for row in declarations(case.id).values())


def _locked_anywhere(case: Case, at: datetime) -> set[int]:
    progress = progress_of(case, local_day(at))
    named = [planned for planned in progress.plan.steps if _names_panel(planned)]
    return set().union(*(locked(case, progress, planned) for planned in named))


def _member(case: Case, by: By) -> Person:
    """Return who acts, if they sit on the panel now, whatever the page they came from said.

    Raises:
        NotOnPanel: they do not.
    """
    person = by.person
    if person is None or "panel" not in part_in(case, person, local_day(by.at)).roles:
        raise NotOnPanel
    return person
