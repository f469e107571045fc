"""Whether the rule tables of visa paperwork can be used, and refer to things there are."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.errors import Fault
from onboarding.engine.references import References
from onboarding.visa.adviser.rules import read_status_rules
from onboarding.visa.agents.rules import ANY, read_agent_rules
from onboarding.visa.forms.answers import makers
from onboarding.visa.forms.items import Application, fields_named, read_applications
from onboarding.visa.forms.lists import read_lists
from onboarding.visa.forms.maps import read_maps
from onboarding.visa.points.table import read_tables


def rule_faults(folder: Path, catalogue: Catalogue) -> Iterable[Fault]:
    """Return what is wrong with the rules, forms and tables in a folder."""
    known = References(catalogue, catalogue.names())
    rules, faults = read_status_rules(folder)
    found = [*faults, *read_tables(folder)[1], *read_lists(folder)[1], *read_maps(folder)[1]]
    found += _agents(folder, {id for version in rules for id in version.statuses})
    for version in rules:
        for phrase in version.conditions():
            found += known.condition(phrase)
    forms, faults = read_applications(folder)
    found += faults
    for form in forms:
        found += _form(form, catalogue)
    return found


def _agents(folder: Path, statuses: set[str]) -> Iterator[Fault]:
    tables, faults = read_agent_rules(folder)
    yield from faults
    known = {*statuses, "dependent", ANY}
    for table in tables:
        for rule in table.rules:
            for status in rule.statuses:
                if status not in known:
                    yield Fault(rule.at, "E103", "unknown_status", (status,))


def _form(form: Application, catalogue: Catalogue) -> Iterator[Fault]:
    for name, at in fields_named(form):
        if name not in catalogue.fields:
            yield Fault(at, "E103", "unknown_field", (name,))
    for section in form.sections:
        for item in section.items:
            if item.kind == "made" and item.name not in makers():
                yield Fault(item.at, "E103", "unknown_maker", (item.name, *sorted(makers())))
