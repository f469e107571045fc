"""The applications of a case: the researcher's, and those of the family filed with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from onboarding.cases.models import Case
from onboarding.engine.asking import value_of
from onboarding.engine.progress import Progress
from onboarding.visa.filing.models import BULK, OfficialFile
from onboarding.visa.filing.service import map_of, newest
from onboarding.visa.forms.answers import Applicant, answers
from onboarding.visa.forms.bulk import Template, read_template, write
from onboarding.visa.forms.items import application
from onboarding.visa.forms.lists import OptionLists, option_lists
from onboarding.visa.forms.maps import bulk_map
from onboarding.visa.forms.preflight import Finding, Flight, errors, preflight, preflight_bulk
from onboarding.visa.forms.workbook import fill
from onboarding.visa.forms.writing import Online, for_bulk, for_workbook


class NotReady(Exception):
    """Something has to be mended before an application leaves."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One application of a case with what is wrong with it."""

    case: Case
    name: str
    flight: Flight
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Return whether nothing stands against its leaving."""
        return not errors(self.findings)


def look_over(case: Case, progress: Progress) -> list[Looked]:
    """Return the applications of a case, the researcher's first, each looked over.

    The family's are there as soon as a status was chosen: dependants follow the researcher.
    """
    lists = option_lists(_folder())
    flights = [_flight(case, progress, who) for who in applicants(progress)]
    found = [Looked(case, _name(f), f, tuple(preflight(f, lists))) for f in flights]
    template = agency_template()
    return _by_the_file(found, template, lists) if template else found


def applicants(progress: Progress) -> list[Applicant]:
    """Return who applies: nobody without a status, nobody for a short stay."""
    facts = progress.facts
    status = facts.get("visa.residence_status")
    if not status or (value_of(progress, "stay.days") or 0) <= 90:
        return []
    place = facts.get("advice.place", "university")
    members = [
        item
        for item in facts.get("family.members") or ()
        if facts.get(f"member.comes_along@{item}")
        and facts.get(f"member.nationality@{item}") != "JPN"
    ]
    return [Applicant(status, place), *(Applicant("dependent", place, one) for one in members)]


def _flight(case: Case, progress: Progress, who: Applicant) -> Flight:
    given = answers(
        application(_folder()),
        who,
        read=lambda name, item: (
            value_of(progress, name, item) if name in progress.plan.blueprint.fields else None
        ),
        institution=current_app.extensions["institution"],
    )
    ends_on = progress.facts.get("stay.ends_on")
    return Flight(who, given, ends_on, progress.today)


def _by_the_file(found: list[Looked], template: Template, lists: OptionLists) -> list[Looked]:
    """Add what the rules of the agency's own file say against each application."""
    flights = [one.flight for one in found]
    values = [_row(flight, lists) for flight in flights]
    form = bulk_map(_folder())
    more: dict[int, list[Finding]] = {}
    for number, finding in preflight_bulk(flights, values, template=template, form=form):
        more.setdefault(number, []).append(finding)
    return [
        Looked(one.case, one.name, one.flight, (*one.findings, *_new(one, more.get(number, []))))
        for number, one in enumerate(found)
    ]


def _new(one: Looked, findings: list[Finding]) -> list[Finding]:
    """Return findings about items nothing is said of yet."""
    said = {finding.answer.name for finding in one.findings if finding.severity == "error"}
    return [finding for finding in findings if finding.answer.name not in said]


def workbook_of(one: Looked, official: OfficialFile) -> bytes:
    """Return the agency's workbook filled for one application.

    Raises:
        NotReady: something has to be mended first.
    """
    if not one.ready:
        raise NotReady
    values = for_workbook(one.flight.answers, option_lists(_folder()))
    return fill(official.content, map_of(official), values)


def bulk_of(found: Sequence[Looked], official: OfficialFile) -> bytes:
    """Return the agency's file for bulk filing, a row for each application.

    Raises:
        NotReady: something has to be mended first.
        NotExportable: a value breaks a rule of the file.
    """
    if not all(one.ready for one in found):
        raise NotReady
    form, lists = bulk_map(_folder()), option_lists(_folder())
    template = read_template(official.content, form)
    return write(template, form, [_row(one.flight, lists) for one in found])


def agency_template() -> Template | None:
    """Return the agency's file for bulk filing as uploaded last; None where there is none yet."""
    official = newest(BULK)
    return read_template(official.content, bulk_map(_folder())) if official else None


def _row(flight: Flight, lists: OptionLists) -> dict[str, str]:
    email = str(current_app.extensions["institution"].get("email", ""))
    return for_bulk(flight.answers, lists, Online(user_email=email, notify_email=email))


def _name(flight: Flight) -> str:
    return str(flight.value("name") or "")


def _folder() -> Any:
    return current_app.extensions["settings"].workflows
