"""The checker: what is wrong with an institution's definitions, before anybody runs them.

Codes E101 and E102 come from the loader; here are references (E103), ids used twice (E104),
steps that wait for each other (E105), conditions (E111), and values that do not fit what they
stand for (E101).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from onboarding.engine.blueprint import items_of
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.circles import circles
from onboarding.engine.conditions import ConditionFault, parse
from onboarding.engine.definition import Chosen, DocumentType, Field, Phrase, Programme, Workflow
from onboarding.engine.errors import Fault, Place
from onboarding.engine.facts import fits, from_file
from onboarding.engine.nesting import chain
from onboarding.engine.override_checks import check_overrides
from onboarding.engine.promising import unknown_in
from onboarding.engine.references import References, in_file
from onboarding.engine.step_checks import check_workflow
from onboarding.engine.tree import Type
from onboarding.engine.vocabulary import RESERVED, scope_of, type_of, type_of_value


def check(catalogue: Catalogue) -> list[Fault]:
    """Return every fault of the definitions, in file order, none twice."""
    found = set(_faults(References(catalogue, catalogue.names_now())))
    return sorted(found, key=lambda fault: (fault.place, fault.code, fault.about))


def duplicates(defined: Iterable[tuple[str, Place]]) -> Iterator[Fault]:
    """Return E104 for every id defined a second time, at the second place."""
    seen: set[str] = set()
    for id, place in defined:
        if id in seen:
            yield Fault(place, "E104", "id_twice", (id,))
        seen.add(id)


def _faults(known: References) -> Iterator[Fault]:
    catalogue = known.catalogue
    lists = [field for field in catalogue.fields.values() if field.item]
    yield from duplicates((f.item or "", f.places["item"]) for f in lists)
    for field in catalogue.fields.values():
        yield from _field(known, field)
    for document in catalogue.documents.values():
        yield from _document(known, document)
    for versions in catalogue.workflows.values():
        for workflow in versions.values():
            yield from duplicates((s.id, s.places.get("id", s.at)) for s in workflow.steps)
            yield from check_workflow(_known_to(workflow, known), workflow)
    yield from circles(known)
    aliases = [(p, alias) for p in catalogue.programmes.values() for alias in p.aliases]
    yield from duplicates((alias, p.places[alias]) for p, alias in aliases)
    for programme in catalogue.programmes.values():
        yield from _programme(known, programme)
    for rule in catalogue.promising.rules:
        yield from known.condition(rule.that)
    yield from unknown_in(catalogue.promising, _ids(catalogue))


def _ids(catalogue: Catalogue) -> Mapping[str, Collection[str]]:
    """Return the ids there are of what the file of promises may name."""
    newest = [versions[max(versions)] for versions in catalogue.workflows.values()]
    return {
        "step": {step.key for workflow in newest for step in workflow.steps},
        "field": catalogue.fields,
        "role": catalogue.roles,
        "document": catalogue.documents,
    }


def _known_to(workflow: Workflow, newest: References) -> References:
    """Return what a version may refer to: the newest to what is there now, others to all."""
    catalogue = newest.catalogue
    if catalogue.newest(workflow.id) is workflow:
        return newest
    return References(catalogue, catalogue.names_then(workflow))


def _field(known: References, field: Field) -> Iterator[Fault]:
    if field.id in RESERVED:
        yield Fault(field.at, "E104", "id_twice", (field.id,))
    needed = {"list": "item", "choice": "options", "choices": "options"}.get(field.type)
    if needed and not getattr(field, needed):
        yield Fault(field.at, "E101", "missing_key", (needed,))
    if field.item and field.item not in {f.group for f in known.catalogue.fields.values()}:
        yield Fault(field.places["item"], "E103", "unknown_field", (f"{field.item}.…",))
    if field.type == "list" and field.id in chain(known.names[field.id].of, known.names):
        yield Fault(field.places.get("item", field.at), "E105", "lists_in_a_circle", (field.id,))
    for role in field.readers:
        yield from known.role(role, field.places[role])
    inside = items_of(field, known.names)
    if field.formula:
        yield from _formula(known, field, field.formula)
    for phrase in field.phrases():
        yield from known.condition(phrase, inside)


def _formula(known: References, field: Field, formula: Phrase) -> Iterator[Fault]:
    try:
        tree = parse(formula.text, scope_of(known.names, {}), items_of(field, known.names))
    except ConditionFault as fault:
        yield in_file(fault, formula)
        return
    if tree.typed.type is not type_of(field).type:
        yield Fault(formula.at, "E111", "formula_of_other_type", (field.id, field.type))


def _document(known: References, document: DocumentType) -> Iterator[Fault]:
    for name in (*document.uses, *document.optional):
        if name not in known.names:
            yield Fault(document.places[name], "E103", "unknown_field", (name,))
    for role in (*document.readers, *document.asked_by):
        yield from known.role(role, document.places[role])


def _programme(known: References, programme: Programme) -> Iterator[Fault]:
    if not programme.workflows and not programme.umbrella:
        yield Fault(programme.at, "E101", "missing_key", ("workflows",))
    if programme.workflows and programme.umbrella:
        yield Fault(programme.workflows[0].at, "E101", "unknown_key", ("workflows",))
    for tag in programme.tags:
        umbrella = known.catalogue.programmes.get(tag)
        if umbrella is None or not umbrella.umbrella:
            yield Fault(programme.places[tag], "E103", "unknown_programme", (tag,))
    for name, value in programme.facts.items():
        yield from _fact(known, name, value, programme.places[name])
    yield from duplicates((chosen.workflow, chosen.at) for chosen in programme.workflows)
    for chosen in programme.workflows:
        yield from _chosen(known, chosen)
    for rule in programme.rules:
        yield from known.condition(rule.that)
    yield from check_overrides(known, programme)


def _fact(known: References, name: str, value: Any, at: Place) -> Iterator[Fault]:
    """Return what is wrong with a fact true of every case of a programme."""
    field = known.catalogue.fields.get(name)
    if field is None:
        yield Fault(at, "E103", "unknown_field", (name,))
        return
    if field.formula:
        yield Fault(at, "E103", "computed_field_asked", (name,))
    yield from known.carried(name, frozenset(), at)
    if fits(field, from_file(field, value)):
        return
    if field.options:
        yield Fault(at, "E103", "unknown_option", (str(value), *(o.id for o in field.options)))
    else:
        yield _misfit(type_of(field).type, value, at)


def _chosen(known: References, chosen: Chosen) -> Iterator[Fault]:
    versions = known.catalogue.workflows.get(chosen.workflow)
    if versions is None:
        yield Fault(chosen.at, "E103", "unknown_workflow", (chosen.workflow,))
        return
    workflow: Workflow = versions[max(versions)]
    for name, value in chosen.parameters.items():
        at = chosen.places[name]
        if name not in workflow.parameters:
            yield Fault(at, "E103", "unknown_name", (f"parameter.{name}",))
            continue
        wanted = type_of_value(workflow.parameters[name]).type
        if type_of_value(value).type is not wanted:
            yield _misfit(wanted, value, at)


def _misfit(wanted: Type, value: Any, at: Place) -> Fault:
    """Return E101 for a value of another type than wanted."""
    about = (str(value),)
    if wanted is Type.DATE:
        return Fault(at, "E101", "not_a_date", about)
    if wanted is Type.NUMBER:
        return Fault(at, "E101", "not_a_number", about)
    if wanted is Type.BOOLEAN:
        return Fault(at, "E101", "not_yes_or_no", about)
    return Fault(at, "E101", "not_a_list" if wanted is Type.LIST else "not_a_text", about)
