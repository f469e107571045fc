"""Putting faults into workflows that pass: one small change each."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

Steps = list[dict[str, Any]]
Change = Callable[[Steps], None]
Named = tuple[str, Change]


def changes(steps: Steps) -> Iterator[Named]:
    """Return every change that may break a workflow, with what it does in words."""
    for number, step in enumerate(steps):
        yield from _of_asks(number, step)
        yield from _of_needs(number, step)
        yield from _of_conditions(number, step)
        yield from _of_dates(number, step)


def changed(steps: Steps, change: Change) -> Steps:
    """Return steps with a change made to them."""
    fresh = copy.deepcopy(steps)
    change(fresh)
    return fresh


def _of_asks(number: int, step: dict[str, Any]) -> Iterator[Named]:
    for at, ask in enumerate(step.get("asks", ())):
        name = f"{step['id']}: {ask}"
        yield f"{name} no longer asked", lambda s, at=at: s[number]["asks"].pop(at)
        if "(optional)" not in ask:
            yield (
                f"{name} may stay empty",
                lambda s, at=at, ask=ask: _put(s[number]["asks"], at, f"{ask} (optional)"),
            )
        yield f"{name} asked again", lambda s, ask=ask: s.append(_again(s[number], ask))


def _of_needs(number: int, step: dict[str, Any]) -> Iterator[Named]:
    for at, need in enumerate(step.get("needs", ())):
        yield f"{step['id']} no longer needs {need}", lambda s, at=at: s[number]["needs"].pop(at)


def _of_conditions(number: int, step: dict[str, Any]) -> Iterator[Named]:
    when = step.get("when")
    narrow = f"({when}) and stay.days > 60" if when else "stay.days > 60"
    yield f"{step['id']} only for long stays", lambda s: s[number].update(when=narrow)
    if when:
        yield (
            f"{step['id']} never",
            lambda s: s[number].update(when=f"({when}) and not ({when})"),
        )


def _of_dates(number: int, step: dict[str, Any]) -> Iterator[Named]:
    words = str(step.get("due", "")).split()
    if "before" in words or words[:1] == ["on"]:
        anchor = words[-1]
        yield (
            f"{step['id']} due much earlier",
            lambda s: s[number].update(due=f"300 days before {anchor}"),
        )
    if words and "opens" not in step and step.get("kind") != "approval":
        yield f"{step['id']} never opens", lambda s: s[number].update(opens=f"once {_NEVER}")


_NEVER = "stay.days < 0"


def _put(asks: list[str], at: int, ask: str) -> None:
    asks[at] = ask


def _again(step: dict[str, Any], ask: str) -> dict[str, Any]:
    kept = {key: step[key] for key in ("role", "title", "when", "each") if key in step}
    return {
        **kept,
        "id": "again",
        "kind": "form",
        "needs": [step["id"]],
        "asks": [ask],
    }
