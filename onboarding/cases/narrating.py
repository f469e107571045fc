"""The history in words: who did what, when, for whom."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from onboarding.cases.checklist import item_name
from onboarding.cases.gate import Visit
from onboarding.cases.history import read_data, sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import CaseEvent
from onboarding.cases.moves import Moved, moves_of
from onboarding.cases.moves_told import MovedBecause, in_words
from onboarding.cases.policies import Part, may_read
from onboarding.cases.queries import history
from onboarding.engine.definition import Field
from onboarding.engine.progress import Progress
from onboarding.web.speaking import reader_language

Words = Callable[[dict[str, Any], "Teller"], str]
_words: dict[str, Words] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history. `facts`: (field, value; None where the reader may not see it).

    `moved`: the days it moved, by what moved them; `earliest`: the first start that can be met,
    where it made the wanted one impossible.
    """

    at: datetime
    sentence: str
    note: str
    facts: tuple[tuple[Field, Any], ...]
    moved: tuple[MovedBecause, ...] = ()
    earliest: date | None = None


@dataclass(frozen=True, slots=True)
class Teller:
    """What is needed to name the steps of a case."""

    progress: Progress
    language: str
    who: str = ""

    def step(self, key: str) -> str:
        """Return a step's title; its key where the case has it no more."""
        planned = self.progress.plan.find(key)
        if planned is None:
            return key
        title, who = planned.step.title.in_(self.language), item_name(self.progress, planned.item)
        if planned.step.route:
            who = library().roles[planned.step.role].label.in_(self.language)
        return f"{title} ({who})" if who else title

    def ends_by_itself(self, key: str) -> bool:
        """Return whether a step is an approval, which the system ends."""
        planned = self.progress.plan.find(key)
        return bool(planned and planned.step.stages)

    def outcome(self, key: str, outcome: str) -> str:
        """Return the label of an outcome."""
        planned = self.progress.plan.find(key)
        found = planned.step.outcome(outcome) if planned else None
        return found.label.in_(self.language) if found else outcome


def words_for(kind: str, words: Words) -> None:
    """Let a feature say how one of its events is told."""
    _words[kind] = words


def tell(visit: Visit) -> list[Told]:
    """Return the history of a case, newest first."""
    sealer, fields = sealer_of(visit.case), library().fields
    teller = Teller(visit.progress, reader_language())
    rows = [(row, read_data(row, fields, sealer)) for row in history(visit.case)]
    moves = moves_of(visit.case)
    told = [(row, _tell(row, data, teller, visit.part)) for row, data in reversed(rows)]
    return [_with_moves(one, moves.get(row.sequence), teller) for row, one in told]


def _with_moves(told: Told, moved: Moved | None, teller: Teller) -> Told:
    if moved is None:
        return told
    words = in_words(moved.shifts, teller.step, teller.language)
    return replace(told, moved=words, earliest=moved.earliest)


def _tell(row: CaseEvent, data: dict[str, Any], teller: Teller, part: Part) -> Told:
    words = _words.get(row.kind, _unknown)
    return Told(
        at=row.at,
        sentence=words(data, replace(teller, who=who_acted(row, data, teller.language))),
        note=str(data.get("note") or data.get("reason") or ""),
        facts=tuple(_facts(data.get("facts") or {}, part)),
    )


def who_acted(row: CaseEvent, data: dict[str, Any], language: str) -> str:
    """Return who acted, for whom, and in which other role where a deputy did."""
    if row.by is None:
        return _("The system")
    name = row.by.name_in(language)
    if role := library().roles.get(data.get("deputy", "")):
        name = _("%(who)s (%(role)s, as deputy)", who=name, role=role.label.in_(language))
    if row.on_behalf_of is None:
        return name
    absent = row.on_behalf_of.name_in(language)
    return _("%(who)s (deputy for %(absent)s)", who=name, absent=absent)


def _facts(facts: dict[str, Any], part: Part) -> list[tuple[Field, Any]]:
    fields = library().fields
    found = []
    for key, value in facts.items():
        field = fields.get(key.partition("@")[0])
        if field is not None and field.type != "list":
            hidden = field.privacy == "sensitive" or not may_read(
                part, field, key.partition("@")[2]
            )
            found.append((field, None if hidden else value))
    return found


def _unknown(data: dict[str, Any], teller: Teller) -> str:
    return json.dumps({k: v for k, v in data.items() if k != "facts"}, ensure_ascii=False)


def _opened(data: dict[str, Any], teller: Teller) -> str:
    return _("%(who)s opened the case.", who=teller.who)


def _answered(data: dict[str, Any], teller: Teller) -> str:
    return _("%(who)s corrected facts.", who=teller.who)


def _finished(data: dict[str, Any], teller: Teller) -> str:
    step = teller.step(data["step"])
    if data.get("outcome"):
        outcome = teller.outcome(data["step"], data["outcome"])
        if teller.ends_by_itself(data["step"]):
            return _("“%(step)s” is decided: %(outcome)s", step=step, outcome=outcome)
        if data.get("back_to"):
            return _(
                "%(who)s answered “%(step)s”: %(outcome)s, back to “%(target)s”",
                who=teller.who,
                step=step,
                outcome=outcome,
                target=teller.step(data["back_to"]),
            )
        return _(
            "%(who)s answered “%(step)s”: %(outcome)s", who=teller.who, step=step, outcome=outcome
        )
    return _("%(who)s finished “%(step)s”.", who=teller.who, step=step)


def _reopened(data: dict[str, Any], teller: Teller) -> str:
    step = teller.step(data["step"])
    return _("%(who)s opened “%(step)s” again.", who=teller.who, step=step)


def _stopped(data: dict[str, Any], teller: Teller) -> str:
    return _("%(who)s ended the case early.", who=teller.who)


def _closed(data: dict[str, Any], teller: Teller) -> str:
    return _("Everything is done: the case is closed.")


def _assigned(data: dict[str, Any], teller: Teller) -> str:
    step = teller.step(data["step"])
    return _("%(who)s assigned “%(step)s”.", who=teller.who, step=step)


def _host_named(data: dict[str, Any], teller: Teller) -> str:
    return _("%(who)s named the host.", who=teller.who)


def _family_invited(data: dict[str, Any], teller: Teller) -> str:
    name = item_name(teller.progress, data["item"])
    return _("%(who)s sent %(name)s a link.", who=teller.who, name=name)


def _noted(data: dict[str, Any], teller: Teller) -> str:
    return _("%(who)s wrote a note.", who=teller.who)


for _kind, _say in {
    "opened": _opened,
    "answered": _answered,
    "finished": _finished,
    "reopened": _reopened,
    "stopped": _stopped,
    "closed": _closed,
    "assigned": _assigned,
    "noted": _noted,
    "host_named": _host_named,
    "family_invited": _family_invited,
}.items():
    words_for(_kind, _say)
