"""`onboarding publish`: files become published versions, with what the checker says of them."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _

from onboarding.cases.faults import sentence
from onboarding.cases.library import library
from onboarding.database import transaction
from onboarding.engine.definition import Workflow
from onboarding.engine.errors import Fault
from onboarding.publishing import service, store
from onboarding.publishing.comparing import compare
from onboarding.publishing.comparing import sentence as said
from onboarding.publishing.queries import version_of
from onboarding.publishing.reading import (
    Checked,
    checked,
    file_of,
    hash_of,
    proven,
    read_version,
)


def publish(path: Path | None, note: str) -> int:
    """Publish one file, or what is new in the workflows folder; return the exit status.

    What the folder has was recorded, with the note, when this command began.
    """
    news: list[store.Key] = current_app.extensions["just_published"]
    if path is not None and path.resolve() != current_app.extensions["settings"].workflows:
        return _publish_file(path, note, news)
    for key in news:
        click.echo(_said(*key))
    if not news:
        click.echo(_("Nothing new: every version of the folder is published already."))
    return 0


def _publish_file(path: Path, note: str, news: list[store.Key]) -> int:
    text = path.read_text("utf-8")
    workflow, faults = read_version(text, str(path))
    if workflow is None or faults:
        _print(faults, str(path))
        return 1
    known = version_of(workflow.id, workflow.version)
    if known is not None and (workflow.id, workflow.version) in news:
        click.echo(_said(workflow.id, workflow.version))
        return 0
    if known is not None:
        return _is_known(workflow.id, workflow.version, known.sha256 == hash_of(text))
    found = proven(checked(text, workflow=workflow.id, version=workflow.version))
    _print(found.faults, str(path))
    if found.errors or not _follows(workflow.id, workflow.version):
        return 1
    return _record(found, note)


def _is_known(workflow: str, version: int, same: bool) -> int:
    file = file_of(workflow, version)
    if same:
        click.echo(_("%(file)s is published already.", file=file))
        return 0
    free = service.newest_number(workflow) + 1
    click.echo(
        _(
            "%(file)s is published already, with another text. Give this one the version "
            "number %(number)s.",
            file=file,
            number=free,
        )
    )
    return 1


def _follows(workflow: str, version: int) -> bool:
    """Whether a version is the next one; else say which number it should have."""
    free = service.newest_number(workflow) + 1
    if version != free:
        words = _(
            "The next version of “%(workflow)s” is %(number)s.", workflow=workflow, number=free
        )
        click.echo(words)
    return version == free


def _record(found: Checked, note: str) -> int:
    assert found.workflow is not None
    at = datetime.now(UTC)
    key = (found.workflow.id, found.workflow.version)
    with transaction():
        store.record(*key, found.text, note=note, origin="file", by_id=None, at=at)
    store.look()
    click.echo(_said(*key))
    return 0


def _said(workflow: str, version: int) -> str:
    return _("Published: %(file)s", file=file_of(workflow, version))


def _print(faults: tuple[Fault, ...] | list[Fault], file: str) -> None:
    for fault in faults:
        place = fault.place
        click.echo(f"{file}:{place.line}:{place.col} {fault.code} {sentence(fault)}")


def diff(old: str, new: str) -> int:
    """Say in words what one version has otherwise than another; 1 where one cannot be read."""
    before, after = _named(old), _named(new)
    if before is None or after is None:
        return 1
    if before.id != after.id:
        click.echo(_("These are two different workflows."))
        return 1
    catalogue = library().with_workflows([before, after])
    differences = compare(before, after, catalogue)
    for one in differences:
        click.echo(said(one))
    if not differences:
        click.echo(_("Nothing is otherwise for the people who work with it."))
    return 0


def _named(name: str) -> Workflow | None:
    """Return the version a file has, or that `visa@2` names; say so where there is none."""
    workflow, _at, number = name.partition("@")
    found = library().workflows.get(workflow, {}).get(int(number) if number.isdigit() else 0)
    if found is not None:
        return found
    if not Path(name).is_file():
        click.echo(_("There is no version “%(name)s”; write for example visa@2.", name=name))
        return None
    read, faults = read_version(Path(name).read_text("utf-8"), name)
    _print(faults, name)
    return read if not faults else None
