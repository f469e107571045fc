"""What a proof found, before it is known whether other programmes say the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from onboarding.engine.errors import Answers, Fault, Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one programme; `answers` show it, as in `Fault`."""

    place: Place
    code: str
    reason: str
    about: tuple[str, ...]
    answers: Answers | None = None

    def fault(self, programmes: tuple[str, ...]) -> Fault:
        """Return it as a fault of the definitions."""
        return Fault(self.place, self.code, self.reason, self.about, self.answers, programmes)


def merged(
    found: Iterable[tuple[str, Finding]], using: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    """Return each fault once, with the programmes it is in unless those are all that use the file.

    `found`: pairs of programme and finding; `using`: file → the programmes that use it.
    """
    first: dict[Finding, Finding] = {}
    where: dict[Finding, dict[str, None]] = {}
    for programme, finding in found:
        key = replace(finding, answers=None)
        first.setdefault(key, finding)
        where.setdefault(key, {})[programme] = None
    for key, finding in first.items():
        programmes = tuple(where[key])
        in_all = using.get(finding.place.file, frozenset()) <= set(programmes)
        yield finding.fault(() if in_all else programmes)
