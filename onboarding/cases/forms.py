"""The form of a step, built from its questions: read once, on the server, field by field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import BaseForm

from onboarding.cases.sending_back import targets
from onboarding.cases.values import Unreadable, read, written
from onboarding.engine.asking import (
    Question,
    applies,
    broken_rules,
    inner_fields,
    questions,
)
from onboarding.engine.definition import Field as FieldDefinition
from onboarding.engine.facts import MOST_ITEMS, is_item
from onboarding.engine.nesting import item_key
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.web.speaking import reader_language
from onboarding.web.words import labelled

FILES = ("scan", "photo")
CHOSEN = (*FILES, "yes_no", "choice", "choices", "country")
Typed = MultiDict[str, str]


class FactField(Field):
    """The input of one fact: what was typed, what it means, what is wrong with it.

    `known`: the case has this fact already. `applies`: it is asked at all, given the answers.
    `rows`: the inputs of a list, item by item.
    """

    errors: list[str]

    def __init__(self, *, question: Question, today: date, known: bool, **kwargs: Any) -> None:
        self.question, self.today, self.known = question, today, known
        self.applies, self.typed = True, [""]
        self.rows: list[Row] = []
        key = question.key.replace(".", "-").replace("@", "-")
        super().__init__(question.field.label.in_(reader_language()), id=f"f-{key}", **kwargs)

    @property
    def definition(self) -> FieldDefinition:
        """Return the field of the dictionary."""
        return self.question.field

    @property
    def required(self) -> bool:
        """Return whether it must be answered."""
        return not self.question.optional

    @property
    def text(self) -> str:
        """Return what the input shows."""
        return str(self.typed[0]) if self.typed else ""

    def process_data(self, value: Any) -> None:
        """Show a fact the case knows."""
        self.data = value
        if self.definition.type in ("choices", "list"):
            self.typed = list(value or ())
        else:
            self.typed = [written(value)]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed; WTForms notes a ValueError beside the input."""
        self.typed, self.data = list(valuelist), None
        if self.definition.type == "list":
            self.data = tuple(valuelist)
            return
        text = ", ".join(valuelist) if self.definition.type == "choices" else self.text
        if not text.strip():
            return
        if self.definition.type in FILES:
            self.data = text
            return
        try:
            self.data = read(self.definition, text, self.today)
        except Unreadable as unreadable:
            raise ValueError(str(unreadable.sentence)) from None

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        """Note a missing answer."""
        empty = self.data is None and not self.errors
        if empty and self.required and self.applies and self.definition.type != "list":
            self.errors = [_missing_sentence(self.definition.type)]


def _missing_sentence(kind: str) -> str:
    if kind in FILES:
        return _("Choose a file.")
    return _("Choose an answer.") if kind in CHOSEN else _("Please fill this in.")


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list in a form."""

    item: str
    fields: list[FactField]


class StepForm(BaseForm):
    """All inputs of a step. `own` are the step's, `of_outcome` those of each outcome, by id."""

    own: list[FactField]
    of_outcome: dict[str, list[FactField]]
    form_errors: list[str]

    def __init__(self, asking: "Asking", typed: Typed | None) -> None:
        self.progress, self.planned = asking.progress, asking.planned
        asked = asking.with_rows(typed)
        self.form_errors = []
        super().__init__((question.key, asking.unbound(question)) for question in asked)
        known = {question.key: asking.progress.facts.get(question.key) for question in asked}
        self.process(typed, data=known)
        chosen = typed.get("outcome", "") if typed else ""
        self.outcome = chosen if self.planned.step.outcome(chosen) else ""
        self.targets = targets(self.progress, self.planned)
        self.back_to = self._target(typed)
        self._arrange(asking, typed)

    def _arrange(self, asking: "Asking", typed: Typed | None) -> None:
        """Sort the inputs as the page shows them: the step's own, each outcome's, list rows."""
        own = asking.questions("")
        names = {question.key for question in own}
        self.own = [self[question.key] for question in own]
        self.of_outcome = {
            outcome.id: [self[q.key] for q in asking.questions(outcome.id) if q.key not in names]
            for outcome in self.planned.step.outcomes
        }
        for field in list(self):
            if field.definition.type == "list":
                field.typed = asking.items(field.question, typed)
                field.data = tuple(field.typed)
                field.rows = [
                    Row(item, [self[q.key] for q in asking.row(field.question, item)])
                    for item in field.typed
                ]

    def _target(self, typed: Typed | None) -> str:
        """Return the step chosen to send back to, where the outcome leaves a choice."""
        asked = self.targets.get(self.outcome, ()) if typed else ()
        chosen = typed.get(f"back_to.{self.outcome}", "") if typed else ""
        return chosen if len(asked) > 1 and chosen in {one.key for one in asked} else ""

    def counted(self) -> Iterator[FactField]:
        """Return every input that counts: the step's own, those of the chosen outcome."""
        yield from _with_rows(self.own)
        yield from _with_rows(self.of_outcome.get(self.outcome, []))

    def validate(self, extra_validators: Any = None) -> bool:
        """Note what is wrong beside each input; return whether all is well."""
        self.leave_out()
        for field in self.counted():
            if not field.applies:
                field.data, field.process_errors = None, []
            field.validate(self)
        self._check_rules()
        if self.planned.step.outcomes and not self.outcome:
            self.form_errors.append(_("Choose one of the answers."))
        if len(self.targets.get(self.outcome, ())) > 1 and not self.back_to:
            self.form_errors.append(_("Choose the step that has to be done again."))
        return not self.error_summary()

    def leave_out(self) -> None:
        """Note which questions do not apply, given the answers so far."""
        facts = {**self.progress.facts, **self._read_facts()}
        later = (field for fields in self.of_outcome.values() for field in fields)
        for field in (*self.counted(), *later):
            field.applies = applies(self.progress, field.question, facts)

    def _read_facts(self) -> dict[str, Any]:
        return {field.name: field.data for field in self.counted() if field.data is not None}

    def _check_rules(self) -> None:
        for broken in broken_rules(self.progress, self._read_facts()):
            field = self[broken.key]
            if not field.errors:
                field.errors = [broken.say.in_(reader_language())]

    def facts(self) -> dict[str, Any]:
        """Return fact key → value as handed in; None takes a known fact back."""
        return {f.name: f.data for f in self.counted() if f.data is not None or f.known}

    def error_summary(self) -> list[tuple[str, str]]:
        """Return (id of the input, sentence) of everything to mend, top to bottom."""
        found = [(f.id, labelled(f.label.text, e)) for f in self.counted() for e in f.errors]
        return [*(("f-outcome", error) for error in self.form_errors), *found]

    def draft(self) -> dict[str, list[str]]:
        """Return what a draft keeps: every input as typed."""
        found = {field.name: list(field.typed) for field in self if any(field.typed)}
        if self.outcome:
            found["outcome"] = [self.outcome]
        if self.back_to:
            found[f"back_to.{self.outcome}"] = [self.back_to]
        return found


def _with_rows(fields: Iterable[FactField]) -> Iterator[FactField]:
    for field in fields:
        yield field
        for row in field.rows:
            yield from _with_rows(row.fields)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a step asks of a case today, and how its inputs are made."""

    progress: Progress
    planned: PlannedStep
    today: date

    def questions(self, outcome: str) -> list[Question]:
        """Return the questions of the step, and of one outcome where one is given."""
        return questions(self.progress, self.planned, outcome=outcome or None)

    def unbound(self, question: Question) -> Any:
        """Return the input of a question, for a form to bind."""
        known = question.key in self.progress.facts
        return FactField(question=question, today=self.today, known=known)

    def with_rows(self, typed: Typed | None) -> list[Question]:
        """Return all questions of all outcomes, those inside the items of lists included."""
        found: dict[str, Question] = {}
        for outcome in ("", *(outcome.id for outcome in self.planned.step.outcomes)):
            for question in self.questions(outcome):
                found[question.key] = question
                if question.field.type == "list":
                    for item in self.items(question, typed):
                        found |= {inner.key: inner for inner in self.row(question, item)}
        return list(found.values())

    def items(self, question: Question, typed: Typed | None) -> list[str]:
        """Return the items of a list: one more or one less where a button asked for it."""
        if typed is None:
            return list(self.progress.facts.get(question.key) or ())
        items = list(dict.fromkeys(filter(is_item, typed.getlist(question.key))))[:MOST_ITEMS]
        if typed.get("add") == question.key and len(items) < MOST_ITEMS:
            items.append(self._new_item(question, items))
        gone = typed.get("remove", "")
        return [item for item in items if gone != f"{question.key}@{item}"]

    def _new_item(self, question: Question, items: Sequence[str]) -> str:
        letter = (question.field.item or "i")[0]
        paths = (key.partition("@")[2] for key in self.progress.facts)
        used = {*items, *(path.rpartition(".")[2] for path in paths)}
        numbers = [int(one[1:]) for one in used if one[:1] == letter and one[1:].isdigit()]
        return f"{letter}{max(numbers, default=0) + 1}"

    def row(self, question: Question, item: str) -> list[Question]:
        """Return what is asked at once of each item; its files and numbers have their own steps."""
        fields = inner_fields(self.progress.plan.blueprint, question.field)
        later = self.progress.plan.blueprint.asked_of_items
        at_once = (f for f in fields if f.id not in later)
        return [Question(item_key(f.id, question.key, item), f, f.optional) for f in at_once]
