"""Beside the passport's questions: what its two lines say, and every doubt about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.cases.forms import StepForm
from onboarding.cases.gate import Visit
from onboarding.cases.history import sealer_of
from onboarding.cases.values import written
from onboarding.database import db
from onboarding.documents import files
from onboarding.documents.models import StoredFile
from onboarding.engine.plan import PlannedStep
from onboarding.people.gate import current_person
from onboarding.visa.passport.mrz import Passport, Reading, read
from onboarding.visa.passport.recognising import can_recognise, recognise
from onboarding.web.numbers import row_numbered

LINES, SCAN = "passport.lines", "passport.scan"
# What the lines say that the case knows from elsewhere, for comparing.
_COMPARED = (
    ("researcher.family_name", "family_name"),
    ("researcher.given_name", "given_name"),
    ("researcher.nationality", "nationality"),
    ("researcher.sex", "sex"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact of the case that reads otherwise in the passport."""

    field: Any
    known: Any
    passport: Any


def show(visit: Visit, planned: PlannedStep, form: StepForm) -> Mapping[str, Any]:
    """Return what the lines say, their doubts, and what the case has otherwise."""
    text = form[LINES].text if LINES in form else ""
    found = read(text, visit.progress.today) if text.strip() else None
    passport = found.passport if found else None
    return {
        "reading": found,
        "passport": passport,
        "differences": differences(visit, passport) if passport else [],
        "expires_before_end": _short(passport, visit.progress.facts.get("stay.ends_on")),
        "can_recognise": can_recognise(),
    }


def _short(passport: Passport | None, ends_on: date | None) -> bool:
    """Whether the passport expires before the stay ends."""
    return bool(passport and passport.expires_on and ends_on and passport.expires_on < ends_on)


def differences(visit: Visit, passport: Passport) -> list[Difference]:
    """Return the facts of the case that read otherwise in the passport."""
    fields, facts = visit.progress.plan.blueprint.fields, visit.progress.facts
    said = {key: getattr(passport, name) for key, name in _COMPARED}
    if passport.birth and passport.birth.date:
        said["researcher.birth_date"] = passport.birth.date
    return [
        Difference(fields[key], facts.get(key), value)
        for key, value in said.items()
        if _folded(facts.get(key)) != _folded(value)
    ]


def _folded(value: Any) -> Any:
    return " ".join(str(value or "").upper().replace("-", " ").split())


def fill(visit: Visit, planned: PlannedStep, typed: Any) -> None:
    """Write what the lines say into the questions; the lines come from the picture if empty."""
    if not typed.get(LINES, "").strip():
        typed.setlist(LINES, [_from_picture(visit, typed.get(SCAN, "")) or ""])
    found = read(typed.get(LINES, ""), visit.progress.today)
    for name, value in _answers(found).items():
        if value:
            typed.setlist(name, [written(value)])


def _answers(found: Reading) -> dict[str, Any]:
    """Return the questions the lines answer; a field with a wrong check digit answers none."""
    passport = found.passport
    if passport is None:
        return {}
    doubted = {doubt.field for doubt in found.doubts}
    said = {
        "passport.number": ("number", passport.number),
        "passport.expires_on": ("expiry", passport.expires_on),
        "passport.country": ("issuer", passport.issuer),
    }
    return {name: value for name, (field, value) in said.items() if field not in doubted}


def _from_picture(visit: Visit, id: str) -> str | None:
    """Return the lines in the picture just sent, or in the one the case has."""
    file = db.session.get(StoredFile, row_numbered(id) or 0)
    known = visit.progress.facts.get(SCAN) == id
    mine = file is not None and file.added_by_id == current_person().id
    if file is None or file.case_id != visit.case.id or not (known or mine):
        return None
    return recognise(files.read(file, sealer_of(visit.case)))
