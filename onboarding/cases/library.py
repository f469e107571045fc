"""The institution's own files, read once: dictionary, roles, papers, workflows, programmes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app

from onboarding.cases.registry import folder_faults, registry
from onboarding.config import assets
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.catalogue import Catalogue, Versions
from onboarding.engine.checks import check, duplicates
from onboarding.engine.clock_checks import check_clocks
from onboarding.engine.clock_reader import ClockTable, in_force, read_clocks
from onboarding.engine.definition import Text
from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition, Place
from onboarding.engine.keys import Keys
from onboarding.engine.leadtime_checks import check_lead_times
from onboarding.engine.leadtime_reader import read_lead_times
from onboarding.engine.leadtimes import LeadTimes
from onboarding.engine.loader import Loader
from onboarding.engine.workdays import Workdays

CLOSED_DAYS = Keys(("days",), ("source",))


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a folder gave: a catalogue as far as it goes, and every fault."""

    catalogue: Catalogue
    faults: tuple[Fault, ...]


def library() -> Catalogue:
    """Return the running service's catalogue.

    Raises:
        FaultyDefinition: the files have faults; the service does not start with them.
    """
    found: Catalogue = current_app.extensions["library"]
    return found


Look = Callable[[], None]
_looks: list[Look] = []


def look_with(look: Look) -> None:
    """Have a feature look for versions of workflows the running catalogue lacks."""
    if look not in _looks:
        _looks.append(look)


def look_again() -> None:
    """Look for versions published meanwhile; the catalogue is replaced as a whole, or stays."""
    for look in _looks:
        look()


def replace_library(catalogue: Catalogue) -> None:
    """Put a catalogue in place of the running one; whoever holds the old one goes on with it."""
    current_app.extensions["library"] = catalogue


def pinned(programme: str, versions: Versions) -> Blueprint:
    """Return a programme in pinned versions, those another process published just now included."""
    try:
        return library().blueprint(programme, versions)
    except KeyError:
        look_again()
        return library().blueprint(programme, versions)


def load(folder: Path) -> Catalogue:
    """Read a workflows folder for running.

    Raises:
        FaultyDefinition: with every fault found.
    """
    read = read_folder(folder)
    if read.faults:
        raise FaultyDefinition(read.faults)
    return read.catalogue


def read_folder(folder: Path) -> Read:
    """Read and check a workflows folder; file names in faults are relative to it."""
    faults: list[Fault] = []
    clocks = in_force(clock_tables(folder, faults))
    loader = Loader(registry, clocks, faults)
    workdays = Workdays(closed_days(folder, loader.faults))
    catalogue = Catalogue(registry, workdays=workdays, clocks=clocks)
    fields = [
        f for text, file in _files(folder, "fields/*.yaml") for f in loader.fields(text, file)
    ]
    loader.faults += duplicates((field.id, field.at) for field in fields)
    catalogue.fields = {field.id: field for field in fields}
    for text, file in _files(folder, "roles.yaml"):
        catalogue.roles = {role.id: role for role in loader.roles(text, file)}
    for place in (assets() / "templates" / "documents", folder / "documents"):
        for path in sorted(place.glob("*/document.yaml")):
            name = path.parent.name
            catalogue.documents[name] = loader.document(path.read_text("utf-8"), str(path), name)
    _read_workflows(folder, loader, catalogue)
    _read_programmes(folder, loader, catalogue)
    for text, file in _files(folder, "rules/promises.yaml"):
        catalogue.promising = loader.promises(text, file)
    catalogue.lead_times = lead_times(folder, loader.faults)
    found = set(loader.faults) | (set() if _unusable(loader.faults) else _found_in(catalogue))
    found |= folder_faults(folder, catalogue)
    return Read(catalogue, tuple(sorted(found, key=lambda f: (f.place, f.code, f.about))))


def _found_in(catalogue: Catalogue) -> set[Fault]:
    return {*check(catalogue), *check_lead_times(catalogue), *check_clocks(catalogue)}


def _unusable(faults: list[Fault]) -> bool:
    """Whether so little could be read that references would only repeat the same faults."""
    return any(fault.reason in ("not_yaml", "empty_file") for fault in faults)


def _files(folder: Path, pattern: str) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob(pattern)):
        yield path.read_text("utf-8"), str(path.relative_to(folder))


def _read_workflows(folder: Path, loader: Loader, catalogue: Catalogue) -> None:
    for text, file in _files(folder, "*/v[0-9]*.yaml"):
        workflow = loader.workflow(text, file)
        if workflow is None:
            continue
        if file != f"{workflow.id}/v{workflow.version}.yaml":
            loader.faults.append(
                Fault(workflow.at, "E101", "file_named_otherwise", (workflow.id, file))
            )
        catalogue.workflows.setdefault(workflow.id, {})[workflow.version] = workflow


def _read_programmes(folder: Path, loader: Loader, catalogue: Catalogue) -> None:
    found = [loader.programme(text, file) for text, file in _files(folder, "programmes/*.yaml")]
    programmes = [programme for programme in found if programme]
    loader.faults += duplicates((programme.id, programme.at) for programme in programmes)
    catalogue.programmes = {programme.id: programme for programme in programmes}


def closed_days(folder: Path, faults: list[Fault]) -> list[date]:
    """Return the days the office added to the public holidays; what is none becomes a fault."""
    top = read_rules(folder / "rules" / "closed_days.yaml")
    found, days = top.mapping(*CLOSED_DAYS), []
    for entry in found["days"].items() if "days" in found else ():
        try:
            days.append(date.fromisoformat(entry.text()))
        except ValueError:
            entry.fault("E101", "not_a_date", entry.text())
    if "source" in found:
        found["source"].source()
    faults += top.faults
    return days


def clock_tables(folder: Path, faults: list[Fault]) -> list[ClockTable]:
    """Return the dated tables of deadlines of law; an institution may have none."""
    found = []
    for path in sorted((folder / "rules").glob("legal_clocks_*.yaml")):
        top = read_rules(path)
        found.append(read_clocks(top))
        faults += top.faults
    return found


def lead_times(folder: Path, faults: list[Fault]) -> LeadTimes:
    """Return how long steps take; an institution that says nothing of it has one for all."""
    path = folder / "rules" / "lead_times.yaml"
    if not path.exists():
        return LeadTimes()
    top = read_rules(path)
    found = read_lead_times(top)
    faults += top.faults
    return found


def read_rules(path: Path) -> Entry:
    """Read a rule table.

    Raises:
        FaultyDefinition: it is missing or no YAML.
    """
    faults: list[Fault] = []
    text = path.read_text("utf-8") if path.exists() else ""
    entry = read_yaml(text, f"rules/{path.name}", faults)
    if entry is None:
        raise FaultyDefinition(faults or [Fault(Place(str(path), 1, 1), "E101", "empty_file")])
    return entry


@cache
def rules(folder: Path, name: str) -> Any:
    """Return a rule table of the institution as plain values."""
    return read_rules(folder / "rules" / f"{name}.yaml").plain()


def rule_table(name: str) -> Any:
    """Return a rule table of the running institution as plain values."""
    return rules(current_app.extensions["settings"].workflows, name)


def label(entry: Any) -> Text:
    """Return the text of a rule table's `{en, ja}`."""
    return Text(entry["en"], entry["ja"])
