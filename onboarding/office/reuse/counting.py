"""Counting one case: facts people typed, values its papers and exported applications tell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onboarding.cases.history import read_data, sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.queries import history
from onboarding.documents.rendering import opened
from onboarding.documents.service import of_case
from onboarding.visa.exported.service import exports_of


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper with the number of values it tells. `name`: of a document or an official form."""

    name: str
    number: str
    values: int


@dataclass(frozen=True, slots=True)
class Reuse:
    """What was typed in a case, and what was printed from it.

    `answered`: facts people gave, each counted once; `corrected`: how often one was given anew
    with another value; `repeated`: how often with the same one, which is typing in vain.
    """

    answered: int
    corrected: int
    repeated: int
    papers: tuple[Printed, ...]

    @property
    def printed(self) -> int:
        """Return how many values papers and forms tell."""
        return sum(paper.values for paper in self.papers)

    @property
    def factor(self) -> float:
        """Return how often a typed fact was printed; 0 where nothing was typed."""
        return self.printed / self.answered if self.answered else 0.0


def reuse_of(case: Case) -> Reuse:
    """Count a case."""
    given: dict[str, Any] = {}
    corrected = repeated = 0
    for key, value in _typed(case):
        repeated += key in given and given[key] == value
        corrected += key in given and given[key] != value
        given[key] = value
    return Reuse(len(given), corrected, repeated, tuple(_papers(case)))


def _typed(case: Case) -> Iterator[tuple[str, Any]]:
    """Yield every fact people gave, oldest first; what the service recorded is none.

    A list is no answer of its own: what stands in its rows is.
    """
    sealer, fields = sealer_of(case), library().fields
    for event in history(case):
        if event.by_id is None:
            continue
        facts: Mapping[str, Any] = read_data(event, fields, sealer).get("facts") or {}
        for key, value in facts.items():
            field = fields.get(key.partition("@")[0])
            if value is not None and field is not None and field.type != "list":
                yield key, value


def _papers(case: Case) -> Iterator[Printed]:
    sealer = sealer_of(case)
    for document in of_case(case.id):
        if document.state == "made":
            values = _leaves(opened(document.facts, sealer))
            yield Printed(document.name, document.number or "", values)
    for exported in exports_of(case.id):
        yield Printed(exported.kind, "", exported.printed)


def _leaves(facts: Any) -> int:
    """Return how many values the facts of a paper are: a choice or a date is one."""
    if isinstance(facts, Mapping):
        if facts.keys() <= {"id", "en", "ja"} or facts.keys() <= {"date"} or "country" in facts:
            return 1
        return sum(_leaves(value) for name, value in facts.items() if name != "item")
    if isinstance(facts, list):
        return sum(map(_leaves, facts)) if any(isinstance(one, Mapping) for one in facts) else 1
    return 1


def by_paper(papers: Iterable[Printed]) -> list[tuple[str, int, int]]:
    """Return (name, how many, values) of papers, those with most values first."""
    found: dict[str, tuple[int, int]] = {}
    for paper in papers:
        count, values = found.get(paper.name, (0, 0))
        found[paper.name] = count + 1, values + paper.values
    rows = [(name, count, values) for name, (count, values) in found.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))
