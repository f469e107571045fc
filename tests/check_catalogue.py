"""Hold the Japanese catalogue against the code: nothing missing, left over, empty or unsure.

`python tests/check_catalogue.py` compares and exits with 1 on a difference; with `--write` it
brings the file up to date, new sentences empty.
"""

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "translations" / "ja" / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Return every sentence of the code, with the files it stands in."""
    with tempfile.NamedTemporaryFile(suffix=".pot") as found:
        command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
        options = ["-F", "pyproject.toml", "-k", "_l", "-k", "lazy_gettext", "--add-location=file"]
        options += ["--ignore-dirs", "node_modules"]  # else folders named _… are left out
        subprocess.run(
            [*command, *options, "--sort-output", "-o", found.name, "."], cwd=ROOT, check=True
        )
        return read_po(found)


def kept() -> Catalog:
    """Return the catalogue as it lies there; an empty one where there is none yet."""
    if not CATALOGUE.exists():
        title = "# The sentences of the service in Japanese."
        return Catalog(locale="ja", header_comment=title, project="onboarding", version="0.1.0")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ja")


def brought_up_to_date() -> Catalog:
    """Return the catalogue with exactly the sentences of the code."""
    catalogue, template = kept(), extracted()
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False  # else nothing of it is compiled
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return the file of a catalogue; the same catalogue always gives the same bytes."""
    file = BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, omit_header=False)
    return file.getvalue()


def unfinished(message: Message) -> bool:
    """Whether a sentence has no translation, an unsure one, or one with other placeholders."""
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(message.id) and (not all(texts) or message.fuzzy or bool(list(message.check())))


def main() -> int:
    """Compare, or write; return the exit status."""
    catalogue = brought_up_to_date()
    faults = [f"not translated: {message.id!r}" for message in catalogue if unfinished(message)]
    if "--write" in sys.argv:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_bytes(written(catalogue))
    elif not CATALOGUE.exists() or CATALOGUE.read_bytes() != written(catalogue):
        faults.append(f"{CATALOGUE.relative_to(ROOT)} is not up to date: make messages")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
