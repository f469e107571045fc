"""The form of a change: when it happened, to whom, and of a birth the child."""

from collections.abc import Iterator
from datetime import date
from itertools import starmap
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm

from onboarding.cases.forms import FactField, Typed
from onboarding.cases.library import library
from onboarding.engine.asking import Question
from onboarding.engine.progress import Progress
from onboarding.people.gate import today
from onboarding.visa.clocks.changes import BORN, OF_ANYBODY, ON, Change, people
from onboarding.web.words import labelled

CHILD = ("member.family_name", "member.given_name", "member.nationality")
# What has not happened yet can be told beforehand; the rest lies behind.
_AHEAD = frozenset({"contract_ended", "new_contract", "away", "away_with_permit"})
_AHEAD |= {"other_activity", "host_changed"}


class ChangeForm(BaseForm):
    """What is asked about a change of one kind, no more than the deadlines need."""

    def __init__(self, progress: Progress, kind: str, name: str, typed: Typed | None) -> None:
        self.kind, self.name = kind, name
        self.family = people(progress) if kind in OF_ANYBODY else []
        super().__init__(dict(self._inputs()))
        self.process(typed)

    def _inputs(self) -> Iterator[tuple[str, Any]]:
        fields = library().fields
        asked = (ON, *CHILD) if self.kind == BORN else (ON,)
        for id in asked:
            question = Question(id, fields[id], fields[id].optional)
            yield id, FactField(question=question, today=today(), known=False)
        if self.family:
            choices = [SelectChoice("", self.name), *starmap(SelectChoice, self.family)]
            yield "who", SelectField(_l("Whom does it concern?"), choices=choices)

    def validate(self, extra_validators: Any = None) -> bool:
        """Note what is wrong beside each input; return whether all is well."""
        well = super().validate()
        on = self[ON].data
        if on and self.kind not in _AHEAD and on > today():
            self[ON].errors = [_("This day lies in the future.")]
            return False
        return well and isinstance(on, date)

    def change(self) -> Change:
        """Return the change as it was told."""
        item = self["who"].data if self.family else ""
        person = dict(self.family).get(item, self.name)
        given = {id.partition(".")[2]: self[id].data for id in CHILD} if self.kind == BORN else {}
        child = {key: value for key, value in given.items() if value is not None}
        return Change(self.kind, self[ON].data, person, child or None)

    def error_summary(self) -> list[tuple[str, str]]:
        """Return (id of the input, sentence) of everything to mend."""
        return [(f.id, labelled(str(f.label.text), e)) for f in self for e in f.errors]
