"""Stored files: checked when they come in, encrypted where sensitive, read back whole."""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app

from onboarding.database import db
from onboarding.documents.models import StoredFile
from onboarding.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file about to be kept: its bytes have been checked already."""

    name: str
    media_type: str
    content: bytes


def store(
    case_id: int,
    incoming: Incoming,
    *,
    sealer: Sealer | None,
    by: int | None,
    at: datetime,
) -> StoredFile:
    """Keep a file of a case; with a sealer its bytes and its name are encrypted at rest."""
    name = incoming.name[:200]
    digest = hashlib.sha256(incoming.content).hexdigest()
    file = StoredFile(
        case_id=case_id,
        name=sealer.seal(name) if sealer else name,
        media_type=incoming.media_type,
        size=len(incoming.content),
        sha256=digest,
        sealed=sealer is not None,
        added_at=at,
        added_by_id=by,
    )
    db.session.add(file)
    db.session.flush()
    content = sealer.seal_bytes(incoming.content) if sealer else incoming.content
    _write(path_of(file), content)
    return file


def read(file: StoredFile, sealer: Sealer) -> bytes:
    """Return a file's plain bytes."""
    content = path_of(file).read_bytes()
    return sealer.open_bytes(content) if file.sealed else content


def is_same(file: StoredFile, content: bytes) -> bool:
    """Return whether these are the plain bytes that were kept."""
    return hashlib.sha256(content).hexdigest() == file.sha256


def name_of(file: StoredFile, sealer: Sealer) -> str:
    """Return what the sender called a file."""
    return sealer.open(file.name) if file.sealed else file.name


def path_of(file: StoredFile) -> Path:
    """Return where a file lies: by case, so that a case can be handed out or purged."""
    folder: Path = current_app.extensions["settings"].files
    return folder / str(file.case_id) / f"{file.id}-{file.sha256[:16]}"


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the machine dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    os.replace(draft.name, path)
