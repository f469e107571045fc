"""Inputs of a feature's own forms, read as the questions of steps are."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from wtforms import StringField
from wtforms.widgets import TextInput

from onboarding.cases.values import Unreadable, read, written
from onboarding.engine.definition import Field, Text
from onboarding.engine.errors import Place
from onboarding.people.gate import today
from onboarding.web.pages import is_iso_day


class _Drawn(TextInput):
    """A date has the browser's calendar as long as it is one; numbers get the digit keys."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        kind = field.definition.type
        if kind == "date" and is_iso_day(field._value()):
            attributes.setdefault("type", "date")
        if kind in ("integer", "money"):
            attributes.setdefault("inputmode", "numeric")
        if kind != "text":
            attributes["class"] = f"{attributes.get('class', '')} input--short"
        drawn: Markup = super().__call__(field, **attributes)
        return drawn


class ReadField(StringField):
    """A date, a number or a text typed in any way a step takes it: era dates, full width.

    `kind`, `min`, `max` and `length` are a field's type and limits in the dictionary.
    """

    widget = _Drawn()
    raw_data: list[str]

    def __init__(self, label: Any, validators: Any = (), *, kind: str, **rest: Any) -> None:
        limits: dict[str, Any] = {
            name: rest.pop(name) for name in ("min", "max", "length") if name in rest
        }
        self.definition = Field("", Text("", ""), kind, Place("", 0, 0), limits=limits)
        super().__init__(label, validators, **rest)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed; WTForms notes a ValueError beside the input."""
        text, self.data = valuelist[0] if valuelist else "", None
        if not text.strip():
            self.raw_data = []
            return
        try:
            self.data = read(self.definition, text, today())
        except Unreadable as unreadable:
            raise ValueError(str(unreadable.sentence)) from None

    def _value(self) -> str:
        """Return what the input shows: what was typed, else the value."""
        return str(self.raw_data[0]) if self.raw_data else written(self.data)
