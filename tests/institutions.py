"""A folder of definitions for tests: the shipped one, and a process of every construct."""

import shutil
from pathlib import Path

from onboarding.config import assets

OWN = Path(__file__).parent / "institution"


def write_institution(folder: Path) -> Path:
    """Write the definitions into a folder and return it."""
    shutil.copytree(assets() / "workflows", folder)
    shutil.copytree(OWN, folder, dirs_exist_ok=True)
    return folder
