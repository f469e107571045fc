"""Correcting facts outside their steps, a group of the dictionary at a time."""

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from onboarding.cases.forms import FILES, FactField
from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.engine.asking import Question, broken_rules
from onboarding.engine.progress import Progress
from onboarding.people.gate import today
from onboarding.web.speaking import reader_language
from onboarding.web.words import labelled


class CorrectionForm(BaseForm):
    """The facts of one group; an answer left empty takes a fact back."""

    def __init__(
        self, progress: Progress, questions: Iterable[Question], typed: MultiDict[str, str] | None
    ) -> None:
        self.progress = progress
        asked = list(questions)
        super().__init__((q.key, FactField(question=q, today=today(), known=True)) for q in asked)
        self.process(typed, data={q.key: progress.facts.get(q.key) for q in asked})

    def validate(self, extra_validators: Any = None) -> bool:
        """Note what is wrong beside each input; return whether all is well."""
        for field in self:
            field.validate(self)
        given = {field.name: field.data for field in self if field.data is not None}
        for broken in broken_rules(self.progress, given):
            self[broken.key].errors = [broken.say.in_(reader_language())]
        return not self.error_summary()

    def facts(self) -> dict[str, Any]:
        """Return the facts that are others now."""
        known = self.progress.facts
        return {f.name: f.data for f in self if f.data != known.get(f.name)}

    def error_summary(self) -> list[tuple[str, str]]:
        """Return (id of the input, sentence) of everything to mend."""
        return [(f.id, labelled(f.label.text, e)) for f in self for e in f.errors]


def correction_form(visit: Visit, group: str, typed: MultiDict[str, str] | None) -> CorrectionForm:
    """Return the form for a group: `stay`, `researcher`, or `member@m1` for one item."""
    prefix, _, item = group.partition("@")
    fields = (f for f in library().fields.values() if f.id.partition(".")[0] == prefix)
    asked = (f for f in fields if not f.formula and f.type not in (*FILES, "list"))
    suffix = f"@{item}" if item else ""
    questions = (Question(f"{f.id}{suffix}", f, True) for f in asked if f.privacy != "sensitive")
    return CorrectionForm(visit.progress, questions, typed)
