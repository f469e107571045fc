"""The applications of a case: the researcher's, and those of the family filed with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from onboarding.cases.models import Case
from onboarding.engine.asking import value_of
from onboarding.engine.definition import Field, Text
from onboarding.engine.progress import Progress
from onboarding.visa.adviser.chosen import chosen
from onboarding.visa.adviser.rules import status_rules
from onboarding.visa.agents.choosing import COE, permission_of
from onboarding.visa.agents.models import Agent
from onboarding.visa.agents.queries import chosen_for, of_name
from onboarding.visa.filing.attachments import Attachment, attachments
from onboarding.visa.filing.models import BULK, OfficialFile
from onboarding.visa.filing.service import map_of, newest
from onboarding.visa.forms.answers import (
    Answer,
    Applicant,
    Institution,
    answers,
    follower_of,
    of_institution,
)
from onboarding.visa.forms.bulk import BulkMap, Template, read_template, write
from onboarding.visa.forms.items import Application, application
from onboarding.visa.forms.lists import OptionLists, option_lists
from onboarding.visa.forms.maps import bulk_map
from onboarding.visa.forms.preflight import (
    ERROR,
    Finding,
    Flight,
    errors,
    preflight,
    preflight_bulk,
)
from onboarding.visa.forms.workbook import fill
from onboarding.visa.forms.writing import Online, for_bulk, for_workbook
from onboarding.visa.letters.consents import as_agreed
from onboarding.visa.passport.keeping import birth_in
from onboarding.visa.passport.panel import keys_for


class NotReady(Exception):
    """Something has to be mended before an application leaves."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What applications are looked over by; read once for however many.

    `template`: the agency's file for bulk filing, None where the office has uploaded none.
    `usual`: who files where nobody was chosen, if the register knows them.
    """

    form: Application
    lists: OptionLists
    bulk: BulkMap
    template: Template | None
    institution: Institution
    usual: Agent | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """One application of a case with what is wrong with it and with the files that go along."""

    case: Case
    name: str
    flight: Flight
    findings: tuple[Finding, ...]
    files: tuple[Attachment, ...] = ()

    @property
    def ready(self) -> bool:
        """Return whether nothing stands against its leaving."""
        return not errors(self.findings) and not any(one.refused for one in self.files)

    @property
    def item(self) -> str:
        """Return which family member applies; empty for the researcher."""
        return self.flight.who.item


def rules_in_use() -> Rules:
    """Return the newest form, lists and file of the agency."""
    folder: Path = current_app.extensions["settings"].workflows
    official, bulk = newest(BULK), bulk_map(folder)
    institution = current_app.extensions["institution"]
    return Rules(
        form=application(folder),
        lists=option_lists(folder),
        bulk=bulk,
        template=read_template(official.content, bulk) if official else None,
        institution=institution,
        usual=of_name(str(institution.get("agent", ""))),
    )


def look_over(case: Case, progress: Progress, rules: Rules | None = None) -> list[Looked]:
    """Return the applications of a case, the researcher's first, each looked over.

    The family's are there as soon as a status was chosen: dependants follow the researcher.
    """
    rules, who = rules or rules_in_use(), applicants(progress)
    if not who:
        return []
    agent = chosen_for(case, COE) or rules.usual
    flights = [_flight(progress, one, rules) for one in who]
    by_the_file = _by_the_file(flights, rules)
    files = attachments(case, progress)
    return [
        Looked(
            case,
            str(flight.value("name") or ""),
            flight,
            _found(
                [*_of_agent(flight, who[0].status, agent), *preflight(flight, rules.lists)],
                by_the_file.get(number, []),
            ),
            tuple(files.get(flight.who.item, ())),
        )
        for number, flight in enumerate(flights)
    ]


def _of_agent(flight: Flight, supporter: str, agent: Agent | None) -> Iterator[Finding]:
    """Find whoever files it and may not do so any more."""
    answer = flight.find("agent.name")
    if agent is None or answer is None:
        return
    together = supporter if flight.who.item else ""
    status, today = flight.who.status, flight.today
    if not permission_of(agent, status, on=today, supporter=together).allowed:
        yield Finding(ERROR, "agent_may_not", answer, (agent.name,))


def applicants(progress: Progress) -> list[Applicant]:
    """Return who applies: nobody without a status, nobody for a short stay.

    Who is filed for later does once the office says so.
    """
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
        and not facts.get(f"member.born_here@{item}")
        and not facts.get(f"member.coe_later@{item}")
    ]
    follows = follower_of(status)
    return [Applicant(status, place), *(Applicant(follows, place, one) for one in members)]


def answers_of(progress: Progress, who: Applicant, rules: Rules) -> list[Answer]:
    """Return every answer of one application, from the facts of its case."""
    fields = progress.plan.blueprint.fields
    return answers(
        rules.form,
        who,
        read=as_agreed(
            progress.facts,
            lambda name, item: value_of(progress, name, item) if name in fields else None,
        ),
        institution=rules.institution,
        option=lambda name, value: _option(fields.get(name), value),
    )


def _option(field: Field | None, value: Any) -> Text | None:
    """Return the words of the dictionary for a choice."""
    return field.option(value) if field and field.type == "choice" else None


def own_answers() -> list[Answer]:
    """Return what the institution itself answers on any sheet, each once."""
    rules = rules_in_use()
    found: dict[str, Answer] = {}
    for section in rules.form.sections:
        for item in section.items:
            name = item.name if item.kind == "institution" else item.otherwise
            if name:
                value = of_institution(rules.institution, name)
                found.setdefault(name, Answer(section, item, value))
    return list(found.values())


def _flight(progress: Progress, who: Applicant, rules: Rules) -> Flight:
    facts, item = progress.facts, who.item
    confirmed, printed = (
        facts.get(f"member.{leaf}@{item}" if item else f"passport.{leaf}")
        for leaf in ("name_confirmed", "name_printed")
    )
    return Flight(
        who,
        answers_of(progress, who, rules),
        facts.get("stay.ends_on"),
        progress.today,
        name_confirmed=confirmed,
        name_printed=printed or "",
        doubted=not item and _is_doubted(progress),
        born=birth_in(progress, keys_for(item)),
    )


def _is_doubted(progress: Progress) -> bool:
    """Return whether the status was chosen from other facts, and would be another by these."""
    folder = current_app.extensions["settings"].workflows
    found = chosen(progress, status_rules(folder, progress.today))
    return found is not None and found.differs


def _by_the_file(flights: list[Flight], rules: Rules) -> dict[int, list[Finding]]:
    """Return number of an application → what the rules of the agency's own file say against it."""
    found: dict[int, list[Finding]] = {}
    if rules.template is None:
        return found
    rows = [_row(flight, rules) for flight in flights]
    wrong = preflight_bulk(flights, rows, template=rules.template, form=rules.bulk)
    for number, finding in wrong:
        found.setdefault(number, []).append(finding)
    return found


def _found(own: list[Finding], by_the_file: list[Finding]) -> tuple[Finding, ...]:
    """Return all findings; of the file's, those about items nothing is said of yet."""
    said = {finding.answer.name for finding in errors(own)}
    return (*own, *(one for one in by_the_file if one.answer.name not in said))


def workbook_of(one: Looked, official: OfficialFile) -> bytes:
    """Return the agency's workbook filled for one application.

    Raises:
        NotReady: something has to be mended first.
    """
    if not one.ready:
        raise NotReady
    lists = option_lists(current_app.extensions["settings"].workflows)
    return fill(official.content, map_of(official), for_workbook(one.flight.answers, lists))


def bulk_of(found: Sequence[Looked], official: OfficialFile) -> bytes:
    """Return the agency's file for bulk filing, a row for each application.

    Raises:
        NotReady: something has to be mended first.
        NotExportable: a value breaks a rule of the file.
    """
    if not all(one.ready for one in found):
        raise NotReady
    rules = rules_in_use()
    template = read_template(official.content, rules.bulk)
    return write(template, rules.bulk, [_row(one.flight, rules) for one in found])


def _row(flight: Flight, rules: Rules) -> dict[str, str]:
    email = str(rules.institution.get("email", ""))
    return for_bulk(flight.answers, rules.lists, Online(user_email=email, notify_email=email))
