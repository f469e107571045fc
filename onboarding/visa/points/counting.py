"""Counting points: itemised, with the paper that proves each line, and what is missing to a mark.

Pure. A claim is what somebody says of a person; a line counts where the table gives it points
for the type of activity and nothing stands against it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from onboarding.visa.points.table import Criterion, Line, Route, Table

_MOST_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of a person. `numbers`: age, experience_years, annual_pay (yen), licences.

    `chosen`: ids of the lines claimed: degrees, research achievements, posts, additions.
    """

    type: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()

    def number(self, name: str) -> int:
        """Return a number; nothing claimed counts as 0."""
        return self.numbers.get(name, 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the calculation. `why_not`: a key where a line claimed gives no points."""

    criterion: Criterion
    line: Line
    points: int
    why_not: str = ""
    against: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What a person scores by one table; `below_minimum`: the pay alone bars the status."""

    table: Table
    claims: Claims
    lines: tuple[Counted, ...]
    total: int
    below_minimum: bool
    special: Route | None

    def reaches(self, mark: int) -> bool:
        """Return whether a mark is reached and nothing bars the status."""
        return self.total >= mark and not self.below_minimum

    def proofs(self) -> list[int]:
        """Return the numbers of the papers that prove what counts, each once.

        Where no points are counted, those of the degree or the experience, and of the pay.
        """
        counted = [one.line for one in self.lines if one.points]
        lines = _lines_of(self.special, self) if self.special else counted
        return sorted({line.proof for line in lines if line.proof})

    def enough(self, mark: int) -> tuple[Counted, ...]:
        """Return lines enough for a mark, the largest first: proof of more is not asked for."""
        found, total = [], 0
        for one in sorted(self.lines, key=lambda one: -one.points):
            if total < mark and one.points:
                found.append(one)
                total += one.points
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Way:
    """Further lines with which a mark would be reached, and the total with them."""

    lines: tuple[tuple[Criterion, Line], ...]
    total: int


def score(table: Table, claims: Claims) -> Score:
    """Return what a person scores, itemised in the order of the table.

    `claims.numbers["age"]` is the age in whole years on the day of reference.
    """
    lines = tuple(one for criterion in table.criteria for one in _count(criterion, claims))
    pay = claims.number("annual_pay")
    barred = claims.type in table.minimum_pay_types and pay < table.minimum_pay
    special = next((route for route in table.routes if _fits(route, claims)), None)
    return Score(table, claims, lines, sum(one.points for one in lines), barred, special)


def _count(criterion: Criterion, claims: Claims) -> Iterator[Counted]:
    if criterion.count == "band":
        yield from _band(criterion, claims)
        return
    claimed = [line for line in criterion.lines if line.id in claims.chosen]
    if criterion.count == "best":
        claimed.sort(key=lambda line: -line.points.get(claims.type, 0))
    left = criterion.most.get(claims.type)
    for place, line in enumerate(claimed):
        found = _judged(criterion, line, claims)
        if criterion.count == "best" and place:
            found = replace(found, points=0, why_not="best_only")
        elif left is not None and found.points:
            capped = min(found.points, left)
            left -= capped
            found = replace(found, points=capped, why_not="" if capped else "most_reached")
        yield found


def _judged(criterion: Criterion, line: Line, claims: Claims) -> Counted:
    """Return a claimed line as it counts by itself."""
    points = line.points.get(claims.type, 0)
    rivals = [other for other in line.not_with if other in claims.chosen]
    if not points:
        return Counted(criterion, line, 0, "not_for_type")
    if rivals:
        return Counted(criterion, line, 0, "not_beside", rivals[0])
    if line.requires and line.requires not in claims.chosen:
        return Counted(criterion, line, 0, "needs_other", line.requires)
    return Counted(criterion, line, points)


def _band(criterion: Criterion, claims: Claims) -> Iterator[Counted]:
    number = claims.numbers.get(criterion.number)
    line = next((one for one in criterion.lines if number is not None and one.holds(number)), None)
    if line is None:
        return
    points = line.points.get(claims.type, 0)
    age = claims.numbers.get("age")
    if line.age_below is not None and points and (age is None or age >= line.age_below):
        yield Counted(criterion, line, 0, "too_old", str(line.age_below))
    elif points:
        yield Counted(criterion, line, points)


def _fits(route: Route, claims: Claims) -> bool:
    degree = not route.degrees or bool(claims.chosen & set(route.degrees))
    enough = claims.number("experience_years") >= route.experience_years
    paid = claims.number("annual_pay") >= route.annual_pay
    return claims.type in route.types and degree and enough and paid


def _lines_of(route: Route, found: Score) -> Iterator[Line]:
    """Return lines that stand for what a route without points asks: each has the same proof."""
    for criterion in found.table.criteria:
        asked = criterion.number == "annual_pay"
        asked = asked or (criterion.number == "experience_years" and route.experience_years > 0)
        chosen = (line for line in criterion.lines if line.id in found.claims.chosen)
        yield from criterion.lines[:1] if asked else ()
        yield from (line for line in chosen if line.id in route.degrees)


def ways_to(found: Score, mark: int) -> list[Way]:
    """Return the fewest further lines with which a mark would be reached, the smallest sum first.

    Lines somebody can still prove or earn: what is claimed by id, not age and not pay. Empty
    where the mark is reached, or no three lines more would do.
    """
    if found.total >= mark:
        return []
    open_lines = [
        (criterion, line)
        for criterion in found.table.criteria
        for line in criterion.lines
        if line.id and line.id not in found.claims.chosen
    ]
    for size in range(1, _MOST_TOGETHER + 1):
        ways = [_with(found, chosen) for chosen in combinations(open_lines, size)]
        reached = [way for way in ways if way.total >= mark]
        if reached:
            return sorted(reached, key=lambda way: way.total)
    return []


def _with(found: Score, more: tuple[tuple[Criterion, Line], ...]) -> Way:
    chosen = found.claims.chosen | {line.id for _, line in more}
    return Way(more, score(found.table, replace(found.claims, chosen=chosen)).total)
