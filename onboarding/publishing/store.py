"""Published versions: frozen with their hash, and known to every process soon after.

The files of the workflows folder are recorded when a process begins. From then on their text is
what was published: a file that reads otherwise keeps the service from starting.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock

from flask import current_app
from sqlalchemy import Connection, create_engine, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError

from onboarding.cases.library import library, replace_library
from onboarding.cases.models import Case
from onboarding.config import Settings
from onboarding.database import db, transaction
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.checks import check
from onboarding.engine.definition import Workflow
from onboarding.engine.errors import Fault, FaultyDefinition, Place
from onboarding.publishing.models import PublishedVersion
from onboarding.publishing.queries import generation, texts_beyond
from onboarding.publishing.reading import file_of, hash_of, read_version

logger = logging.getLogger(__name__)
_loading = Lock()
_SHOWN = 8
Key = tuple[str, int]


def begin(at: datetime, *, note: str = "") -> None:
    """Freeze the versions the folder has, refuse edited ones, load those it lacks.

    Raises:
        FaultyDefinition: a file is not what was published, or a published text has faults by now.
    """
    current_app.extensions["just_published"] = freeze_folder(at, note=note)
    look()
    faults = check(library())
    if faults:
        raise FaultyDefinition(faults)


def freeze_folder(at: datetime, *, note: str = "") -> list[Key]:
    """Record the files that are not known yet; return which those were.

    Raises:
        FaultyDefinition: files are not what was published; nothing is recorded then.
    """
    folder = Folder(current_app.extensions["settings"], library())
    with transaction():
        frozen = frozen_hashes()
        edited = folder.edited(frozen)
        kept = [key for key in edited if not (folder.settings.demo and _is_unused(*key))]
        if kept:
            raise FaultyDefinition([folder.fault(key, frozen[key]) for key in kept])
        for key in edited:
            _write_anew(*key, folder.texts[key])
        new = [key for key in folder.texts if key not in frozen]
        for key in new:
            record(*key, folder.texts[key], note=note, origin="file", by_id=None, at=at)
    return new


class Folder:
    """The version files of a workflows folder: (workflow, version) → text."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self.settings, self.catalogue = settings, catalogue
        self.texts = dict(self._read(settings.workflows))

    def _read(self, folder: Path) -> Iterator[tuple[Key, str]]:
        for id, versions in self.catalogue.workflows.items():
            for version in versions:
                path = folder / file_of(id, version)
                if path.exists():
                    yield (id, version), path.read_text("utf-8")

    def edited(self, frozen: Mapping[Key, str]) -> list[Key]:
        """Return the versions whose file is not what was published."""
        known = [key for key in self.texts if key in frozen]
        return [key for key in known if hash_of(self.texts[key]) != frozen[key]]

    def fault(self, key: Key, frozen: str) -> Fault:
        """Return what to say of a file that is not what was published."""
        workflow, version = key
        free = file_of(workflow, max(self.catalogue.workflows[workflow]) + 1)
        reason = "version_edited_in_demo" if self.settings.demo else "version_edited"
        now = hash_of(self.texts[key])
        about = (file_of(workflow, version), free, frozen[:_SHOWN], now[:_SHOWN])
        return Fault(Place(file_of(workflow, version), 1, 1), "E113", reason, about)


def frozen_hashes() -> dict[Key, str]:
    """Return (workflow, version) → hash of all that is published."""
    return _hashes(db.session.connection())


def _hashes(connection: Connection) -> dict[Key, str]:
    wanted = select(PublishedVersion.workflow, PublishedVersion.version, PublishedVersion.sha256)
    return {(workflow, version): sha for workflow, version, sha in connection.execute(wanted)}


def edited_files(settings: Settings, catalogue: Catalogue) -> list[Fault]:
    """Return a fault for each file of the folder that is not what was published.

    No application is needed, and where there is no database yet, nothing is published.
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return []
    engine, folder = create_engine(url), Folder(settings, catalogue)
    try:
        with engine.connect() as connection:
            frozen = _hashes(connection)
    except DatabaseError:
        return []
    finally:
        engine.dispose()
    return [folder.fault(key, frozen[key]) for key in folder.edited(frozen)]


def _is_unused(workflow: str, version: int) -> bool:
    """Whether no case ever began with a version, or was moved to it, as far as cases say now."""
    pins = db.session.scalars(select(Case.versions).distinct())
    return all(json.loads(versions).get(workflow) != version for versions in pins)


def _write_anew(workflow: str, version: int, text: str) -> None:
    """Let a demo's edited version count, which no case has."""
    wanted = (PublishedVersion.workflow == workflow, PublishedVersion.version == version)
    found = db.session.scalars(select(PublishedVersion).where(*wanted)).one()
    found.text, found.sha256 = text, hash_of(text)
    logger.warning(
        "%s was edited; no case of the demo has it, so it counts", file_of(workflow, version)
    )


def record(
    workflow: str,
    version: int,
    text: str,
    *,
    note: str,
    origin: str,
    by_id: int | None,
    at: datetime,
) -> bool:
    """Write a version down for good; False where somebody did so first."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    values = {"workflow": workflow, "version": version, "text": text, "sha256": hash_of(text)}
    values |= {"note": note, "origin": origin, "by_id": by_id, "at": at}
    written = insert(PublishedVersion).values(values).on_conflict_do_nothing()
    return bool(db.session.execute(written).rowcount)  # type: ignore[attr-defined]


def heed(number: int) -> None:
    """Load what is new where the number of published versions is another than it was."""
    if number != current_app.extensions.get("generation", 0):
        look()


def look() -> None:
    """Load the published versions the running catalogue lacks, all of them or none."""
    with _loading:
        number = generation()
        known = {(id, v) for id, versions in library().workflows.items() for v in versions}
        found = [_readable(*row) for row in texts_beyond(known)]
        news = [workflow for workflow in found if workflow]
        if news:
            replace_library(library().with_workflows(news))
        current_app.extensions["generation"] = number


def _readable(workflow: str, version: int, text: str) -> Workflow | None:
    """Return what a published text means; it was checked then, so a fault is one of ours."""
    found, faults = read_version(text, file_of(workflow, version))
    if faults:
        logger.error("the published %s cannot be read: %s", file_of(workflow, version), faults)
        return None
    return found
