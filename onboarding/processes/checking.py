"""`onboarding check`: the faults of definition files, one a line, as editors can follow."""

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click
from flask_babel import gettext as _

from onboarding import FEATURES
from onboarding.cases.faults import sentence
from onboarding.cases.library import read_folder
from onboarding.cases.proofs import remarks
from onboarding.config import Settings
from onboarding.console import fail, speaking, terminal_language
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.errors import Fault, FaultyDefinition
from onboarding.proving import prove
from onboarding.publishing.store import edited_files


class Found(NamedTuple):
    """A fault, the folder its file lies in, and the definitions that name what it is about."""

    folder: Path | None
    fault: Fault
    catalogue: Catalogue | None = None


def read_definitions(paths: Iterable[Path], settings: Settings | None = None) -> list[Found]:
    """Return the faults of folders, and of files as part of theirs, each with its folder.

    Where nothing is wrong with the files as such, it is also proven what cases make of them.
    With `settings` also those of published files of the running service that were edited since.
    """
    load_features()
    with _keeping_all():
        return [found for path in paths for found in _read(path.resolve(), settings)]


@contextmanager
def _keeping_all() -> Iterator[None]:
    """Look for nothing to throw away: nearly all that is read is needed to the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def load_features() -> None:
    """Load every feature, so that the kinds of steps and checks it owns are known."""
    for feature in FEATURES:
        import_module(f"onboarding.{feature}")


def _read(path: Path, settings: Settings | None) -> Iterator[Found]:
    folder = definitions_around(path)
    try:
        read = read_folder(folder)
    except FaultyDefinition as faulty:
        faults: Sequence[Fault] = faulty.faults
        catalogue = None
    else:
        own = settings if settings and folder == settings.workflows else None
        edited = edited_files(own, read.catalogue) if own else []
        faults = [*(read.faults or prove(read.catalogue)), *edited]
        catalogue = read.catalogue
    for fault in faults:
        if path == folder or (folder / fault.place.file) == path:
            yield Found(folder, fault, catalogue)


def definitions_around(path: Path) -> Path:
    """Return the folder with `roles.yaml` that a path is, or lies in."""
    around = [folder for folder in (path, *path.parents) if (folder / "roles.yaml").exists()]
    if not around:
        with speaking(terminal_language()):
            fail(_("%(path)s lies in no folder with a roles.yaml.", path=str(path)))
    return around[0]


def print_faults(found: Sequence[Found], language: str) -> None:
    """Print `file:line:col CODE message`, files named from where the command was typed."""
    with speaking(language):
        for folder, fault, catalogue in found:
            place = fault.place
            file = os.path.relpath(folder / place.file) if folder else place.file
            click.echo(f"{file}:{place.line}:{place.col} {fault.code} {sentence(fault)}")
            for remark in remarks(fault, catalogue):
                click.echo(f"    {remark}")
        if not found:
            click.echo(_("No fault found."))
