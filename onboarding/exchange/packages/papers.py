"""Documents from elsewhere are made once from their samples before they are let in."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from onboarding.config import PACKAGE
from onboarding.engine.errors import Fault, Place

_SECONDS = 60
_TRYING = "onboarding.exchange.packages.trying"


def paper_faults(folder: Path, names: Sequence[str]) -> list[Fault]:
    """Return why documents of a folder cannot be made from their samples."""
    return [fault for name in names if (fault := _fault(folder, name))]


def _fault(folder: Path, name: str) -> Fault | None:
    """Make one in a process of its own: what it does there, it does to nobody else."""
    at = Place(f"documents/{name}/page.html", 1, 1)
    command = [sys.executable, "-m", _TRYING, str(folder), name]
    try:
        run = subprocess.run(
            command, cwd=PACKAGE.parent, capture_output=True, text=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return Fault(at, "E101", "document_not_made", (name, ""))
    if run.returncode == 0:
        return None
    reason, _, about = run.stdout.partition("\n")
    return Fault(at, "E101", reason or "document_not_made", (name, about[:300]))
