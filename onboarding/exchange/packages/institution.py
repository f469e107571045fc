"""What this institution has, what it would have, and writing it: all of a package or nothing."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from flask import current_app
from sqlalchemy import select

from onboarding.cases.library import label, read_folder, rule_table
from onboarding.config import Settings, assets
from onboarding.database import db
from onboarding.engine.definition import Text
from onboarding.engine.errors import Fault, FaultyDefinition
from onboarding.exchange.packages.papers import paper_faults
from onboarding.exchange.packages.sources import Versions, folder_versions, items_of
from onboarding.exchange.packages.taking import Here
from onboarding.publishing.models import PublishedVersion
from onboarding.publishing.reading import file_of


class ShippedFolder(Exception):
    """The workflows folder is the project's own, which nothing here may change."""


def settings() -> Settings:
    """Return the settings of the running service."""
    found: Settings = current_app.extensions["settings"]
    return found


def documents_folders(folder: Path) -> tuple[Path, Path]:
    """Return where documents lie: the project's, and those of the institution, which count."""
    return assets() / "templates" / "documents", folder / "documents"


def here() -> Here:
    """Return what this institution has."""
    folder, texts = settings().workflows, published_texts()
    files = {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }
    newest = {id: max(v for other, v in texts if other == id) for id, _version in texts}
    return Here(items_of(folder, documents_folders(folder), Versions(texts)), files, newest)


def published_texts() -> dict[tuple[str, int], str]:
    """Return the texts of all versions: those of the folder and those published elsewhere."""
    wanted = select(PublishedVersion.workflow, PublishedVersion.version, PublishedVersion.text)
    rows = db.session.execute(wanted).all()
    found = {(workflow, version): text for workflow, version, text in rows}
    return found | folder_versions(settings().workflows)


def origin() -> Text:
    """Return the institution as its own file names it."""
    return label(rule_table("institution")["name"])


@contextmanager
def would_be(files: Mapping[str, str]) -> Iterator[Path]:
    """Lend the folder as it would be with these files, all published versions among them."""
    with TemporaryDirectory(prefix="onboarding-check-") as place:
        folder = Path(place) / "workflows"
        shutil.copytree(settings().workflows, folder)
        for (workflow, version), text in published_texts().items():
            _write(folder / file_of(workflow, version), text)
        for name, text in files.items():
            _write(folder / name, text)
        yield folder


def faults_with(files: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return what would be wrong with the definitions if these files were written."""
    with would_be(files) as folder:
        try:
            found = read_folder(folder).faults
        except FaultyDefinition as faulty:
            found = faulty.faults
        names = sorted({name.split("/")[1] for name in files if name.startswith("documents/")})
        papers = [] if found else paper_faults(folder, names)
    relative = tuple(_relative(fault, folder) for fault in found)
    return tuple(one for one in (*relative, *papers) if not one.code.startswith("W"))


def _relative(fault: Fault, folder: Path) -> Fault:
    """Return a fault whose file is named inside the workflows folder."""
    file = fault.place.file.removeprefix(f"{folder}{os.sep}")
    return replace(fault, place=replace(fault.place, file=file))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def write(files: Mapping[str, str]) -> None:
    """Put files into the workflows folder: it is exchanged as a whole, so all come or none.

    Raises:
        ShippedFolder: the folder is the project's own.
        OSError: the folder, or the one around it, cannot be written.
    """
    folder = settings().workflows
    if folder.resolve() == (assets() / "workflows").resolve():
        raise ShippedFolder
    staged = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        new, old = staged / "new", staged / "old"
        shutil.copytree(folder, new, symlinks=True)
        for name, text in files.items():
            _write(new / name, text)
        _exchange(folder, new, old)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _exchange(folder: Path, new: Path, old: Path) -> None:
    os.rename(folder, old)
    try:
        os.rename(new, folder)
    except OSError:
        os.rename(old, folder)
        raise
