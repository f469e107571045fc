"""Values in texts: `Your stay begins on {stay.starts_on}.` read into words and conditions."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from onboarding.engine.compiled import Binding, compile_node
from onboarding.engine.conditions import ConditionFault, Lists, parse
from onboarding.engine.tree import Node, Scope, Type, Typed, replaced
from onboarding.engine.wording import Text

# A brace written twice stands for itself.
_PIECE = re.compile(r"\{\{|\}\}|\{(?P<value>[^{}]*)\}|(?P<alone>[{}])")
_UNWRITTEN = (Type.LIST, Type.PERIOD)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value stands in a text: what is written there, from which character on."""

    text: str
    offset: int


def pieces(text: str) -> list[str | Slot]:
    """Return the words and the slots of a text in order.

    Raises:
        ConditionFault: E101, a brace that does not open or close a value.
    """
    found: list[str | Slot] = []
    words, at = "", 0
    for match in _PIECE.finditer(text):
        words, at = words + text[at : match.start()], match.end()
        if match["alone"]:
            raise ConditionFault("E101", "brace_alone", match["alone"], col=match.start())
        if match["value"] is None:
            words += match.group()[0]
            continue
        found += [words] if words else []
        ahead = len(match["value"]) - len(match["value"].lstrip())
        found.append(Slot(match["value"].strip(), match.start() + 1 + ahead))
        words = ""
    words += text[at:]
    return [*found, words] if words or not found else found


def read_text(text: str, scope: Scope, inside: Lists = frozenset()) -> list[str | Node]:
    """Return the words of a text and the trees of its values, in order.

    Raises:
        ConditionFault: as `pieces` and `conditions.parse`; E111 for what cannot be written.
    """
    parts = pieces(text)
    return [p if isinstance(p, str) else _read(p, scope, inside, _UNWRITTEN) for p in parts]


def _read(slot: Slot, scope: Scope, inside: Lists, unwritten: Collection[Type]) -> Node:
    try:
        node = parse(slot.text, scope, inside)
    except ConditionFault as fault:
        col = slot.offset + fault.col
        raise ConditionFault(fault.code, fault.reason, *fault.about, col=col) from None
    if node.typed.type in unwritten:
        raise ConditionFault("E111", "cannot_be_written", slot.text, col=slot.offset)
    return node


def read_title(text: str, parameters: Mapping[str, Typed]) -> list[str | Node]:
    """Return the same of a title, which is the same for every case: it holds parameters only.

    Raises:
        ConditionFault: as `read_text`, and E103 for a name that is no parameter.
    """
    unwritten, inside = (*_UNWRITTEN, Type.BOOLEAN), frozenset[str]()
    parts = pieces(text)
    try:
        return [
            p if isinstance(p, str) else _read(p, parameters.get, inside, unwritten) for p in parts
        ]
    except ConditionFault as fault:
        if fault.reason != "unknown_name":
            raise
        raise ConditionFault("E103", "only_parameters", *fault.about, col=fault.col) from None


def filled(title: Text, parameters: Mapping[str, Typed], values: Mapping[str, Any]) -> Text:
    """Return a title with the values of parameters in place."""
    if not title.phrases:
        return title
    en, ja = (_filled(read_title(text, parameters), values) for text in (title.en, title.ja))
    return Text(en, ja)


def _filled(parts: list[str | Node], values: Mapping[str, Any]) -> str:
    return "".join(part if isinstance(part, str) else _value(part, values) for part in parts)


def _value(node: Node, values: Mapping[str, Any]) -> str:
    return str(compile_node(replaced(node, values), Binding({})).call({}))
