"""What waits for what in one workflow, without the arrows that others imply."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from onboarding.engine.definition import Step


@dataclass(frozen=True, slots=True)
class Needs:
    """Step key → the keys it waits for directly, its own workflow's and others'.

    `above`: step key → all it waits for, directly or not.
    """

    direct: Mapping[str, tuple[str, ...]]
    above: Mapping[str, frozenset[str]]

    def between(self, first: str, last: str) -> frozenset[str]:
        """Return the steps on the ways from one to another, `last` included, `first` not."""
        return frozenset(
            key
            for key, above in self.above.items()
            if first in above and (key == last or key in self.above[last])
        )


def needs_among(steps: Iterable[Step], facts: Container[str]) -> Needs:
    """Return the needs of steps, in the order written; `facts` are no steps to wait for."""
    every = {
        step.key: tuple(dict.fromkeys(n.step for n in step.every_need() if n.step not in facts))
        for step in steps
    }
    above: dict[str, frozenset[str]] = {}
    for key in every:
        _above(key, every, above)
    direct = {
        key: tuple(
            one for one in needs if not any(one in above.get(o, ()) for o in needs if o != one)
        )
        for key, needs in every.items()
    }
    return Needs(direct, above)


def _above(
    key: str, every: Mapping[str, tuple[str, ...]], found: dict[str, frozenset[str]]
) -> None:
    """Note all that a step waits for; definitions have no circles (E105)."""
    if key in found:
        return
    above = set(every[key])
    for need in every[key]:
        if need in every:
            _above(need, every, found)
            above |= found[need]
    found[key] = frozenset(above)
