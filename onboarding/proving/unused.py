"""W2xx: what is written down and never comes to anything."""

from collections.abc import Iterable, Iterator

from onboarding.engine.blueprint import inside_of, items_of, parsed_formulas
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.conditions import Lists, parse
from onboarding.engine.definition import Field, Phrase, Step, Workflow
from onboarding.engine.errors import Fault
from onboarding.engine.facts import in_group
from onboarding.engine.tree import Count, Node, Total, names_in, parts_of
from onboarding.engine.vocabulary import parameter_types, scope_of
from onboarding.proving.texts import trees_in_texts

PARAMETER = "parameter."


def unused(catalogue: Catalogue) -> Iterator[Fault]:
    """Return what no programme, step or paper ever uses."""
    reading = _Reading(catalogue)
    yield from _workflows(catalogue)
    for field in catalogue.fields.values():
        if field.id not in reading.used:
            yield Fault(field.at, "W203", "field_never_used", (field.id,))
    for workflow in catalogue.current():
        yield from _parameters(reading, workflow)
        for step in workflow.steps:
            yield from _step(catalogue, step)
    for role in catalogue.roles.values():
        if role.id not in reading.roles:
            yield Fault(role.at, "W206", "role_never_used", (role.id,))


def as_chosen(catalogue: Catalogue) -> Iterator[Workflow]:
    """Return every workflow as each programme tunes it."""
    for programme in catalogue.programmes.values():
        if programme.workflows:
            versions = catalogue.versions_for(programme.id)
            yield from catalogue.blueprint(programme.id, versions).workflows


def _workflows(catalogue: Catalogue) -> Iterator[Fault]:
    chosen = {c.workflow for p in catalogue.programmes.values() for c in p.workflows}
    for workflow in catalogue.current():
        if workflow.id not in chosen:
            at = workflow.places.get("id", workflow.at)
            yield Fault(at, "W202", "workflow_never_used", (workflow.id,))


def _parameters(reading: "_Reading", workflow: Workflow) -> Iterator[Fault]:
    named = {name for step in workflow.steps for name in reading.parameters(workflow, step)}
    for name in workflow.parameters:
        of_feature = name in reading.catalogue.registry.tuned_by
        if not of_feature and f"{PARAMETER}{name}" not in named:
            at = workflow.places.get("parameters", workflow.at)
            yield Fault(at, "W204", "parameter_never_used", (name,))


def _step(catalogue: Catalogue, step: Step) -> Iterator[Fault]:
    paper = catalogue.documents.get(step.options.get("document", ""))
    if paper is not None and not paper.readers:
        at = step.places.get("document", step.at)
        yield Fault(at, "W205", "paper_never_sent", (paper.id, step.key))
    told = [one.at for one in step.remind] + [one.at for one in step.escalate]
    if told and step.due is None:
        yield Fault(told[0] or step.at, "W207", "reminder_never_sent", (step.key,))


class _Reading:
    """Gathers the names that the files of an institution use, old versions included."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.names = catalogue.names()
        every = (w for versions in catalogue.workflows.values() for w in versions.values())
        self.workflows = [*every, *as_chosen(catalogue)]
        self.formulas = parsed_formulas(catalogue.fields.values(), self.names)
        self.used = self._with_formulas(set(self._fields()))
        self.roles = set(self._roles())

    def tree(self, phrase: Phrase, inside: Lists, workflow: Workflow | None = None) -> Node:
        """Return a condition or formula as a tree."""
        more = parameter_types(workflow) if workflow else {}
        return parse(phrase.text, scope_of(self.names, more), inside)

    def in_tree(self, tree: Node) -> Iterator[str]:
        """Return every name a tree reads, the lists it counts among them."""
        yield from names_in(tree, {})
        yield from _lists(tree)

    def parameters(self, workflow: Workflow, step: Step) -> Iterator[str]:
        """Return the parameters a step uses, and the condition of its workflow."""
        for rule in (step.due, *(opening.rule for opening in step.opens)):
            if rule and isinstance(rule.amount, str):
                yield f"{PARAMETER}{rule.amount}"
        yield from step.options.values()
        yield from (name for tree in self._trees(workflow, step) for name in names_in(tree, {}))

    def _trees(self, workflow: Workflow, step: Step) -> Iterator[Node]:
        once = (opening.once for opening in step.opens)
        if workflow.applies:
            yield self.tree(workflow.applies, frozenset(), workflow)
        inside = inside_of(step, self.names)
        by_law = step.clock.when if step.clock else None
        for phrase in (step.when, by_law, *once):
            if phrase:
                yield self.tree(phrase, inside, workflow)
        scope = scope_of(self.names, parameter_types(workflow))
        yield from trees_in_texts(step, scope, inside)

    def _fields(self) -> Iterator[str]:
        yield from self.catalogue.registry.read_by
        for workflow in self.workflows:
            for step in workflow.steps:
                yield from self._of_step(workflow, step)
        for document in self.catalogue.documents.values():
            yield from document.reads
        for programme in self.catalogue.programmes.values():
            yield from programme.facts
            for rule in programme.rules:
                yield from self.in_tree(self.tree(rule.that, frozenset()))
        for rule in self.catalogue.promising.rules:
            yield from self.in_tree(self.tree(rule.that, frozenset()))
        for field in self.catalogue.fields.values():
            yield from self._of_field(field)

    def _of_field(self, field: Field) -> Iterator[str]:
        if field.at_opening:
            yield field.id
            yield from self._items(field)
        for phrase in field.phrases():
            yield from set(self.in_tree(self.tree(phrase, items_of(field, self.names)))) - {
                field.id
            }

    def _items(self, field: Field) -> Iterator[str]:
        return (one.id for one in in_group(self.catalogue.fields.values(), field.item))

    def _of_step(self, workflow: Workflow, step: Step) -> Iterator[str]:
        fields = self.catalogue.fields
        for ask in (*step.every_ask(), *step.shows, *step.redo_when_changed):
            yield ask.field
            if ask.field in fields and fields[ask.field].item:
                yield from self._items(fields[ask.field])
        if step.each:
            yield step.each.text
        for rule in (step.due, *(opening.rule for opening in step.opens)):
            yield from (rule.anchor, rule.at_latest) if rule else ()
        yield from (opening.after for opening in step.opens)
        for tree in self._trees(workflow, step):
            yield from self.in_tree(tree)
        brought = self.catalogue.registry.brought_by(step.kind, step.options)
        yield from brought.certain | brought.possible

    def _with_formulas(self, names: set[str]) -> set[str]:
        """Return names with those that computed fields among them read."""
        look = list(names)
        while look:
            formula = self.formulas.get(look.pop())
            new = set(self.in_tree(formula)) - names if formula else set[str]()
            names |= new
            look += new
        return names

    def _roles(self) -> Iterator[str]:
        for workflow in self.workflows:
            for step in workflow.steps:
                yield from step.roles
                yield from step.not_by
                yield from (reminder.role for reminder in step.remind if reminder.role)
                yield from (escalation.role for escalation in step.escalate)
        readers: Iterable[Iterable[str]] = (
            *(field.readers for field in self.catalogue.fields.values()),
            *(document.readers for document in self.catalogue.documents.values()),
            *(document.asked_by for document in self.catalogue.documents.values()),
        )
        yield from (role for roles in readers for role in roles)


def _lists(node: Node) -> Iterator[str]:
    if isinstance(node, Count | Total):
        yield node.list
    for part in parts_of(node):
        yield from _lists(part)
