"""Packages handed in by a browser, kept for a day while somebody decides about them."""

import os
import re
import time
from pathlib import Path
from tempfile import NamedTemporaryFile

from onboarding.exchange.packages.institution import settings
from onboarding.exchange.packages.reading import Package, read
from onboarding.publishing.reading import hash_of

_DAY = 24 * 3600
_NAME = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes) -> str:
    """Keep a package that can be read; return the name it goes by. Those of yesterday go.

    Raises:
        FaultyDefinition: it is no package, or not whole.
    """
    read(content, "package")
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - _DAY:
            old.unlink(missing_ok=True)
    name = hash_of(content.decode("utf-8-sig"))
    with NamedTemporaryFile(dir=folder, delete=False) as draft:
        draft.write(content)
    os.replace(draft.name, folder / name)
    return name


def kept(name: str) -> Package | None:
    """Return a package by its name; None where there is none any more."""
    path = _folder() / name
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    return read(path.read_bytes(), "package")


def _folder() -> Path:
    return settings().data / "packages"
