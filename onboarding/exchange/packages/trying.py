"""Make a document from its sample in a process of its own, with little time and memory.

`python -m onboarding.exchange.packages.trying FOLDER NAME`: status 0 where it can be made, else
status 3 and, on the standard output, a reason and what is wrong.
"""

import resource
import sys
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from jinja2.exceptions import SecurityError

import onboarding.visa  # noqa: F401 - it works out what its own papers print
from onboarding.documents.fonts import CharactersMissing
from onboarding.documents.rendering import LoadsSomething, Paper, render_from
from onboarding.engine.entries import read_yaml
from onboarding.engine.errors import Fault
from onboarding.engine.kinds import Registry
from onboarding.engine.loader import Loader

_MEMORY, _SECONDS, _FAILED = 2 << 30, 30, 3


def main(folder: Path, name: str) -> int:
    """Make one document of a workflows folder; return the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        render_from(folder / "documents", _paper(folder, name))
    except (SecurityError, LoadsSomething) as error:
        return _say("document_reaches_out", str(error))
    except (TemplateError, CharactersMissing) as error:
        return _say("document_not_made", str(error))
    except (MemoryError, RecursionError):
        return _say("document_not_made", "memory")
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as error:
        return _say("document_not_made", str(error))
    return 0


def _say(reason: str, about: str) -> int:
    sys.stdout.write(f"{reason}\n{about}")
    return _FAILED


def _paper(folder: Path, name: str) -> Paper:
    place = folder / "documents" / name
    kind = Loader(Registry()).document(_text(place / "document.yaml"), name, name)
    return Paper(
        kind=kind,
        number=f"{kind.prefix}-00-0000",
        code="ABCDEFGHJKLM",
        dated_on=date(2027, 1, 15),
        replaces="",
        facts=_plain(place / "sample.yaml"),
        institution=_plain(folder / "rules" / "institution.yaml"),
        base_url="https://arrivals.example.ac.jp",
    )


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _plain(path: Path) -> Any:
    faults: list[Fault] = []
    entry = read_yaml(_text(path), path.name, faults)
    if entry is None:
        raise ValueError(path.name)
    return _as_written(entry.plain())


def _as_written(value: Any) -> Any:
    """Return values as the facts of a paper are kept: rows and choices as lists."""
    if isinstance(value, dict):
        return {key: _as_written(one) for key, one in value.items()}
    return [_as_written(one) for one in value] if isinstance(value, tuple) else value


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
