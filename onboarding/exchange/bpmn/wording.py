"""Conditions and dates of a workflow file in the words of a reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.conditions import ConditionFault, parse
from onboarding.engine.definition import Step, Text, Workflow
from onboarding.engine.due import OPENING, DueRule
from onboarding.engine.texts import filled
from onboarding.engine.tree import (
    Age,
    Arithmetic,
    AtLeast,
    Compare,
    Count,
    Done,
    Junction,
    Known,
    Literal,
    Name,
    Node,
    Not,
    Period,
    Total,
    Typed,
    Within,
)
from onboarding.engine.vocabulary import PROGRAMME, STOPPED, TAGS, parameter_types, scope_of

_FIXED: Mapping[str, Text] = {
    "and": Text("and", "かつ"),
    "or": Text("or", "または"),
    "not": Text("not: {}", "「{}」でない"),
    "yes": Text("yes", "はい"),
    "no": Text("no", "いいえ"),
    "stopped": Text("Stay called off", "受入中止"),
    "not_needed": Text("Not needed", "不要"),
    "back": Text("{}: back to “{}”", "{}：「{}」へ戻る"),
    "count": Text("number of {}", "{}の数"),
    "count_where": Text("number of {} with {}", "{}のうち{}の数"),
    "total": Text("total of {}", "{}の合計"),
    "done": Text("“{}” is done", "「{}」が完了"),
    "done_on": Text("day of “{}”", "「{}」の完了日"),
    "age": Text("age on {1} (born {0})", "{1}時点の年齢（{0}）"),
    PROGRAMME: Text("Programme", "プログラム"),
    TAGS: Text("Programme", "プログラム"),
    STOPPED: Text("the stay is called off", "受入れが中止された"),
    "due": Text("Due: {}", "期限：\n{}"),
    "legal": Text("Due by law: {}", "法定期限：\n{}"),
    "on": Text("on {}", "{}当日"),
    OPENING: Text("opening", "着手可能日"),
    "reminder": Text("Reminder:", "催促："),
    "escalation": Text("Escalation:", "上申："),
    "on_the_day": Text("on the day", "当日"),
    "to": Text("{} → {}", "{}→{}"),
    "known": Text("“{}” is known", "「{}」が判明"),
    "at_least": Text("at least {} of: {}", "次のうち{}件以上：{}"),
    "each": Text("For each: {}", "{}ごと"),
    "each_with": Text("For each: {}, if {}", "{}ごと（{}）"),
    "wait": Text("{}: {}", "{}：{}"),
    "deputy": Text("Deputy: {}", "代理：{}"),
    "redo": Text("Done again when this changes: {}", "変更時は再実施：{}"),
    "comma": Text(", ", "、"),
    "need": Text("{} of {}", "{1}名中{0}名"),
    "question": Text("{}?", "{}？"),
}
_SPAN: Mapping[tuple[str, int], Text] = {
    ("day", -1): Text("{n} day{s} before {a}", "{a}の{n}日前"),
    ("day", 1): Text("{n} day{s} after {a}", "{a}の{n}日後"),
    ("week", -1): Text("{n} week{s} before {a}", "{a}の{n}週間前"),
    ("week", 1): Text("{n} week{s} after {a}", "{a}の{n}週間後"),
    ("month", -1): Text("{n} month{s} before {a}", "{a}の{n}か月前"),
    ("month", 1): Text("{n} month{s} after {a}", "{a}の{n}か月後"),
    ("working day", -1): Text("{n} working day{s} before {a}", "{a}の{n}営業日前"),
    ("working day", 1): Text("{n} working day{s} after {a}", "{a}の{n}営業日後"),
}
_SHORT: Mapping[int, Text] = {
    -1: Text("{n} day{s} before", "{n}日前"),
    1: Text("{n} day{s} after", "{n}日後"),
}
_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}


@dataclass(slots=True)
class Words:
    """Says things of one workflow in one language."""

    catalogue: Catalogue
    workflow: Workflow
    language: str
    names: Mapping[str, Typed]

    def fixed(self, key: str, *parts: object) -> str:
        """Return one of our own words or sentences."""
        return _FIXED[key].in_(self.language).format(*parts)

    def text(self, text: Text) -> str:
        """Return a text of the definitions."""
        return text.in_(self.language)

    def role(self, id: str) -> str:
        """Return the name of a role."""
        found = self.catalogue.roles.get(id)
        return self.text(found.label) if found else id

    def step(self, key: str) -> Step | None:
        """Return a step by its key: of this workflow, else of the newest version of another."""
        workflow, _, id = key.partition(".")
        of = self._workflow(workflow)
        return next((step for step in of.steps if step.id == id), None) if of else None

    def _workflow(self, id: str) -> Workflow | None:
        return self.workflow if id == self.workflow.id else self.catalogue.newest(id)

    def title(self, step: Step) -> str:
        """Return the title of a step, the values of parameters written into it."""
        of = self._workflow(step.workflow)
        if of is None:
            return self.text(step.title)
        values = {f"parameter.{name}": value for name, value in of.parameters.items()}
        return self.text(filled(step.title, parameter_types(of), values))

    def fact(self, name: str) -> str:
        """Return what a name of the condition language is called."""
        if name in _FIXED:
            return self.fixed(name)
        if name.startswith("parameter."):
            return str(self.workflow.parameters.get(name.removeprefix("parameter."), name))
        field = self.catalogue.fields.get(name)
        if field:
            return self.text(field.label).rstrip("?？")
        step = self.step(name.removesuffix(".done_on"))
        title = self.title(step) if step else name
        return self.fixed("done_on", title) if name.endswith(".done_on") else title

    def condition(self, text: str, lists: frozenset[str] = frozenset()) -> str:
        """Return a condition in words; as the file writes it where we have no words for it."""
        scope = scope_of(self.names, parameter_types(self.workflow))
        try:
            return _Telling(self).tell(parse(text, scope, lists))
        except (ConditionFault, TypeError):
            return text

    def moment(self, rule: DueRule) -> str:
        """Return a date rule in words: `90 days before First day of the stay`."""
        anchor = self.anchor(rule.anchor)
        amount = rule.amount_in(self.workflow.parameters)
        if not amount:
            return self.fixed("on", anchor)
        number = abs(amount)
        words = _SPAN[rule.unit, rule.sign].in_(self.language)
        return words.format(n=number, s="" if number == 1 else "s", a=anchor)

    def anchor(self, name: str) -> str:
        """Return what a date hangs on: a fact, a step, the opening, or a day written out."""
        if name == OPENING:
            return self.fixed(OPENING)
        if name[0].isdigit():
            return name
        is_step = f"{name}.done_on" in self.names and name not in self.catalogue.fields
        return self.fact(f"{name}.done_on" if is_step else name)

    def days(self, days: int) -> str:
        """Return a reminder's distance from the due date."""
        if not days:
            return self.fixed("on_the_day")
        number = abs(days)
        words = _SHORT[1 if days > 0 else -1].in_(self.language)
        return words.format(n=number, s="" if number == 1 else "s")

    def listed(self, parts: list[str]) -> str:
        """Return parts one after the other."""
        return self.fixed("comma").join(parts)


class _Telling:
    """Turns a condition's tree into words; TypeError for what it has no words for."""

    def __init__(self, words: Words) -> None:
        self.words = words

    @singledispatchmethod
    def tell(self, node: Any) -> str:
        """Return a node in words."""
        raise TypeError(node)

    @tell.register
    def _literal(self, node: Literal) -> str:
        if isinstance(node.value, bool):
            return self.words.fixed("yes" if node.value else "no")
        if isinstance(node.value, Period):
            raise TypeError(node)
        return str(node.value)

    @tell.register
    def _name(self, node: Name) -> str:
        return self.words.fact(node.id)

    @tell.register
    def _done(self, node: Done) -> str:
        return self.words.fixed("done", self.words.fact(node.step))

    @tell.register
    def _count(self, node: Count) -> str:
        items = self.words.fact(node.list)
        if node.where is None:
            return self.words.fixed("count", items)
        return self.words.fixed("count_where", items, self.tell(node.where))

    @tell.register
    def _total(self, node: Total) -> str:
        return self.words.fixed("total", self.tell(node.of))

    @tell.register
    def _compare(self, node: Compare) -> str:
        left, right = self.tell(node.left), self.value(node.left, node.right)
        return f"{left} {_SIGNS.get(node.op, node.op)} {right}"

    @tell.register
    def _within(self, node: Within) -> str:
        sign = "≠" if node.negated else "="
        if not isinstance(node.options, tuple):
            return f"{self.tell(node.options)} {sign} {self.value(node.options, node.item)}"
        options = [self.value(node.item, option) for option in node.options]
        return f"{self.tell(node.item)} {sign} {' / '.join(options)}"

    @tell.register
    def _junction(self, node: Junction) -> str:
        mixed = [isinstance(part, Junction) and part.op != node.op for part in node.parts]
        told = [self.tell(part) for part in node.parts]
        inner = [f"({one})" if two else one for one, two in zip(told, mixed, strict=True)]
        return f" {self.words.fixed(node.op)} ".join(inner)

    @tell.register
    def _not(self, node: Not) -> str:
        return self.words.fixed("not", self.tell(node.part))

    @tell.register
    def _known(self, node: Known) -> str:
        return self.words.fixed("known", self.tell(node.fact))

    @tell.register
    def _at_least(self, node: AtLeast) -> str:
        parts = self.words.listed([self.tell(part) for part in node.parts])
        return self.words.fixed("at_least", node.least, parts)

    @tell.register
    def _arithmetic(self, node: Arithmetic) -> str:
        return f"{self.tell(node.left)} {node.op} {self.tell(node.right)}"

    @tell.register
    def _age(self, node: Age) -> str:
        return self.words.fixed("age", self.tell(node.born), self.tell(node.on))

    def value(self, of: Node, node: Node) -> str:
        """Return what a value is called: an option of a choice, a programme, an outcome."""
        if not isinstance(node, Literal) or not isinstance(of, Name):
            return self.tell(node)
        words, catalogue = self.words, self.words.catalogue
        if of.id in catalogue.fields and isinstance(node.value, str):
            return words.text(catalogue.fields[of.id].option(node.value))
        if of.id in (PROGRAMME, TAGS) and node.value in catalogue.programmes:
            return words.text(catalogue.programmes[node.value].label)
        step = words.step(of.id)
        outcome = step.outcome(node.value) if step else None
        return words.text(outcome.label) if outcome else self.tell(node)
