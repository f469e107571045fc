"""The names a condition may use, with their types."""

from collections.abc import Iterable, Mapping
from typing import Any

from onboarding.engine.definition import Field, Programme, Step, Workflow
from onboarding.engine.tree import BOOLEAN, NUMBER, Scope, Type, Typed

TYPES: Mapping[str, Type] = {
    "integer": Type.NUMBER,
    "money": Type.NUMBER,
    "date": Type.DATE,
    "yes_no": Type.BOOLEAN,
    "choices": Type.CHOICES,
    "list": Type.LIST,
}
PROGRAMME, TAGS, STOPPED = "programme.id", "programme.tags", "case.stopped"
RESERVED = frozenset({PROGRAMME, TAGS, STOPPED})


def type_of(field: Field, lists: Mapping[str, str] | None = None) -> Typed:
    """Return the type of a field's values; whatever is no number, date or yes-no is a text.

    `lists`: item prefix (`member`) → the list whose items carry it.
    """
    options = tuple(option.id for option in field.options)
    return Typed(TYPES.get(field.type, Type.TEXT), options, (lists or {}).get(field.group, ""))


def lists_by_item(fields: Iterable[Field]) -> dict[str, str]:
    """Return item prefix → list: `member` → `family.members`."""
    return {field.item: field.id for field in fields if field.type == "list" and field.item}


def vocabulary(
    fields: Mapping[str, Field], steps: Iterable[Step], programmes: Iterable[Programme]
) -> dict[str, Typed]:
    """Return name → type of all that is the same in every workflow.

    A step with outcomes is a choice of them; `<step>.done_on` is the day it was finished.
    """
    programmes = tuple(programmes)
    lists = lists_by_item(fields.values())
    names = {field.id: type_of(field, lists) for field in fields.values()}
    names[PROGRAMME] = Typed(Type.TEXT, tuple(p.id for p in programmes))
    names[TAGS] = Typed(Type.CHOICES, tuple(sorted({tag for p in programmes for tag in p.tags})))
    names[STOPPED] = BOOLEAN
    for step in steps:
        of = step.each.text if step.each else ""
        names[f"{step.key}.done_on"] = Typed(Type.DATE, of=of)
        if step.outcomes:
            names[step.key] = Typed(Type.TEXT, tuple(outcome.id for outcome in step.outcomes), of)
    return names


def parameter_types(workflow: Workflow) -> dict[str, Typed]:
    """Return `parameter.<name>` → type of one workflow's parameters."""
    return {f"parameter.{name}": type_of_value(v) for name, v in workflow.parameters.items()}


def type_of_value(value: Any) -> Typed:
    """Return the type of a parameter's value as the file writes it."""
    if isinstance(value, bool):
        return BOOLEAN
    return NUMBER if isinstance(value, int) else Typed(Type.TEXT)


def scope_of(names: Mapping[str, Typed], more: Mapping[str, Typed]) -> Scope:
    """Return the look-up `conditions.parse` wants over two mappings."""
    return lambda name: more.get(name) or names.get(name)


def is_fact(name: str, names: Mapping[str, Typed]) -> bool:
    """Return whether a name is a fact and not a step."""
    return name in names and f"{name}.done_on" not in names
