"""Keeping what somebody agreed to, with who, when and what exactly."""

from dataclasses import dataclass
from datetime import date

from onboarding.cases import service as cases
from onboarding.cases.gate import Visit
from onboarding.cases.recording import ChangedMeanwhile
from onboarding.visa.letters.consents import Consent, recorded
from onboarding.visa.letters.spellings import Spelling


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was sent: the original as it was shown, the spelling, how the office knows of it."""

    was: str
    becomes: str
    told: str


def agree(visit: Visit, spelling: Spelling, agreement: Agreement, *, on: date) -> None:
    """Record that somebody agreed to a spelling, for the text they saw and no other.

    Raises:
        ChangedMeanwhile: the text is another one now.
    """
    if agreement.was != spelling.original:
        values = {spelling.key: (spelling.original, agreement.was)}
        raise ChangedMeanwhile(None, values)
    consent = Consent(
        of=spelling.key,
        was=spelling.original,
        becomes=agreement.becomes,
        agreed_by="office" if speaks_for_another(visit) else "person",
        told=agreement.told,
        agreed_on=on,
    )
    facts = recorded(visit.progress.facts, consent)
    cases.record_facts(visit.case.id, facts, by=visit.by, seen=visit.case.sequence)


def speaks_for_another(visit: Visit) -> bool:
    """Return whether whoever is here is none of those whose names these are."""
    return not visit.part.roles.keys() & {"researcher", "family"}
