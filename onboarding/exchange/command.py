"""`onboarding export`: definitions written for other tools and other institutions."""

from pathlib import Path

import click
from flask_babel import gettext as _

from onboarding.cases.library import library, load
from onboarding.console import fail
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Workflow
from onboarding.exchange.diagrams import programme_diagram, workflow_diagram
from onboarding.exchange.packages.command import export_package, import_package
from onboarding.exchange.packages.reading import FIRST_BYTES
from onboarding.exchange.packages.reading import is_package as starts_as_package
from onboarding.processes.checking import definitions_around

__all__ = ("export_bpmn", "export_package", "hand_over", "import_package", "is_package")


def is_package(path: Path) -> bool:
    """Return whether a file is a package, whatever it is called."""
    with path.open("rb") as file:
        return starts_as_package(file.read(FIRST_BYTES))


def export_bpmn(what: str, language: str) -> str:
    """Return a workflow (`visa`, `visa@1`, a file) or a programme as BPMN 2.0."""
    path = Path(what)
    if path.suffix == ".yaml" and path.is_file():
        return _file_as_bpmn(path.resolve(), language)
    return _by_name(library(), what, language)


def _by_name(catalogue: Catalogue, what: str, language: str) -> str:
    workflow = _named(catalogue, what)
    programmes = _with_cases(catalogue)
    if workflow is None and what not in programmes:
        there = ", ".join((*catalogue.workflows, *programmes))
        words = {"name": what, "all": there}
        fail(_("There is no workflow or programme “%(name)s”. There are: %(all)s", **words))
    if workflow is None:
        return programme_diagram(catalogue, what, language)
    return workflow_diagram(catalogue, workflow, language)


def _named(catalogue: Catalogue, what: str) -> Workflow | None:
    """Return the version `visa@1` names, or the newest of `visa`."""
    id, _at, version = what.partition("@")
    if not version:
        return catalogue.newest(id)
    return catalogue.workflows.get(id, {}).get(int(version) if version.isdigit() else 0)


def _with_cases(catalogue: Catalogue) -> list[str]:
    return [one.id for one in catalogue.programmes.values() if not one.umbrella]


def _file_as_bpmn(path: Path, language: str) -> str:
    folder = definitions_around(path)
    catalogue = load(folder)
    versions = (w for versions in catalogue.workflows.values() for w in versions.values())
    found = next((w for w in versions if (folder / w.at.file) == path), None)
    if found is None:
        fail(_("%(path)s is not the file of a workflow.", path=str(path)))
    return workflow_diagram(catalogue, found, language)


def hand_over(text: str, to: Path | None) -> None:
    """Write a text into a file, or to the terminal where none is named."""
    if to is None:
        click.echo(text, nl=False)
        return
    to.write_text(text, "utf-8")
    click.echo(_("Written to %(path)s.", path=to))
