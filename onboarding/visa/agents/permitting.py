"""Whether somebody may file an application on a day, and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from onboarding.visa.agents.rules import Rule, Table

COUNTER, ONLINE = "counter", "online"


@dataclass(frozen=True, slots=True)
class Held:
    """A paper somebody holds, until its last day; `handed_back_on`: when it was returned."""

    until: date | None = None
    handed_back_on: date | None = None


@dataclass(frozen=True, slots=True)
class Filer:
    """Somebody who would file.

    `kind`: staff, or one of the table's other kinds (applicant, supporter, relative). `left_on`:
    the last day in the post. `papers`: certificate and online_id. `supporter`: the status of the
    researcher whose family's application is filed together with theirs; empty where it is not.
    """

    kind: str = "staff"
    left_on: date | None = None
    papers: Mapping[str, Held] | None = None
    supporter: str = ""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether somebody may file. `reason`: a key where not, with the day it turns on.

    `rule`: what the table says; None where it says nothing.
    """

    allowed: bool
    rule: Rule | None = None
    reason: str = ""
    day: date | None = None


def may_file(
    table: Table, what: str, status: str, filer: Filer, *, on: date, way: str = COUNTER
) -> Permission:
    """Return whether somebody may file an application for a status on a day, and why.

    Of several ways in which they could be entitled the first that holds counts; where none
    does, the reason is that of the one they come nearest to.
    """
    rule = table.rule_for(what, status, way)
    if rule is None:
        return Permission(False, None, "no_rule")
    if filer.kind != "staff":
        fits = filer.kind in rule.who
        return Permission(fits, rule, "" if fits else "not_among")
    lacks = [_lack(table, who, filer, what, on) for who in rule.who if table.who[who].needs]
    if not lacks:
        return Permission(False, rule, "not_among")
    if None in lacks:
        return Permission(True, rule)
    reason, day = next(lack for lack in lacks if lack)
    return Permission(False, rule, reason, day)


def _lack(
    table: Table, who: str, filer: Filer, what: str, on: date
) -> tuple[str, date | None] | None:
    """Return what keeps staff from being one of a kind; None where nothing does."""
    if who == "supporters_agent":
        own = replace_supporter(filer)
        if not filer.supporter or not may_file(table, what, filer.supporter, own, on=on).allowed:
            return "not_supporters_agent", None
    for need in table.who[who].needs:
        lack = _post(filer, on) if need == "post" else _paper(need, filer, on)
        if lack:
            return lack
    return None


def replace_supporter(filer: Filer) -> Filer:
    """Return the same person filing the supporter's own application."""
    return Filer(filer.kind, filer.left_on, filer.papers)


def _post(filer: Filer, on: date) -> tuple[str, date | None] | None:
    left = filer.left_on is not None and filer.left_on < on
    return ("left", filer.left_on) if left else None


def _paper(need: str, filer: Filer, on: date) -> tuple[str, date | None] | None:
    held = (filer.papers or {}).get(need, Held())
    if held.until is None:
        return f"no_{need}", None
    if held.handed_back_on is not None and held.handed_back_on <= on:
        return f"{need}_handed_back", held.handed_back_on
    return (f"{need}_expired", held.until) if held.until < on else None
