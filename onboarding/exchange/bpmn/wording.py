"""What stands in a diagram, in the words of a reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Opening, Step, Text, Workflow
from onboarding.engine.due import DueRule
from onboarding.engine.texts import filled
from onboarding.engine.tree import Typed
from onboarding.engine.vocabulary import parameter_types


class Saying(Protocol):
    """Says conditions and dates of one workflow, as the pages do."""

    def fact(self, id: str) -> str:
        """Say the name of a fact."""
        ...

    def condition(self, text: str, step: Step | None) -> str:
        """Say a condition of the workflow, or of one of its steps."""
        ...

    def moment(self, rule: DueRule) -> str:
        """Say a date rule."""
        ...

    def opening(self, opens: Opening, step: Step) -> str:
        """Say one thing that must hold for a step to open."""
        ...


# Who says a workflow, given it and all names its conditions may use.
Sayings = Callable[[Workflow, Mapping[str, Typed]], Saying]
_FIXED: Mapping[str, Text] = {
    "yes": Text("yes", "はい"),
    "no": Text("no", "いいえ"),
    "stopped": Text("Stay called off", "受入中止"),
    "not_needed": Text("Not needed", "不要"),
    "back": Text("{}: back to “{}”", "{}：「{}」へ戻る"),
    "due": Text("Due: {}", "期限：\n{}"),
    "legal": Text("Due by law: {}", "法定期限：\n{}"),
    "reminder": Text("Reminder:", "催促："),
    "escalation": Text("Escalation:", "上申："),
    "on_the_day": Text("on the day", "当日"),
    "to": Text("{} → {}", "{}→{}"),
    "each": Text("For each: {}", "{}ごと"),
    "each_with": Text("For each: {}, if {}", "{}ごと（{}）"),
    "wait": Text("{}: {}", "{}：{}"),
    "deputy": Text("Deputy: {}", "代理：{}"),
    "redo": Text("Done again when this changes: {}", "変更時は再実施：{}"),
    "comma": Text(", ", "、"),
    "need": Text("{} of {}", "{1}名中{0}名"),
    "question": Text("{}?", "{}？"),
}
# Below a clock there is little room, so the due date they mean is not named.
_SHORT: Mapping[int, Text] = {
    -1: Text("{n} day{s} before", "{n}日前"),
    1: Text("{n} day{s} after", "{n}日後"),
}


@dataclass(slots=True)
class Words:
    """Says things of one workflow in one language."""

    catalogue: Catalogue
    workflow: Workflow
    language: str
    say: Saying

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

    def key_title(self, key: str) -> str:
        """Return the title of a step by its key; the key where there is no such step."""
        found = self.step(key)
        return self.title(found) if found else key

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
