"""The files of a parcel: each sealed by the parcel's own key, sent as one, removed as one."""

import io
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app

from onboarding.sealing import Sealer
from onboarding.visa.parcels.models import Parcel

WHOLE = "whole"


def sealer_of(parcel: Parcel) -> Sealer:
    """Return what seals and opens the files of one parcel."""
    institution: Sealer = current_app.extensions["sealer"]
    return institution.opened(parcel.data_key)


def folder_of(parcel_id: int) -> Path:
    """Return where the files of a parcel lie."""
    folder: Path = current_app.extensions["settings"].files
    return folder / "parcels" / str(parcel_id)


def keep(parcel: Parcel, name: str, content: bytes) -> None:
    """Seal a file and keep it, whole or not at all; a second time takes the first one's place."""
    path = folder_of(parcel.id) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(sealer_of(parcel).seal_bytes(content))
        draft.flush()
        os.fsync(draft.fileno())
    os.replace(draft.name, path)


def remove(parcel_id: int) -> None:
    """Remove all files of a parcel."""
    shutil.rmtree(folder_of(parcel_id), ignore_errors=True)


def zipped(sealer: Sealer, files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """Return a ZIP of (name, sealed file), file by file, so that it never lies open anywhere."""
    target = _Passing()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made:  # workbooks are packed already
        for name, path in files:
            made.writestr(name, sealer.open_bytes(path.read_bytes()))
            yield target.taken()
    yield target.taken()


class _Passing(io.RawIOBase):
    """Takes what is written and passes it on."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        """Return yes: nothing else can be done with it."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take some bytes."""
        self._kept += data
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found = bytes(self._kept)
        self._kept.clear()
        return found
