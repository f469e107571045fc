"""Small institutions for tests: a few fields, a few steps, one programme, all from YAML."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import yaml

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.checks import check, duplicates
from onboarding.engine.clock_checks import check_clocks
from onboarding.engine.clock_reader import ClockTable, in_force, read_clocks
from onboarding.engine.entries import read_yaml
from onboarding.engine.errors import Fault
from onboarding.engine.events import ANSWERED, FINISHED, OPENED, REOPENED, STOPPED, Event
from onboarding.engine.kinds import Registry
from onboarding.engine.loader import Loader
from onboarding.engine.progress import Progress, advance, begin
from onboarding.engine.workdays import Workdays

DAY = date(2027, 1, 6)
FIELDS = """
stay:
  starts_on: {type: date}
  ends_on: {type: date}
  days: {type: integer, formula: stay.ends_on - stay.starts_on + 1}
  visits: {type: list, item: visit}
person:
  name: {type: name}
  country: {type: country}
  born_on: {type: date}
  age: {type: integer, formula: "age(person.born_on, stay.starts_on)"}
  paid: {type: yes_no}
  pay: {type: money}
  level: {type: choice, options: {low: , high: }}
  wishes: {type: choices, options: {desk: , quiet: }}
family:
  members: {type: list, item: member}
member:
  name: {type: name}
  born_on: {type: date}
  comes: {type: yes_no}
  age: {type: integer, formula: "age(member.born_on, stay.starts_on)"}
visit:
  starts_on: {type: date}
  days: {type: integer}
"""
ROLES = "{office: {held: department}, guest: {held: case}, host: {held: case}}"
BOTH = {"en": "Text", "ja": "文"}


@dataclass
class Files:
    """The files of an institution, as text by what they are."""

    workflows: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    fields: str = ""
    roles: str = ""
    documents: dict[str, str] = field(default_factory=dict)
    promises: str = ""
    clocks: list[str] = field(default_factory=list)


def read(files: Files, *, workdays: Workdays | None = None) -> tuple[Catalogue, list[Fault]]:
    """Load and check files: the catalogue as far as it goes, and every fault in order."""
    faults: list[Fault] = []
    clocks = in_force(clock_table(text, faults) for text in files.clocks)
    loader = Loader(registry(), clocks, faults)
    catalogue = Catalogue(loader.registry, workdays=workdays or Workdays(), clocks=clocks)
    fields = loader.fields(files.fields or filled_fields(FIELDS), "fields.yaml")
    catalogue.fields = {one.id: one for one in fields}
    roles = loader.roles(files.roles or filled(ROLES), "roles.yaml")
    catalogue.roles = {role.id: role for role in roles}
    for name, text in files.documents.items():
        catalogue.documents[name] = loader.document(text, f"{name}.yaml", name)
    for text in files.workflows:
        workflow = loader.workflow(text, "workflow.yaml")
        if workflow is not None:
            catalogue.workflows.setdefault(workflow.id, {})[workflow.version] = workflow
    for text in files.programmes:
        programme = loader.programme(text, "programme.yaml")
        if programme is not None:
            catalogue.programmes[programme.id] = programme
    if files.promises:
        catalogue.promising = loader.promises(files.promises, "promises.yaml")
    twice = duplicates((one.id, one.at) for one in fields)
    found = {*loader.faults, *twice, *check(catalogue), *check_clocks(catalogue)}
    return catalogue, sorted(found, key=lambda fault: (fault.place, fault.code, fault.about))


def clock_table(text: str, faults: list[Fault]) -> ClockTable:
    """Read a table of deadlines of law."""
    top = read_yaml(text, "legal_clocks.yaml", faults)
    assert top is not None
    return read_clocks(top)


def registry() -> Registry:
    """Return the core kinds, allowing the resource `room`."""
    found = Registry()
    found.allow("allocates", "room")
    return found


def blueprint(
    *workflows: str,
    fields: str = FIELDS,
    programme: str = "",
    documents: dict[str, str] | None = None,
    closed: tuple[date, ...] = (),
    clocks: tuple[str, ...] = (),
) -> Blueprint:
    """Compile steps as short as `- id: pay` into the blueprint of a programme that uses them.

    Each text is the steps of one workflow: the first is `w`, the second `w2`; a mapping instead
    of a list gives the workflow's other keys too. Titles, kinds and roles may be left out.
    """
    texts = [workflow(text, f"w{n}" if n > 1 else "w") for n, text in enumerate(workflows, 1)]
    ids = [yaml.safe_load(text)["id"] for text in texts]
    given = {"id": "p", "title": BOTH, "workflows": ids, **(yaml.safe_load(programme) or {})}
    papers = {name: paper(text) for name, text in (documents or {}).items()}
    files = Files(
        texts,
        [dump(given)],
        filled_fields(fields),
        documents=papers,
        clocks=list(clocks),
    )
    catalogue, faults = read(files, workdays=Workdays(closed))
    assert faults == [], faults
    return catalogue.blueprint("p", catalogue.versions_for("p"))


def workflow(text: str, id: str = "w") -> str:
    """Return the whole text of a workflow from its steps, or from a mapping with them."""
    given = yaml.safe_load(text)
    given = given if isinstance(given, dict) else {"steps": given}
    steps = [_step(step) for step in given.pop("steps")]
    return dump({"id": id, "version": 1, "title": BOTH, **given, "steps": steps})


def _step(step: dict[str, Any]) -> dict[str, Any]:
    outcomes = {name: {**BOTH, **(more or {})} for name, more in step.pop("outcomes", {}).items()}
    kind = "document" if "document" in step else "outcome" if outcomes else "task"
    found = {"kind": kind, "role": "office", "title": BOTH, **step}
    if "route" in step and "role" not in step:
        del found["role"]
    return {**found, "outcomes": outcomes} if outcomes else found


@cache
def filled_fields(text: str) -> str:
    """Return a dictionary's text with a label for every field and option."""
    groups = yaml.safe_load(text)
    for fields in groups.values():
        for one in fields.values():
            one.setdefault("label", BOTH)
            if "options" in one:
                one["options"] = dict.fromkeys(one["options"], BOTH)
            for rule in one.get("rules", ()):
                rule.setdefault("say", BOTH)
    return dump(groups)


@cache
def filled(text: str) -> str:
    """Return a mapping's text with both languages in each value."""
    return dump({name: {**BOTH, **value} for name, value in yaml.safe_load(text).items()})


def paper(text: str) -> str:
    """Return the whole text of a document from the facts it uses."""
    return dump({"title": BOTH, "languages": "both", "prefix": "X", **yaml.safe_load(text)})


def dump(value: Any) -> str:
    """Return a value as YAML."""
    return str(yaml.dump(value, Dumper=_WrittenOut, allow_unicode=True, sort_keys=False))


class _WrittenOut(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass
class Story:
    """A case told event by event, all on one day unless it is said which."""

    blueprint: Blueprint
    progress: Progress = field(init=False)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.progress = begin(self.blueprint, DAY)

    def tell(self, kind: str, on: date | None = None, **data: Any) -> "Story":
        """Let an event happen."""
        day = on or self.progress.today
        event = Event(len(self.events) + 1, kind, day, data)
        self.events.append(event)
        self.progress = advance(self.progress, event)
        return self

    def open(self, on: date | None = None, **facts: Any) -> "Story":
        """Open the case; `__` in a fact's name stands for the dot."""
        return self.tell(OPENED, on, facts=dotted(facts))

    def answer(self, on: date | None = None, **facts: Any) -> "Story":
        """Record facts outside of any step."""
        return self.tell(ANSWERED, on, facts=dotted(facts))

    def finish(self, *steps: str, on: date | None = None, **facts: Any) -> "Story":
        """Finish steps, `decision=approved` with an outcome; the facts go with the first."""
        for step in steps:
            key, _, outcome = step.partition("=")
            more = {"outcome": outcome} if outcome else {}
            self.tell(FINISHED, on, step=full(key), facts=dotted(facts), **more)
            facts = {}
        return self

    def reopen(self, step: str) -> "Story":
        """Take a finished step back."""
        return self.tell(REOPENED, step=full(step), reason="again")

    def stop(self) -> "Story":
        """End the case early."""
        return self.tell(STOPPED, reason="called off")

    def states(self) -> dict[str, str]:
        """Return step → what a person sees of it, in plan order; steps of `w` by their id."""
        return {
            p.key.removeprefix("w."): str(self.progress.state(p)) for p in self.progress.plan.steps
        }

    def opened(self) -> list[str]:
        """Return the open steps."""
        return [p.key.removeprefix("w.") for p in self.progress.open_steps()]

    def dues(self) -> dict[str, date]:
        """Return step → due date."""
        steps = self.progress.plan.steps
        return {steps[n].key.removeprefix("w."): day for n, day in self.progress.dues.items()}


def full(step: str) -> str:
    """Return a step's key: the workflow `w` is meant where none is named."""
    return step if "." in step.partition("@")[0] else f"w.{step}"


def dotted(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts with dots and items in their names: `member__name_at_m1`."""
    return {key.replace("__", ".").replace("_at_", "@"): value for key, value in facts.items()}


def state_of(progress: Progress) -> dict[str, Any]:
    """Return everything a progress knows, for comparing two of them."""
    names = ("today", "facts", "marks", "opened", "dues", "sequence", "done", "skipped")
    masks = ("undecided", "satisfied", "ready", "open", "stale", "stopped_by", "closed")
    return {name: getattr(progress, name) for name in (*names, *masks)}
