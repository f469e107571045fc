"""Where features tell cases about themselves: their kinds of steps, their pages, their part.

A feature calls these when it is imported; `cases` never imports a feature.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from onboarding.cases.models import Case
from onboarding.cases.policies import BY_CASE, Part
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Step
from onboarding.engine.errors import Fault
from onboarding.engine.events import Event
from onboarding.engine.kinds import Registry
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress

registry = Registry()
# The roles a case itself can name somebody for; all others are given by a department.
registry.allow("role", *BY_CASE)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a case, with the state before and after, told inside its transaction."""

    case: Case
    event: Event
    before: Progress
    after: Progress
    at: datetime


@dataclass(frozen=True, slots=True)
class Panel:
    """What a feature shows among the questions of a form, and how it helps to fill them in.

    `show(visit, planned, form)` returns the values of `template`. `fill(visit, planned, typed)`
    writes into what was typed, where a button of the panel asks for it. It stands above the
    question about the field `before`, else below them all; `done` is a template that stands in
    its place where the step is finished.
    """

    template: str
    show: Callable[[Any, Any, Any], Mapping[str, Any]]
    fill: Callable[[Any, Any, Any], None] | None = None
    before: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel as one page shows it."""

    template: str
    before: str
    values: Mapping[str, Any]
    done: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps a paper from being made though all its facts are known.

    `stands(case, progress, planned)` says whether it does; `say`: what is missing then, in words;
    `page`: the endpoint where a case's staff see to it.
    """

    reason: str
    stands: Callable[[Case, Progress, PlannedStep], bool]
    say: Any
    page: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day a feature puts into the researcher's calendar, and beside the checklist when near.

    `id` stays the same when it moves; `label` is what the day is the last of, in few words.
    """

    id: str
    title: str
    day: date
    what: str = ""
    label: str = ""


# How long ahead a last day stands beside the checklist: as long as for a passport to be renewed.
_NEAR = timedelta(days=180)
Follower = Callable[[Happened], None]
DaysOf = Callable[[Case, date], Iterable[CalendarDay]]
PartDone = Callable[[int, str], set[int]]
FolderCheck = Callable[[Path, Catalogue], Iterable[Fault]]
Consequence = Callable[[int, int], str | None]
_pages: dict[str, str] = {}
_panels: dict[str, Panel] = {}
_holds: dict[str, Hold] = {}
_case_pages: list[tuple[Set[str], str]] = []
_researcher_pages: dict[str, tuple[Any, str]] = {}
_pages_about: list[tuple[Any, str, Callable[[Part], bool]]] = []
_days: list[DaysOf] = []
_parts_done: dict[str, PartDone] = {}
_followers: list[Follower] = []
_consequences: list[Consequence] = []
_checks: list[FolderCheck] = []


def page_for(what: str, endpoint: str) -> None:
    """Give steps a page of the feature's own.

    `what`: a kind, the resource of an allocation, or a kind with an option (`decision.about`).
    """
    _pages[what] = endpoint


def page_of(step: Step) -> str:
    """Return the endpoint of a step's page."""
    with_options = (f"{step.kind}.{option}" for option in step.options)
    wanted = (step.options.get("allocates", ""), *with_options, step.kind)
    return next((_pages[what] for what in wanted if what in _pages), "cases.step")


def serves(blueprint: str | None, step: Step) -> bool:
    """Return whether the pages of a blueprint are for a step: a feature's are for its own alone."""
    owners = {endpoint.partition(".")[0] for endpoint in _pages.values()}
    return blueprint not in owners or page_of(step).partition(".")[0] == blueprint


def researcher_page_for(what: str, label: Any, endpoint: str) -> None:
    """Give the researcher a page about steps somebody else does; `what` as in `page_for`."""
    _researcher_pages[what] = (label, endpoint)


def researcher_pages(steps: Iterable[Step]) -> list[tuple[Any, str]]:
    """Return (label, endpoint) of the pages the researcher has about these steps, each once."""
    wanted = (step.options.get("allocates", step.kind) for step in steps)
    return [_researcher_pages[what] for what in dict.fromkeys(wanted) if what in _researcher_pages]


def panel_for(name: str, panel: Panel) -> None:
    """Offer a panel that a form's `beside` may name."""
    registry.allow("beside", name)
    _panels[name] = panel


def panel_of(step: Step) -> Panel | None:
    """Return the panel shown beside the questions of a step, if it names one."""
    return _panels.get(step.options.get("beside", ""))


def hold_papers(documents: Iterable[str], hold: Hold) -> None:
    """Have a feature keep papers from being made while something stands against them."""
    _holds.update(dict.fromkeys(documents, hold))


def hold_on(document: str) -> Hold | None:
    """Return what may keep a paper from being made; None where nothing does."""
    return _holds.get(document)


def case_page_for(roles: Set[str], endpoint: str) -> None:
    """Give a page of their own to people whose part in a case is one of these roles alone."""
    _case_pages.append((roles, endpoint))


def case_page_of(roles: Set[str]) -> str | None:
    """Return the endpoint of the first page of a case for these roles, if it is a feature's."""
    return next((endpoint for own, endpoint in _case_pages if roles <= own), None)


def page_about(label: Any, endpoint: str, may: Callable[[Part], bool]) -> None:
    """Give every case a page of the feature's own, for those a policy lets in."""
    _pages_about.append((label, endpoint, may))


def pages_about(part: Part) -> list[tuple[Any, str]]:
    """Return (label, endpoint) of the pages features have about a case, for somebody's part."""
    return [(label, endpoint) for label, endpoint, may in _pages_about if may(part)]


def days_from(days: DaysOf) -> None:
    """Put days of a feature's own into the researcher's calendar."""
    _days.append(days)


def days_of(case: Case, today: date) -> list[CalendarDay]:
    """Return the days features put into the researcher's calendar."""
    return [day for days in _days for day in days(case, today)]


def near_days_of(case: Case, today: date) -> list[CalendarDay]:
    """Return those days that are near, the soonest first."""
    near = (one for one in days_of(case, today) if one.label and one.day <= today + _NEAR)
    return sorted(near, key=lambda one: (one.day, one.id))


def part_done_by(kind: str, done: PartDone) -> None:
    """Tell who has done their part of an open step that several people do.

    `done(case_id, key)` returns the ids of those nobody has to remind any more.
    """
    _parts_done[kind] = done


def part_done(kind: str, case_id: int, key: str) -> set[int]:
    """Return the ids of the people whose part of an open step is done."""
    done = _parts_done.get(kind)
    return done(case_id, key) if done else set()


def check_with(check: FolderCheck) -> None:
    """Have a feature check the rule tables it reads whenever definitions are checked."""
    _checks.append(check)


def folder_faults(folder: Path, catalogue: Catalogue) -> set[Fault]:
    """Return what features find wrong with their own rule tables."""
    return {fault for check in _checks for fault in check(folder, catalogue)}


def follow(follower: Follower) -> Follower:
    """Have a feature told of every event, to do its part in the same commit."""
    _followers.append(follower)
    return follower


def tell(happened: Happened) -> None:
    """Tell every follower."""
    for follower in _followers:
        follower(happened)


def consequence(found: Consequence) -> None:
    """Have a feature show staff what follows from an event they caused.

    `found(case_id, sequence)` returns the address of its page; None where nothing follows.
    """
    _consequences.append(found)


def consequence_of(case_id: int, sequence: int) -> str | None:
    """Return the address of the first page about what follows from events of that number on."""
    pages = (found(case_id, sequence) for found in _consequences)
    return next((page for page in pages if page), None)
