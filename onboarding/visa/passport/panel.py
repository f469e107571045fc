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
from onboarding.engine.partdays import PartDay
from onboarding.engine.plan import PlannedStep
from onboarding.people.gate import current_person
from onboarding.visa.letters.consents import as_agreed
from onboarding.visa.passport.letters import in_passport_letters
from onboarding.visa.passport.mrz import Passport, Reading, read
from onboarding.visa.passport.recognising import can_recognise, recognise
from onboarding.web.numbers import row_numbered

# What the lines say that the case knows from elsewhere, for comparing: leaf of the fact → of the
# lines. A family member's facts have the same leaves.
_COMPARED = {
    "family_name": "family_name",
    "given_name": "given_name",
    "nationality": "nationality",
    "sex": "sex",
}


# The panels about a passport: the researcher's, that of a family member.
PANELS = ("passport_lines", "member_lines")


@dataclass(frozen=True, slots=True)
class Keys:
    """Under which facts a passport stands: the researcher's, or that of a family member `item`."""

    group: str
    passport: str
    item: str

    def of(self, leaf: str) -> str:
        """Return the key of a fact about the person."""
        return f"{self.group}.{leaf}{self.item}"

    def in_passport(self, leaf: str) -> str:
        """Return the key of a fact about the passport."""
        return f"{self.passport}{leaf}{self.item}"


def keys_of(planned: PlannedStep) -> Keys:
    """Return the keys of the passport a step asks for."""
    return keys_for(planned.item)


def keys_for(item: str) -> Keys:
    """Return the keys of the researcher's passport, or that of the family member `item`."""
    if item:
        return Keys("member", "member.passport_", f"@{item}")
    return Keys("researcher", "passport.", "")


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact of the case that reads otherwise in the passport."""

    field: Any
    known: Any
    passport: Any


def show(visit: Visit, planned: PlannedStep, form: StepForm) -> Mapping[str, Any]:
    """Return what the lines say, their doubts, what the case has otherwise, how forms spell it."""
    keys, facts = keys_of(planned), visit.progress.facts
    text = form[keys.in_passport("lines")].text
    found = read(text, visit.progress.today) if text.strip() else None
    passport = found.passport if found else None
    expires_on = form[keys.in_passport("expires_on")].data or (passport and passport.expires_on)
    ends_on = facts.get("stay.ends_on")
    return {
        "reading": found,
        "passport": passport,
        "differences": differences(visit, keys, passport) if passport else [],
        "expires_before_end": bool(expires_on and ends_on and expires_on < ends_on),
        "can_recognise": can_recognise(),
        **name_of(facts, keys),
    }


def name_of(facts: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
    """Return the name as the case has it, as forms write it, and whether that has to be agreed to.

    `one_name`: there is no given name, so the page should have none either.
    """
    parts = [facts.get(keys.of(leaf)) for leaf in ("family_name", "given_name")]
    spelt = as_agreed(facts, lambda name, item: facts.get(f"{name}@{item}" if item else name))
    item = keys.item.removeprefix("@")
    in_forms = [spelt(f"{keys.group}.{leaf}", item) for leaf in ("family_name", "given_name")]
    whole = in_passport_letters(" ".join(filter(None, in_forms)))
    return {
        "name": " ".join(filter(None, parts)),
        "one_name": not parts[1],
        "name_in_forms": whole.kept,
        "name_asks": whole.asks,
    }


def differences(visit: Visit, keys: Keys, passport: Passport) -> list[Difference]:
    """Return the facts of the case that read otherwise in the passport."""
    fields, facts = visit.progress.plan.blueprint.fields, visit.progress.facts
    said = {leaf: getattr(passport, name) for leaf, name in _COMPARED.items()}
    known = {leaf: facts.get(keys.of(leaf)) for leaf in said}
    found = [
        Difference(fields[f"{keys.group}.{leaf}"], known[leaf], value)
        for leaf, value in said.items()
        if _folded(known[leaf]) != _folded(value) and (keys.of(leaf) in facts or keys.item == "")
    ]
    born = facts.get(keys.of("birth_date"))
    if passport.birth and not same_birth(born, passport.birth):
        found.append(Difference(fields[f"{keys.group}.birth_date"], born, passport.birth))
    return found


def same_birth(known: date | None, passport: date | PartDay) -> bool:
    """Return whether a birth is that of the passport, as far as the passport gives it."""
    if isinstance(passport, PartDay):
        return known is not None and passport.fits(known)
    return known == passport


def _folded(value: Any) -> Any:
    return " ".join(str(value or "").upper().replace("-", " ").split())


def fill(visit: Visit, planned: PlannedStep, typed: Any) -> None:
    """Write what the lines say into the questions; the lines come from the picture if empty."""
    keys = keys_of(planned)
    lines, scan = keys.in_passport("lines"), keys.in_passport("scan")
    if not typed.get(lines, "").strip():
        typed.setlist(lines, [_from_picture(visit, scan, typed.get(scan, "")) or ""])
    found = read(typed.get(lines, ""), visit.progress.today)
    for name, value in _answers(found, keys).items():
        if value:
            typed.setlist(name, [written(value)])


def _answers(found: Reading, keys: Keys) -> dict[str, Any]:
    """Return the questions the lines answer; a field with a wrong check digit answers none."""
    passport = found.passport
    if passport is None:
        return {}
    doubted = {doubt.field for doubt in found.doubts}
    unknown = passport.birth.unknown if isinstance(passport.birth, PartDay) else ""
    said = {
        keys.of("birth_unknown"): ("birth", unknown),
        keys.in_passport("number"): ("number", passport.number),
        keys.in_passport("expires_on"): ("expiry", passport.expires_on),
    }
    if not keys.item:
        said["passport.country"] = ("issuer", passport.issuer)
    return {name: value for name, (field, value) in said.items() if field not in doubted}


def _from_picture(visit: Visit, key: str, id: str) -> str | None:
    """Return the lines in the picture just sent, or in the one the case has."""
    file = db.session.get(StoredFile, row_numbered(id) or 0)
    known = visit.progress.facts.get(key) == id
    mine = file is not None and file.added_by_id == current_person().id
    if file is None or file.case_id != visit.case.id or not (known or mine):
        return None
    return recognise(files.read(file, sealer_of(visit.case)))
