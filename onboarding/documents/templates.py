"""The templates of papers: the project's and the institution's own, closed in on themselves.

A template may come from another institution. It gets values, writes text, and reaches nothing:
no attribute of Python's, no file but its own folder and `_shared`, no text without end.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from flask import current_app, has_app_context
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from onboarding.config import assets
from onboarding.database import to_json
from onboarding.documents.writing import filters
from onboarding.engine.entries import read_yaml

SHARED = "_shared"
_FILTERS = (
    *("abs", "batch", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first"),
    *("float", "groupby", "int", "items", "join", "last", "length", "list", "lower", "map", "max"),
    *("min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select"),
    *("selectattr", "sort", "string", "striptags", "sum", "title", "trim", "truncate", "unique"),
    *("upper", "wordcount"),
)
_GROWING = frozenset({"format", "format_map", "center", "ljust", "rjust", "zfill", "expandtabs"})


class PaperTemplates(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, without what could fill the memory or read other templates."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers alone; a text times a number could be as long as it likes."""
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "**" or not numbers:
            raise SecurityError(f"{operator} is for numbers alone")
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        """Refuse the methods of texts that make them longer at will."""
        return getattr(obj, "__name__", "") not in _GROWING and super().is_safe_callable(obj)

    def join_path(self, template: str, parent: str) -> str:
        """Let a template read its own folder and what all papers share."""
        folder = PurePosixPath(template).parts[:1]
        if folder not in ((SHARED,), PurePosixPath(parent).parts[:1]):
            raise SecurityError(f"{parent} cannot read {template}")
        return template


def own_folder() -> Path | None:
    """Return where the running institution keeps documents of its own."""
    if not has_app_context():
        return None
    folder: Path = current_app.extensions["settings"].workflows / "documents"
    return folder if folder.is_dir() else None


@cache
def environment(own: Path | None = None) -> PaperTemplates:
    """Return the templates of papers, apart from those of pages; the institution's own count."""
    found = PaperTemplates(
        loader=_loader(own),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    kept: Mapping[str, Callable[..., Any]] = {name: found.filters[name] for name in _FILTERS}
    found.filters = {**kept, **filters()}
    found.globals = {"range": found.globals["range"]}
    return found


def _loader(own: Path | None) -> BaseLoader:
    return ChoiceLoader([FileSystemLoader(folder) for folder in _folders(own)])


def _folders(own: Path | None) -> list[Path]:
    ours = assets() / "templates" / "documents"
    return [own, ours] if own else [ours]


def style_of(own: Path | None, path: str) -> str:
    """Return the text of a style sheet: the institution's own, else the project's."""
    found = next(folder / path for folder in _folders(own) if (folder / path).is_file())
    return found.read_text("utf-8")


def sample_of(own: Path | None, name: str) -> dict[str, Any]:
    """Return the facts of a paper's sample as their row keeps them; none where it has none."""
    files = (folder / name / "sample.yaml" for folder in _folders(own))
    found = next((file for file in files if file.is_file()), None)
    entry = read_yaml(found.read_text("utf-8"), found.name, []) if found else None
    facts: dict[str, Any] = json.loads(to_json(entry.plain())) if entry else {}
    return facts
