"""The matrix of facts and papers, from the definitions alone: what is made from what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from onboarding.documents.rendering import read_of_us
from onboarding.engine.blueprint import blueprint_names, parsed_formulas
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Text
from onboarding.engine.tree import Name, names_in
from onboarding.office.papertrail.details import detail_text
from onboarding.visa.exported.behind import OF_US, facts_by_definition
from onboarding.visa.exported.models import BULK, WORKBOOK
from onboarding.visa.exported.saying import names_on
from onboarding.visa.forms.answers import Applicant, Institution
from onboarding.visa.forms.items import Application, application

FORMS = (WORKBOOK, BULK)
_MARKS = {WORKBOOK: "XLSX", BULK: "CSV"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A column: a document of ours, or one of the agency's forms. `mark`: its short name.

    `facts`: the fields, and the steps whose outcome it tells, that it is made from.
    """

    id: str
    mark: str
    title: Text
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: a field of the dictionary, or a step whose outcome papers tell."""

    id: str
    label: Text
    group: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Facts down, papers across."""

    facts: tuple[Fact, ...]
    papers: tuple[Paper, ...]

    def narrowed(self, *, fact: str = "", paper: str = "", made: Iterable[str] = ()) -> "Matrix":
        """Return the part about one fact, about one paper, about the papers a programme makes."""
        made = frozenset(made)
        papers = [
            one
            for one in self.papers
            if paper in ("", one.id)
            and (not fact or fact in one.facts)
            and (not made or one.id in made)
        ]
        used = {id for one in papers for id in one.facts}
        facts = [one for one in self.facts if one.id in used and fact in ("", one.id)]
        return Matrix(tuple(facts), tuple(papers))


def matrix(
    catalogue: Catalogue, folder: Path, titles: Mapping[str, Text], institution: Institution
) -> Matrix:
    """Return the whole matrix; `titles` names the agency's forms.

    A calculated field stands for the facts it is calculated from. What the institution says of
    itself is no fact of a case; the details papers tell stand below all others.
    """
    names = blueprint_names(catalogue.fields, catalogue.current(), catalogue.programmes.values())
    formulas = parsed_formulas(catalogue.fields.values(), names)
    papers = []
    for document in catalogue.documents.values():
        nodes = (Name(name, names[name]) for name in document.reads if name in names)
        facts = frozenset(id for node in nodes for id in names_in(node, formulas))
        told = {_detail(f"{OF_US}{name}") for name in read_of_us(document, institution)}
        papers.append(Paper(document.id, document.prefix, document.title, facts | told))
    form = application(folder)
    behind = _behind(form, catalogue, institution)
    for kind in FORMS:
        on_it = names_on(kind, folder)
        read = {_detail(f) for name, facts in behind.items() if name in on_it for f in facts}
        papers.append(Paper(kind, _MARKS[kind], titles[kind], frozenset(read)))
    used = {id for paper in papers for id in paper.facts}
    return Matrix(tuple(_facts(catalogue, used)), tuple(papers))


def _detail(fact: str) -> str:
    """Return a detail of the institution in whole, its languages as one; a fact as it is."""
    return ".".join(fact.split(".")[:2])


def _behind(
    form: Application, catalogue: Catalogue, institution: Institution
) -> dict[str, frozenset[str]]:
    """Return answer of the application → every field it may be made from, whoever applies."""
    statuses = {status for section in form.sections for status in section.statuses}
    places = {section.at for section in form.sections} | {"university"}
    found: dict[str, frozenset[str]] = {"purpose": frozenset({"visa.residence_status"})}
    for who in (
        *(Applicant(status, place) for status in sorted(statuses) for place in sorted(places)),
        Applicant("dependent", "university", "m1"),
    ):
        for name, facts in facts_by_definition(form, who, catalogue.fields, institution).items():
            found[name] = found.get(name, frozenset()) | facts
    return found


def _facts(catalogue: Catalogue, used: set[str]) -> Iterable[Fact]:
    """Return the rows as the dictionary has them, outcomes of steps, the institution's details."""
    for field in catalogue.fields.values():
        if field.id in used:
            yield Fact(field.id, field.label, field.group)
    for workflow in catalogue.current():
        for step in workflow.steps:
            if step.key in used:
                yield Fact(step.key, step.title, workflow.id)
    for id in sorted(one for one in used if one.startswith(OF_US)):
        yield Fact(id, detail_text(id.removeprefix(OF_US)), "institution")


def papers_of(catalogue: Catalogue, programme: str) -> frozenset[str]:
    """Return the papers a programme makes, the agency's forms with them."""
    chosen = {one.workflow for one in catalogue.programmes[programme].workflows}
    steps = (step for w in catalogue.current() if w.id in chosen for step in w.steps)
    made = {step.options["document"] for step in steps if step.kind == "document"}
    return frozenset(made | (set(FORMS) if "visa" in chosen else set()))
