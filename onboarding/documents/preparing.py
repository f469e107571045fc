"""What a feature makes of the facts of a paper before its template reads them.

The paper stays a paper of its facts alone: nothing else is known here, so a paper is out of date
exactly when one of them changes.
"""

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
# Takes the facts as `cases.papers.written` gives them, and the institution's own data.
Prepare = Callable[[Facts, Facts], Facts]
_prepare: dict[str, Prepare] = {}


def prepare_with(name: str, prepare: Prepare) -> None:
    """Have a feature make the values the templates of a paper read, instead of plain facts."""
    _prepare[name] = prepare


def values_of(name: str, facts: Facts, institution: Facts) -> Facts:
    """Return what the template of a paper reads."""
    prepare = _prepare.get(name)
    return prepare(facts, institution) if prepare else facts
