"""What a cover list names: the papers made for somebody outside, and what people handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.cases import service
from onboarding.cases.checklist import item_name
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.recording import By
from onboarding.cases.registry import Happened
from onboarding.documents.models import Document
from onboarding.documents.service import of_case
from onboarding.engine.events import FINISHED
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.papers.wanted import WANTED

APPLICATION = "在留資格認定証明書交付申請書"
CERTIFICATE = "在留資格認定証明書"
# What people hand in that goes to the immigration office, in the order it lies.
HANDED_IN = (
    *("passport.photo", "passport.scan", "researcher.cv", "researcher.degree_certificate"),
    *("researcher.works", "position.living_costs_proof"),
    *("member.passport_scan", "member.relation_proof"),
)


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover list: who gets what it names, the list it is made from, the group of an item.

    `handed_in`: the fact that says it is handed in; what is made afterwards is of another matter.
    `apart`: papers for the same office that never lie in this set.
    """

    receiver: str
    list: str
    group: str
    handed_in: str
    apart: frozenset[str] = frozenset()


COVERS = {
    "mission_cover": Cover("mission", "papers.mission_set", "enclosed", "visa.visa_result"),
    "bureau_cover": Cover(
        *("bureau", "papers.bureau_set", "filed", "visa.coe_filed_on"),
        frozenset({"pickup_request", "request_for_documents"}),
    ),
}


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One line of a cover list; a paper that was handed in has no number of ours."""

    title: str
    number: str = "―"
    dated_on: date | None = None


def enclosed_facts(case: Case, progress: Progress, ids: frozenset[str]) -> dict[str, Any]:
    """Return the facts of those cover lists among some papers, as things stand now."""
    found: dict[str, Any] = {}
    for id in sorted(COVERS.keys() & ids):
        lines = list(_enclosures(case, progress, COVERS[id]))
        if lines:
            found |= _as_facts(COVERS[id], lines)
    return {key: value for key, value in found.items() if progress.facts.get(key) != value}


def _as_facts(cover: Cover, lines: list[Enclosure]) -> dict[str, Any]:
    items = tuple(f"{cover.receiver[0]}{number}" for number in range(1, len(lines) + 1))
    found: dict[str, Any] = {cover.list: items}
    for item, line in zip(items, lines, strict=True):
        found[f"{cover.group}.title@{item}"] = line.title
        found[f"{cover.group}.number@{item}"] = line.number
        found[f"{cover.group}.dated_on@{item}"] = line.dated_on
    return found


def _enclosures(case: Case, progress: Progress, cover: Cover) -> Iterator[Enclosure]:
    made = list(_made_for(case, cover))
    if cover.receiver == "mission":
        yield from _certificate(progress)
        yield from made
        return
    yield Enclosure(APPLICATION)
    yield from made
    yield from _handed_in(progress)


def _certificate(progress: Progress) -> Iterator[Enclosure]:
    """Yield the certificate of eligibility once it is issued: a visa is applied for with it."""
    if progress.facts.get("visa.coe_number") is not None:
        yield Enclosure(CERTIFICATE, dated_on=progress.facts.get("visa.coe_issued_on"))


def _made_for(case: Case, cover: Cover) -> Iterator[Enclosure]:
    """Yield the papers made for somebody outside that are out, the oldest first."""
    for document in reversed(of_case(case.id)):
        kind = library().documents.get(document.name)
        if kind is None or document.name in cover.apart:
            continue
        if cover.receiver in kind.goes_to and _is_out(document):
            yield Enclosure(kind.title.ja, document.number or "", document.dated_on)


def _is_out(document: Document) -> bool:
    return document.state == "made" and document.released_at is not None and not document.stale


def _handed_in(progress: Progress) -> Iterator[Enclosure]:
    fields = progress.plan.blueprint.fields
    for name in HANDED_IN:
        for key in [key for key in progress.facts if key.partition("@")[0] == name]:
            who = item_name(progress, key.partition("@")[2])
            yield Enclosure(fields[name].label.ja + (f"（{who}）" if who else ""))


def _concerns(planned: PlannedStep, cover: Cover, progress: Progress) -> bool:
    """Return whether a finished step brings something that a list not handed in yet is to name."""
    if progress.facts.get(cover.handed_in) is not None:
        return False
    kind = library().documents.get(planned.step.options.get("document", ""))
    issued = cover.receiver == "mission" and planned.step.key == "visa.coe_result"
    return issued or (kind is not None and cover.receiver in kind.goes_to)


def keep_up(happened: Happened) -> None:
    """Bring a cover list somebody asked for up to date once a paper it names is out."""
    event, after = happened.event, happened.after
    planned = after.plan.find(event.data["step"]) if event.kind == FINISHED else None
    wanted = frozenset(after.facts.get(WANTED, ()))
    if planned is None or not wanted & COVERS.keys():
        return
    theirs = {id for id, cover in COVERS.items() if _concerns(planned, cover, after)}
    facts = enclosed_facts(happened.case, after, wanted & theirs)
    if facts:
        service.record_facts(happened.case.id, facts, by=By(None, happened.at))
