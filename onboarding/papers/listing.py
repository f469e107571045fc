"""The papers of a case as somebody sees them: those there are, and those that can be asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from babel.lists import format_list
from flask import url_for

from onboarding.cases.checklist import item_name
from onboarding.cases.file_views import may_open
from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.cases.policies import may_look, may_manage
from onboarding.cases.registry import hold_on
from onboarding.cases.views import step_url
from onboarding.documents.models import Document
from onboarding.documents.service import of_case
from onboarding.engine.definition import DocumentType, Step
from onboarding.engine.events import ANSWERED, Event
from onboarding.engine.lawdays import Span, last_day
from onboarding.engine.papers import facts_missing
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, State, advance
from onboarding.papers.enclosing import enclosed_facts
from onboarding.papers.policies import is_theirs, may_ask_for
from onboarding.papers.wanted import (
    WANTED,
    WORKFLOW,
    asking_for_each,
    known_papers,
    step_of,
    steps_of,
)
from onboarding.people.gate import today
from onboarding.web.speaking import reader_language


@dataclass(frozen=True, slots=True)
class Need:
    """What has to come first: a step of somebody, or a fact. `url`: where to see to it."""

    label: str
    who: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of a case: what is made of it, the older ones it replaced, what it waits for.

    `state`: `waiting`, `lacking`, `asked`, `failed`, `signing`, `made`, `stale`.
    `asks`: the visitor may ask for it at all; `anew`, `drops`, `more`: what can be done of it now.
    """

    key: str
    kind: DocumentType
    who: str
    state: str
    document: Document | None
    older: tuple[Document, ...]
    needs: tuple[Need, ...]
    valid_until: date | None
    opens: bool
    asks: bool
    anew: bool
    drops: bool
    more: bool

    @property
    def expired(self) -> bool:
        """Return whether those it is for do not take it any more."""
        return self.valid_until is not None and self.valid_until < today()


@dataclass(frozen=True, slots=True)
class Wish:
    """A paper that can be asked for, and what would have to come first."""

    id: str
    kind: DocumentType
    needs: tuple[Need, ...]


def lines(visit: Visit) -> list[PaperLine]:
    """Return the papers of a case the visitor may know of, those to be made first."""
    made: dict[str, list[Document]] = {}
    for document in of_case(visit.case.id):
        made.setdefault(document.step_key, []).append(document)
    keys = dict.fromkeys((*_wanted_keys(visit.progress), *made))
    numbered = frozenset(_base(key) for key, docs in made.items() if any(d.number for d in docs))
    found = (_line(visit, key, made.get(key, []), numbered) for key in keys)
    return [line for line in found if line and is_theirs(visit.part, line.kind, line.document)]


def _wanted_keys(progress: Progress) -> Iterator[str]:
    """Yield the steps of papers that were asked for."""
    for planned in progress.plan.steps:
        on_request = planned.step.workflow == WORKFLOW and planned.document is not None
        if on_request and progress.state(planned) is not State.SKIPPED:
            yield planned.key
    for id in progress.facts.get(WANTED, ()):
        if not steps_of(progress, id) and _asked_first(progress, id):
            yield f"{WORKFLOW}.{id}"


def _asked_first(progress: Progress, id: str) -> list[PlannedStep]:
    """Return the steps that ask for which makings a paper is wanted, where they apply."""
    asking = asking_for_each(progress, id)
    return [planned for planned in asking if progress.state(planned) is not State.SKIPPED]


def _base(key: str) -> str:
    return key.partition("@")[0]


def _line(
    visit: Visit, key: str, documents: list[Document], numbered: frozenset[str]
) -> PaperLine | None:
    planned = visit.progress.plan.find(key)
    newest = documents[0] if documents else None
    workflow, _, id = _base(key).partition(".")
    on_request = workflow == WORKFLOW
    step = planned.step if planned else step_of(visit.progress, id)
    kind = library().documents.get(newest.name if newest else _document_of(step))
    if kind is None:
        return None
    asks = may_ask_for(visit.part, kind) and not visit.progress.closed
    is_made = newest is not None and newest.state == "made"
    to_come = planned is not None and visit.progress.state(planned) is not State.SKIPPED
    return PaperLine(
        key=key,
        kind=kind,
        who=_made_for(visit.progress, planned),
        state=_state(visit.progress, planned, newest),
        document=newest,
        older=tuple(documents[1:]),
        needs=() if is_made else tuple(_first(visit, planned, id)),
        valid_until=_valid_until(kind, newest),
        opens=newest is not None and newest.file_id is not None and may_open(visit, newest),
        asks=asks,
        anew=asks and is_made and to_come,
        drops=asks and on_request and _base(key) not in numbered,
        more=asks and on_request and is_made and _may_ask_for_more(visit.progress, id),
    )


def _made_for(progress: Progress, planned: PlannedStep | None) -> str:
    """Return what tells one making of a paper from the others: a person, or what it is for."""
    if planned is None or not planned.item:
        return ""
    if not asking_for_each(progress, planned.step.id):
        return item_name(progress, planned.item)
    uses = (library().fields[key.partition("@")[0]] for key, _read in planned.uses if "@" in key)
    chosen = next((field for field in uses if field.type == "choices"), None)
    ids = progress.facts.get(f"{chosen.id}@{planned.item}", ()) if chosen else ()
    words = [chosen.option(id).in_(reader_language()) for id in ids] if chosen else []
    return format_list(words, locale=reader_language())


def _first(visit: Visit, planned: PlannedStep | None, id: str) -> Iterator[Need]:
    if planned is not None:
        yield from needs(visit, visit.progress, planned)
        return
    for asking in _asked_first(visit.progress, id):
        yield _step_need(visit, asking)


def _may_ask_for_more(progress: Progress, id: str) -> bool:
    """Return whether one more making can be asked for: where none is being asked already."""
    asking = asking_for_each(progress, id)
    return bool(asking) and all(progress.state(planned) is State.DONE for planned in asking)


def newest_number(document: Document | None) -> str | None:
    """Return the number of a paper; None where it has none yet."""
    return document.number if document else None


def _document_of(step: Step | None) -> str:
    return step.options.get("document", "") if step else ""


def _state(progress: Progress, planned: PlannedStep | None, newest: Document | None) -> str:
    if newest is None:
        return "waiting"
    if newest.stale:
        return "stale"
    is_open = planned is not None and progress.open >> planned.number & 1
    if newest.state == "made" and is_open:
        return "signing"
    return "asked" if newest.state == "making" else newest.state


def _valid_until(kind: DocumentType, document: Document | None) -> date | None:
    if document is None or document.dated_on is None or not kind.valid_months:
        return None
    return last_day(document.dated_on, Span(months=kind.valid_months))


def needs(visit: Visit, progress: Progress, planned: PlannedStep) -> Iterator[Need]:
    """Yield what a paper waits for: steps that come first, else the facts it lacks."""
    if progress.state(planned) is State.WAITING:
        for step in progress.blockers(planned):
            yield _step_need(visit, step)
    elif progress.state(planned) is State.OPEN:
        missing = facts_missing(progress, planned)
        for key in missing:
            field = library().fields[key.partition("@")[0]]
            yield Need(field.label.in_(reader_language()), url=_fact_link(visit, key))
        hold = None if missing else hold_on(_document_of(planned.step))
        if hold and hold.stands(visit.case, progress, planned):
            page = url_for(hold.page, case_id=visit.case.id) if may_manage(visit.part) else ""
            yield Need(str(hold.say), url=page)


def _step_need(visit: Visit, planned: PlannedStep) -> Need:
    role = library().roles[planned.step.role].label.in_(reader_language())
    return Need(planned.step.title.in_(reader_language()), role, _step_link(visit, planned))


def _step_link(visit: Visit, planned: PlannedStep) -> str:
    """Return the address of a step, where the visitor may open it now."""
    real = visit.progress.plan.find(planned.key)
    if real is None or visit.progress.state(real) is State.SKIPPED:
        return ""
    return step_url(visit.case.id, real) if may_look(visit.part, real) else ""


def _fact_link(visit: Visit, key: str) -> str:
    """Return where a fact is asked, else where the office corrects it."""
    plan = visit.progress.plan
    asking = visit.progress.steps(plan.asked_in.get(key, 0))
    links = (_step_link(visit, planned) for planned in asking)
    found = next((link for link in links if link), "")
    if found or not may_manage(visit.part):
        return found
    name, _, item = key.partition("@")
    group = "@".join(part for part in (name.partition(".")[0], item) if part)
    return url_for("case_staff.correct", case_id=visit.case.id, group=group)


def wishes(visit: Visit) -> list[Wish]:
    """Return the papers the visitor may ask for and that this case can have, not asked for yet.

    Which apply is found by supposing that all of them were asked for.
    """
    field, progress = known_papers(visit.progress), visit.progress
    if field is None or progress.closed:
        return []
    ids = tuple(option.id for option in field.options)
    left = [id for id in ids if id not in progress.facts.get(WANTED, ())]
    facts = {WANTED: ids, **enclosed_facts(visit.case, progress, frozenset(left))}
    supposed = advance(progress, Event(progress.sequence + 1, ANSWERED, today(), {"facts": facts}))
    return list(_wishes(visit, supposed, left))


def _wishes(visit: Visit, supposed: Progress, ids: Iterable[str]) -> Iterator[Wish]:
    for id in ids:
        steps = [p for p in steps_of(supposed, id) if supposed.state(p) is not State.SKIPPED]
        asking = [] if steps else _asked_first(supposed, id)
        kind = library().documents.get(_document_of(step_of(supposed, id)))
        if kind and (steps or asking) and may_ask_for(visit.part, kind):
            found = [need for planned in steps for need in needs(visit, supposed, planned)]
            found += [_step_need(visit, planned) for planned in asking]
            yield Wish(id, kind, tuple(dict.fromkeys(found)))


def may_ask_for_id(visit: Visit, id: str) -> bool:
    """Return whether the visitor may ask for a paper by its id, and so take the wish back."""
    kind = library().documents.get(_document_of(step_of(visit.progress, id)))
    return kind is not None and may_ask_for(visit.part, kind)
