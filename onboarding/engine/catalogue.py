"""All an institution has defined: the dictionary, roles, papers, workflows and programmes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from onboarding.engine.blueprint import Blueprint, blueprint_names
from onboarding.engine.definition import (
    Chosen,
    Clock,
    DocumentType,
    Field,
    Programme,
    Role,
    Workflow,
)
from onboarding.engine.kinds import Registry
from onboarding.engine.leadtimes import LeadTimes
from onboarding.engine.overrides import overridden
from onboarding.engine.promising import Promising
from onboarding.engine.tempo import Tempo
from onboarding.engine.texts import filled
from onboarding.engine.tree import Typed
from onboarding.engine.vocabulary import parameter_types
from onboarding.engine.workdays import Workdays

Versions = Mapping[str, int]


@dataclass(eq=False)
class Catalogue:
    """The definitions by id. `workflows` maps each id to its versions: version → workflow.

    `promising`: what must hold before any step promises something to somebody.
    """

    registry: Registry
    fields: dict[str, Field] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    documents: dict[str, DocumentType] = field(default_factory=dict)
    workflows: dict[str, dict[int, Workflow]] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    workdays: Workdays = field(default_factory=Workdays)
    lead_times: LeadTimes = field(default_factory=LeadTimes)
    promising: Promising = field(default_factory=Promising)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    _blueprints: dict[tuple[str, tuple[tuple[str, int], ...]], Blueprint] = field(
        default_factory=dict
    )

    @cached_property
    def tempo(self) -> Tempo:
        """How fast each step goes."""
        return Tempo(self.lead_times, self.workdays)

    def newest(self, workflow: str) -> Workflow | None:
        """Return the newest version of a workflow."""
        versions = self.workflows.get(workflow)
        return versions[max(versions)] if versions else None

    def current(self) -> Iterable[Workflow]:
        """Return the newest version of every workflow."""
        return (versions[max(versions)] for versions in self.workflows.values())

    def versions_for(self, programme: str) -> dict[str, int]:
        """Return workflow id → version a case opened now would pin."""
        chosen = self.programmes[programme].workflows
        return {c.workflow: max(self.workflows[c.workflow]) for c in chosen}

    def names(self, pinned: Iterable[Workflow] = ()) -> dict[str, Typed]:
        """Return the vocabulary: of pinned versions, else of the newest, else of any."""
        every = (w for versions in self.workflows.values() for w in versions.values())
        workflows = (*every, *self.current(), *pinned)
        return blueprint_names(self.fields, workflows, self.programmes.values())

    def names_now(self) -> dict[str, Typed]:
        """Return the vocabulary of the newest versions alone: what texts may name now."""
        return blueprint_names(self.fields, self.current(), self.programmes.values())

    def names_then(self, workflow: Workflow) -> dict[str, Typed]:
        """Return what a version that is not the newest may name: all that any version ever had.

        It never changes any more, so what newer ones lost is no fault of it.
        """
        names = self.names([workflow])
        for versions in self.workflows.values():
            for step in (step for one in versions.values() for step in one.steps if step.outcomes):
                options = (*names[step.key].options, *(outcome.id for outcome in step.outcomes))
                names[step.key] = replace(names[step.key], options=tuple(dict.fromkeys(options)))
        return names

    def blueprint(self, programme: str, versions: Versions) -> Blueprint:
        """Return a programme compiled for pinned versions; compiled once for all its cases."""
        key = (programme, tuple(sorted(versions.items())))
        found = self._blueprints.get(key)
        if found is None:
            found = self._blueprints[key] = self._compile(self.programmes[programme], versions)
        return found

    def with_workflows(self, workflows: Iterable[Workflow]) -> "Catalogue":
        """Return the same catalogue with more versions of workflows; this one stays as it is."""
        found = {id: dict(versions) for id, versions in self.workflows.items()}
        for workflow in workflows:
            found.setdefault(workflow.id, {})[workflow.version] = workflow
        return replace(self, workflows=found, _blueprints={})

    def _compile(self, programme: Programme, versions: Versions) -> Blueprint:
        pinned = (
            tuned(self.workflows[chosen.workflow][versions[chosen.workflow]], chosen)
            for chosen in programme.workflows
            if chosen.workflow in versions
        )
        workflows = overridden(pinned, programme.overrides)
        names = self.names(workflows)
        given = (self.fields, self.documents, self.workdays, names)
        return Blueprint(programme, workflows, *given, partial(self.blueprint, programme.id))


def tuned(workflow: Workflow, chosen: Chosen) -> Workflow:
    """Return a workflow with the programme's parameters in place of its own, titles included."""
    own = replace(workflow, parameters={**workflow.parameters, **chosen.parameters})
    values = {f"parameter.{name}": value for name, value in own.parameters.items()}
    types = parameter_types(own)
    steps = (replace(step, title=filled(step.title, types, values)) for step in own.steps)
    return replace(own, steps=tuple(steps))
