"""The values facts may have: one shape for each type of field."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from onboarding.engine.definition import Field
from onboarding.engine.errors import WrongFacts

_SHAPES: Mapping[str, type] = {
    "integer": int,
    "money": int,
    "date": date,
    "yes_no": bool,
    "choices": tuple,
    "list": tuple,
}
# More family members, visits or funders than a case will ever have.
MOST_ITEMS = 99
LONGEST_ITEM = 12
# Of an item with those it stands in: `v1.g1`.
LONGEST_PATH = 20


def fits(field: Field, value: Any) -> bool:
    """Return whether a value has the shape of its field: a date is a date and never a text."""
    if not _has_shape(field, value):
        return False
    if field.type == "choice":
        return value in _options(field)
    if field.type == "choices":
        return all(one in _options(field) for one in value)
    return field.type != "list" or _is_list(value)


def _has_shape(field: Field, value: Any) -> bool:
    return type(value) is _SHAPES.get(field.type, str)


def _is_list(items: tuple[Any, ...]) -> bool:
    named = all(type(item) is str and is_item(item) for item in items)
    return named and len(items) == len(set(items)) <= MOST_ITEMS


def is_item(text: str) -> bool:
    """Return whether a text can name one item of a list, as `m1` does."""
    return text.isascii() and text.isalnum() and len(text) <= LONGEST_ITEM


def _options(field: Field) -> frozenset[str]:
    return frozenset(option.id for option in field.options)


def from_file(field: Field, value: Any) -> Any:
    """Return a value as a programme's file writes it, a day as a date."""
    if field.type == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def refuse_wrong(fields: Mapping[str, Field], facts: Mapping[str, Any]) -> None:
    """Refuse facts that are none of the dictionary, or of another shape than their field.

    Raises:
        WrongFacts: naming each of them.
    """
    wrong = [key for key, value in facts.items() if not _is_right(fields, key, value)]
    if wrong:
        raise WrongFacts(wrong)


def _is_right(fields: Mapping[str, Field], key: str, value: Any) -> bool:
    name, _, path = key.partition("@")
    field = fields.get(name)
    if field is None or field.formula:
        return False
    return value is None or (fits(field, value) and _fits_inside(field, path, value))


def _fits_inside(field: Field, path: str, value: Any) -> bool:
    """Return whether the items of a list inside an item can be named."""
    items = value if field.type == "list" and path else ()
    return all(len(path) + 1 + len(item) <= LONGEST_PATH for item in items)


def in_group(fields: Iterable[Field], group: str | None) -> list[Field]:
    """Return the fields of one group of the dictionary that are asked, in its order."""
    return [field for field in fields if field.group == group and not field.formula]
