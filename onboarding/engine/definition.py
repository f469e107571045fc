"""What the files of an institution define: fields, roles, documents, workflows, programmes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from onboarding.engine.due import DueRule, Escalation, Reminder
from onboarding.engine.errors import Place
from onboarding.engine.routes import Seat, Stage
from onboarding.engine.wording import Option as Option
from onboarding.engine.wording import Phrase as Phrase
from onboarding.engine.wording import Rule as Rule
from onboarding.engine.wording import Source as Source
from onboarding.engine.wording import Text as Text

# Key, or name in a list → where it stands in its file.
Places = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of the institution's data dictionary.

    `limits` holds `min`, `max` (numbers, or days from today for dates as text), `length`.
    A list field has an `item` prefix (`member`) under which its inner fields are defined.
    A computed field has a `formula` and is never asked. `readers`: the only roles that may read
    it, where its privacy class alone does not say. `at_opening`: whether a case knows it from the
    moment it is opened: `required` always, `possible` perhaps, empty never.
    """

    id: str
    label: Text
    type: str
    at: Place
    help: Text | None = None
    privacy: str = "personal"
    options: tuple[Option, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)
    formula: Phrase | None = None
    item: str | None = None
    optional: bool = False
    asked_when: Phrase | None = None
    rules: tuple[Rule, ...] = ()
    readers: tuple[str, ...] = ()
    at_opening: str = ""
    places: Places = field(default_factory=dict, repr=False)

    @property
    def group(self) -> str:
        """Return the group of the dictionary the field stands in: `member` of `member.age`."""
        return self.id.partition(".")[0]

    def phrases(self) -> list[Phrase]:
        """Return the conditions the field carries: when it is asked, what it must meet."""
        when = [self.asked_when] if self.asked_when else []
        return when + [rule.that for rule in self.rules]

    def option(self, id: str) -> Text:
        """Return the label of one option; its id in both languages where it is not known."""
        found = next((option.label for option in self.options if option.id == id), None)
        return found or Text(id, id)


@dataclass(frozen=True, slots=True)
class Role:
    """Who acts. `held` says how one comes to it: by the case, by a department, or by a machine."""

    id: str
    label: Text
    held: str
    at: Place


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A paper we generate: its languages, the facts it is made from and who may read it.

    `asked_by`: the roles that may ask for it besides the office. `valid_months`: how long those
    it is for take it; 0 where nobody counts. `goes_to`: to whom outside it is handed in.
    `promises`: whether whoever holds it may rely on the stay; None where it does not say.
    """

    id: str
    title: Text
    languages: str
    uses: tuple[str, ...]
    optional: tuple[str, ...]
    readers: tuple[str, ...]
    prefix: str
    sealed: bool
    at: Place
    source: Source | None = None
    places: Places = field(default_factory=dict, repr=False)
    asked_by: tuple[str, ...] = ()
    valid_months: int = 0
    goes_to: tuple[str, ...] = ()
    promises: bool | None = None

    @property
    def reads(self) -> frozenset[str]:
        """Every field whose change makes the paper stale."""
        return frozenset(self.uses + self.optional)


@dataclass(frozen=True, slots=True)
class Ask:
    """A field a step asks for; optional here even where the dictionary requires it."""

    field: str
    optional: bool
    at: Place


@dataclass(frozen=True, slots=True)
class Need:
    """A step that must be finished, or not apply, before this one opens."""

    step: str
    at: Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way a decision or an outside answer can go. `then` is empty, `stop`, `back` or `on`.

    `back_to`: the steps it may send back to, one of which is chosen where there are several;
    `redo`: what is done again besides, None for all that lies between. `on_to`: the step that
    applies only where an outcome leads to it. `at` is where `then` stands, or the outcome itself.
    `promises`: whether it says yes to somebody.
    """

    id: str
    label: Text
    asks: tuple[Ask, ...]
    then: str
    back_to: tuple[str, ...]
    at: Place
    redo: tuple[Need, ...] | None = None
    on_to: str = ""
    promises: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """One thing that must hold for a step to open.

    One of these is given: `rule`, a date that has come; `after`, a fact that is known or a step
    that is finished; `once`, a condition that holds.
    """

    at: Place
    rule: DueRule | None = None
    after: str = ""
    once: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline of law: from which event to which day, and what follows if it is missed.

    `event`: what starts it, in words; `due`, `opens`: the dates, as steps write them. `who` has to
    act by law: `person`, `institution` or `authority`. `when`: whom it concerns; `applies_to`
    says so in words. `act`: what has to be done. `closed_day`: what is known of a last day that is
    a closed day. `entry`: what it is called where deadlines are collected.
    """

    id: str
    title: Text
    event: Text
    due: DueRule | None
    opens: tuple[Opening, ...]
    who: str
    when: Phrase | None
    applies_to: Text | None
    act: Text | None
    where: Text | None
    consequence: Text | None
    note: Text | None
    closed_day: Text | None
    source: Source
    entry: str
    at: Place
    places: Places = field(default_factory=dict, repr=False)

    def dates(self, names: Collection[str]) -> dict[str, str]:
        """Return the facts its dates hang on → the key that names each; `names`: all there are."""
        opens = (opening.rule for opening in self.opens if opening.rule)
        found = {rule.anchor_in(names): "opens" for rule in opens}
        if self.due and self.due.at_latest:
            found[self.due.at_latest] = "at_latest"
        if self.due:
            found[self.due.anchor_in(names)] = "due"
        return found


@dataclass(frozen=True, slots=True)
class Branch:
    """An outcome of a step that leads on to another step."""

    step: str
    outcome: str
    at: Place


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work of one role. `needs` and outcome targets carry their workflow's id.

    `opens`: all that must hold for it to open. `branches`: the outcomes that lead on to it; with
    any of them, it applies only after one. `redo_when_changed`: facts whose change takes the
    finished step back. `deputy`: another role that may act in it. `not_by`: who plays
    one of these roles in the case may not, whatever else they are. `route`: where it sits in the
    route of an approval; `stages`: the stages of that route, on the approval itself. `promises`:
    whether doing it, however it ends, says yes to somebody, be it informally. `clock`: the
    deadline of law its dates come from.
    """

    id: str
    workflow: str
    kind: str
    role: str
    title: Text
    at: Place
    help: Text | None = None
    where: Text | None = None
    bring: tuple[Text, ...] = ()
    needs: tuple[Need, ...] = ()
    when: Phrase | None = None
    each: Phrase | None = None
    asks: tuple[Ask, ...] = ()
    shows: tuple[Ask, ...] = ()
    due: DueRule | None = None
    opens: tuple[Opening, ...] = ()
    remind: tuple[Reminder, ...] = ()
    escalate: tuple[Escalation, ...] = ()
    deputy: str = ""
    not_by: tuple[str, ...] = ()
    redo_when_changed: tuple[Ask, ...] = ()
    branches: tuple[Branch, ...] = ()
    route: Seat | None = None
    stages: tuple[Stage, ...] = ()
    legal: bool = False
    promises: bool = False
    clock: Clock | None = None
    outcomes: tuple[Outcome, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    source: Source | None = None
    places: Places = field(default_factory=dict, repr=False)

    @property
    def key(self) -> str:
        """`<workflow>.<step>`, unique in a programme."""
        return f"{self.workflow}.{self.id}"

    @property
    def roles(self) -> frozenset[str]:
        """Return who may act in it."""
        return frozenset({self.role, self.deputy} - {""})

    def every_need(self) -> tuple[Need, ...]:
        """Return what it needs: also the steps it opens after, and those that lead on to it.

        What it opens after may be a fact; a fact is no step, and so nothing to wait for here.
        """
        after = tuple(Need(full(self.workflow, o.after), o.at) for o in self.opens if o.after)
        return self.needs + after + tuple(Need(b.step, b.at) for b in self.branches)

    def every_ask(self) -> tuple[Ask, ...]:
        """Return what the step asks, whichever way it ends."""
        return self.asks + tuple(ask for outcome in self.outcomes for ask in outcome.asks)

    def outcome(self, id: str) -> Outcome | None:
        """Return one outcome by its id."""
        return next((outcome for outcome in self.outcomes if outcome.id == id), None)


def full(workflow: str, step: str) -> str:
    """Return a step's key as other files write it: `visa.passport`."""
    return step if "." in step or not step else f"{workflow}.{step}"


@dataclass(frozen=True, slots=True)
class Workflow:
    """One process in one published version."""

    id: str
    version: int
    title: Text
    applies: Phrase | None
    parameters: Mapping[str, Any]
    steps: tuple[Step, ...]
    at: Place
    places: Places = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A workflow a programme uses, with the parameters it sets otherwise."""

    workflow: str
    parameters: Mapping[str, Any]
    at: Place
    places: Places = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Override:
    """What a programme does otherwise in one step; what is None or empty stays as it is.

    `add`, `drop`: fields asked besides, or not asked. `leave_out`: the step is not there at all.
    """

    step: str
    at: Place
    role: str = ""
    due: DueRule | None = None
    opens: tuple[Opening, ...] | None = None
    remind: tuple[Reminder, ...] | None = None
    escalate: tuple[Escalation, ...] | None = None
    help: Text | None = None
    add: tuple[Ask, ...] = ()
    drop: tuple[Ask, ...] = ()
    leave_out: bool = False
    places: Places = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Programme:
    """The frame that chooses and tunes workflows; `facts` are true for each of its cases.

    An umbrella has no cases of its own: it is a tag over other programmes. `overrides`: what it
    does otherwise in single steps.
    """

    id: str
    title: Text
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    facts: Mapping[str, Any]
    workflows: tuple[Chosen, ...]
    rules: tuple[Rule, ...]
    source: Source | None
    at: Place
    note: Text | None = None
    umbrella: bool = False
    short: Text | None = None
    overrides: tuple[Override, ...] = ()
    places: Places = field(default_factory=dict, repr=False)

    @property
    def label(self) -> Text:
        """Return the name lists use: the short one, or the title where there is none."""
        return self.short or self.title
