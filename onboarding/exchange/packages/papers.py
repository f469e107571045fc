"""Documents from elsewhere are made once from their samples before they are let in."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from onboarding.config import PACKAGE
from onboarding.engine.errors import Fault, Place

_SECONDS = 60
_TRYING = "onboarding.exchange.packages.trying"
_SETTINGS = ("PATH", "PYTHONPATH", "HOME", "LANG", "TMPDIR")


def paper_faults(folder: Path, names: Sequence[str]) -> list[Fault]:
    """Return why documents of a folder cannot be made from their samples."""
    return [fault for name in names if (fault := _fault(folder, name))]


def _fault(folder: Path, name: str) -> Fault | None:
    """Make one in a process of its own: it knows no secret of ours there."""
    at = Place(f"documents/{name}/page.html", 1, 1)
    command = [sys.executable, "-m", _TRYING, str(folder), name]
    known = {key: os.environ[key] for key in _SETTINGS if key in os.environ}
    try:
        run = subprocess.run(
            command,
            cwd=PACKAGE.parent,
            env=known,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Fault(at, "E101", "document_not_made", (name, ""))
    if run.returncode == 0:
        return None
    reason, _, about = run.stdout.partition("\n")
    return Fault(at, "E101", reason or "document_not_made", (name, about[:300]))
