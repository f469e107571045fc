"""Conditions of definitions said in plain words, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import singledispatchmethod
from typing import Any

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from onboarding.engine.blueprint import inside_of
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.conditions import ConditionFault, Lists, parse
from onboarding.engine.definition import Phrase, Step, Workflow
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
    Type,
    Typed,
    Within,
)
from onboarding.engine.vocabulary import PROGRAMME, STOPPED, TAGS, parameter_types, scope_of
from onboarding.web.countries import country_name
from onboarding.web.filters import day, number
from onboarding.web.speaking import reader_language

_COMPARED: Mapping[str, Any] = {
    "==": _l("%(left)s is %(right)s"),
    "!=": _l("%(left)s is not %(right)s"),
    ">": _l("%(left)s is more than %(right)s"),
    ">=": _l("%(left)s is %(right)s or more"),
    "<": _l("%(left)s is less than %(right)s"),
    "<=": _l("%(left)s is %(right)s or less"),
}
_DATED: Mapping[str, Any] = {
    ">": _l("%(left)s is after %(right)s"),
    ">=": _l("%(left)s is on or after %(right)s"),
    "<": _l("%(left)s is before %(right)s"),
    "<=": _l("%(left)s is on or before %(right)s"),
}
_OPPOSITE = {"==": "!=", "!=": "==", ">": "<=", "<=": ">", "<": ">=", ">=": "<"}
# What is compared with how many entries there are, where only whether there are any counts.
_ANY = {(">", 0), (">=", 1), ("!=", 0)}
_NONE = {("==", 0), ("<", 1), ("<=", 0)}


@dataclass(slots=True)
class Sayer:
    """Says the conditions and values of one workflow's files.

    `workflow` gives the values of its parameters; a programme may have put its own in place.
    `meant`: the lists of whose items is spoken, so that their facts need no list named.
    """

    catalogue: Catalogue
    workflow: Workflow | None = None
    names: Mapping[str, Typed] = field(default_factory=dict)
    meant: Lists = frozenset()

    def __post_init__(self) -> None:
        """Look the vocabulary up once: every condition is read with it."""
        self.names = self.names or self.catalogue.names([self.workflow] if self.workflow else ())

    def step(self, key: str) -> Step | None:
        """Return a step: of this workflow as it is here, of others as they are newest."""
        id = key.partition(".")[0]
        here = self.workflow if self.workflow and self.workflow.id == id else None
        workflow = here or self.catalogue.newest(id)
        return next((s for s in workflow.steps if s.key == key), None) if workflow else None

    def step_title(self, key: str) -> str:
        """Return the title of a step in quotation marks; its key where there is no such step."""
        found = self.step(key)
        return quoted(found.title.in_(reader_language()) if found else key)

    def condition(self, phrase: Phrase, step: Step | None = None) -> str:
        """Say a condition of the workflow, or of one of its steps; as written if it has a fault."""
        return self.text(phrase.text, step)

    def text(self, text: str, step: Step | None = None) -> str:
        """Say a condition given as its text alone; as written if it has a fault."""
        parameters = parameter_types(self.workflow) if self.workflow else {}
        inside = inside_of(step, self.names) if step else frozenset()
        try:
            tree = parse(text, scope_of(self.names, parameters), inside)
        except ConditionFault:
            return " ".join(text.split())
        return self.say(tree)

    @singledispatchmethod
    def say(self, node: Node) -> str:
        """Say one node of a condition."""
        raise TypeError(node)

    @say.register
    def _literal(self, node: Literal) -> str:
        return self.value(node.value, node.typed)

    @say.register
    def _name(self, node: Name) -> str:
        if node.typed.type is Type.BOOLEAN:
            return self._yes_or_no(node, holds=True)
        return self.name(node.id)

    @say.register
    def _done(self, node: Done) -> str:
        return _("%(step)s is finished", step=self.step_title(node.step))

    def _of_each(self, list: str) -> "Sayer":
        """Return a sayer for what is said of each item of a list."""
        return replace(self, meant=self.meant | {list})

    def _of_items(self, list: str, where: Node) -> str:
        """Say what holds of items of a list; of several conditions, where they end."""
        return self._of_each(list)._part(where, "")

    @say.register
    def _count(self, node: Count) -> str:
        entries = self.name(node.list)
        if node.where is None:
            return _("the number of entries in %(list)s", list=entries)
        values = {"list": entries, "condition": self._of_items(node.list, node.where)}
        return _("the number of entries in %(list)s where %(condition)s", **values)

    @say.register
    def _total(self, node: Total) -> str:
        list, of = self.name(node.list), self._of_each(node.list).say(node.of)
        return _("the sum of %(number)s over %(list)s", number=of, list=list)

    @say.register
    def _age(self, node: Age) -> str:
        born, on = self.say(node.born), self.say(node.on)
        return _("the age on %(day)s (from %(born)s)", day=on, born=born)

    @say.register
    def _arithmetic(self, node: Arithmetic) -> str:
        left, right = self.say(node.left), self.say(node.right)
        if node.right.typed.type is Type.DATE:
            return _("the days from %(first)s to %(last)s", first=right, last=left)
        if node.right.typed.type is Type.PERIOD and node.op == "+":
            return _("%(period)s after %(anchor)s", period=right, anchor=left)
        if node.right.typed.type is Type.PERIOD:
            return _("%(period)s before %(anchor)s", period=right, anchor=left)
        return f"{left} {node.op} {right}"

    @say.register
    def _compare(self, node: Compare) -> str:
        if isinstance(node.left, Count) and isinstance(node.right, Literal):
            found = self._any_or_none(node.left, (node.op, node.right.value))
            if found:
                return found
        dated = node.left.typed.type is Type.DATE
        words = _DATED.get(node.op) if dated else None
        left, right = self._beside(node.left, node.right), self._beside(node.right, node.left)
        return str(words or _COMPARED[node.op]) % {"left": left, "right": right}

    def _any_or_none(self, count: Count, asked: tuple[str, Any]) -> str:
        """Say `count(…) > 0` as a person would; empty for any other number."""
        values = {"list": self.name(count.list)}
        values["condition"] = self._of_items(count.list, count.where) if count.where else ""
        if asked in _ANY and count.where:
            return _("there is an entry in %(list)s where %(condition)s", **values)
        if asked in _ANY:
            return _("there is an entry in %(list)s", **values)
        if asked in _NONE and count.where:
            return _("there is no entry in %(list)s where %(condition)s", **values)
        return _("there is no entry in %(list)s", **values) if asked in _NONE else ""

    @say.register
    def _within(self, node: Within) -> str:
        if isinstance(node.options, tuple):
            texts = [self._beside(option, node.item) for option in node.options]
            words = (
                _("%(left)s is none of these: %(options)s")
                if node.negated
                else _("%(left)s is one of these: %(options)s")
            )
            return words % {"left": self.say(node.item), "options": either(texts)}
        return self._among(node, node.options)

    def _among(self, node: Within, options: Node) -> str:
        item = self._beside(node.item, options)
        if isinstance(options, Name) and options.id == TAGS:
            if node.negated:
                return _("the programme does not belong to %(tag)s", tag=item)
            return _("the programme belongs to %(tag)s", tag=item)
        values = {"list": self.say(options), "option": item}
        if node.negated:
            return _("%(list)s does not include %(option)s", **values)
        return _("%(list)s includes %(option)s", **values)

    @say.register
    def _junction(self, node: Junction) -> str:
        parts = [self._part(part, node.op) for part in node.parts]
        between = _(" and ") if node.op == "and" else _(" or ")
        return between.join(parts)

    def _part(self, node: Node, around: str) -> str:
        said = self.say(node)
        mixed = isinstance(node, Junction) and node.op != around
        return _("(%(condition)s)", condition=said) if mixed else said

    @say.register
    def _known(self, node: Known) -> str:
        return _("%(field)s is known", field=self._fact(node.fact))

    @say.register
    def _at_least(self, node: AtLeast) -> str:
        parts = [self._part(part, "") for part in node.parts]
        listed = str(format_list(parts, locale=reader_language()))
        return _("at least %(number)s of these hold: %(list)s", number=node.least, list=listed)

    def _fact(self, node: Node) -> str:
        """Say a fact by its name, also where its value is a yes or no."""
        return self.name(node.id) if isinstance(node, Name) else self.say(node)

    @say.register
    def _not(self, node: Not) -> str:
        part = node.part
        if isinstance(part, Name):
            return self._yes_or_no(part, holds=False)
        if isinstance(part, Done):
            return _("%(step)s is not finished", step=self.step_title(part.step))
        if isinstance(part, Known):
            return _("%(field)s is not known", field=self._fact(part.fact))
        if isinstance(part, Compare):
            return self.say(Compare(_OPPOSITE[part.op], part.left, part.right))
        if isinstance(part, Within):
            return self.say(Within(part.item, part.options, not part.negated))
        return _("it is not so that %(condition)s", condition=self._part(part, ""))

    def _yes_or_no(self, node: Name, *, holds: bool) -> str:
        if node.id == STOPPED and holds:
            return _("the case was called off")
        if node.id == STOPPED:
            return _("the case was not called off")
        answer = quoted(_("Yes") if holds else _("No"))
        return str(_COMPARED["=="]) % {"left": self.name(node.id), "right": answer}

    def _beside(self, node: Node, other: Node) -> str:
        """Say a value as what it is compared with writes it: an option by its label."""
        if isinstance(node, Literal) and isinstance(other, Name):
            return self.value_of(other.id, node.value)
        return self.say(node)

    def name(self, id: str) -> str:
        """Say the name of a fact: the label of a field, the result or last day of a step."""
        if id in self.catalogue.fields:
            return self._field(id)
        if id.startswith("parameter."):
            return self._parameter(id.removeprefix("parameter."))
        if id == PROGRAMME:
            return _("the programme")
        if id.endswith(".done_on"):
            return _("the end of %(step)s", step=self.step_title(id.removesuffix(".done_on")))
        if self.step(id):
            return _("the result of %(step)s", step=self.step_title(id))
        return quoted(id)

    def _field(self, id: str) -> str:
        """Say the label of a field; of one that items carry, with the list they stand in."""
        fields, language = self.catalogue.fields, reader_language()
        label, typed = quoted(fields[id].label.in_(language)), self.names.get(id)
        if typed is None or not typed.of or typed.of in self.meant:
            return label
        list = fields[typed.of].label.in_(language)
        return _("%(field)s (%(list)s)", field=label, list=list)

    def _parameter(self, name: str) -> str:
        known = self.workflow.parameters if self.workflow else {}
        if name not in known:
            return quoted(f"parameter.{name}")
        value = self.value(known[name], Typed(Type.TEXT))
        return _("%(value)s (%(parameter)s)", value=value, parameter=name)

    def value_of(self, id: str, value: Any) -> str:
        """Say a value of a fact: an option by its label, a country by its name."""
        found, language = self.catalogue.fields.get(id), reader_language()
        if found and found.options:
            return quoted(found.option(value).in_(language))
        if found and found.type == "country":
            return country_name(str(value), language)
        if id in (PROGRAMME, TAGS) and value in self.catalogue.programmes:
            return self.catalogue.programmes[value].label.in_(language)
        step = self.step(id)
        outcome = step.outcome(str(value)) if step else None
        if outcome:
            return quoted(outcome.label.in_(language))
        return self.value(value, self.names.get(id, Typed(Type.TEXT)))

    def value(self, value: Any, typed: Typed) -> str:
        """Say a value written in a file."""
        if isinstance(value, bool):
            return quoted(_("Yes") if value else _("No"))
        if isinstance(value, Period):
            return period_in_words(value)
        if isinstance(value, date):
            return day(value)
        return number(value) if isinstance(value, int | float) else quoted(str(value))


_UNITS: Mapping[str, Callable[[int], str]] = {
    "day": lambda n: ngettext("%(num)s day", "%(num)s days", n),
    "working day": lambda n: ngettext("%(num)s working day", "%(num)s working days", n),
    "week": lambda n: ngettext("%(num)s week", "%(num)s weeks", n),
    "month": lambda n: ngettext("%(num)s month", "%(num)s months", n),
}


def span(amount: int, unit: str) -> str:
    """Say a length of time: `3 working days`."""
    return _UNITS[unit](amount)


def period_in_words(period: Period) -> str:
    """Say a period of a condition, which is months or days."""
    return span(period.months, "month") if period.months else span(period.days, "day")


def quoted(text: str) -> str:
    """Put a label into the quotation marks of the reader's language."""
    return _("“%(text)s”", text=text)


def either(texts: list[str]) -> str:
    """List texts of which one holds."""
    return str(format_list(texts, style="or", locale=reader_language()))
