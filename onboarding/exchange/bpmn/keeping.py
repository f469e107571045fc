"""Everything a definition says, as elements of our own, so that nothing is lost on the way."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from onboarding.engine.definition import Phrase, Step, Text, Workflow
from onboarding.engine.due import DueRule, Escalation, Reminder
from onboarding.exchange.bpmn.units import written

OURS = "urn:onboarding:workflow:1"
_OF_FILES = ("at", "places")


def kept_step(step: Step) -> Element:
    """Return all a step says: `onboarding:step` with its keys as attributes and elements."""
    found = Element(f"{{{OURS}}}step", {"key": step.key})
    _fill(found, step, leave_out=("id", "workflow"))
    return found


def kept_workflow(workflow: Workflow) -> Element:
    """Return what a workflow says besides its steps."""
    found = Element(f"{{{OURS}}}workflow")
    _fill(found, workflow, leave_out=("steps",))
    return found


def _fill(element: Element, value: Any, leave_out: tuple[str, ...] = ()) -> None:
    for field in fields(value):
        if field.name not in (*_OF_FILES, *leave_out):
            _keep(element, field.name, getattr(value, field.name))


def _keep(element: Element, name: str, value: Any) -> None:
    """Put one value into an element: short ones as attributes, others as elements below.

    What we call an id is a key there: the ids of a BPMN file are those of its own elements.
    """
    name = "key" if name == "id" else name
    if value in (None, "", (), False) or value == {}:
        return
    if isinstance(value, Mapping):
        for key, one in value.items():
            _child(element, name, {"name": str(key), "value": _plain(one)})
    elif isinstance(value, tuple | list):
        for one in value:
            _one(element, name, one)
    else:
        _one(element, name, value, alone=True)


def _one(element: Element, name: str, value: Any, *, alone: bool = False) -> None:
    text = _text(value)
    if text is not None and alone:
        element.set(name, text)
    elif text is not None:
        _child(element, name, {"value": text})
    elif isinstance(value, Text):
        _child(element, name, {"en": value.en, "ja": value.ja})
    elif is_dataclass(value):
        _fill(_child(element, name, {}), value)


def _child(element: Element, name: str, attributes: dict[str, str]) -> Element:
    return SubElement(element, f"{{{OURS}}}{name}", attributes)


def _text(value: Any) -> str | None:
    """Return a value that one text says whole, as a workflow file writes it; else None."""
    if isinstance(value, Phrase | DueRule):
        return " ".join(value.text.split())
    if isinstance(value, Reminder | Escalation):
        return written(value.days, value.role or "")
    if isinstance(value, str | int | float | bool):
        return _plain(value)
    return None


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
