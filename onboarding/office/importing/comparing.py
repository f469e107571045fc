"""Comparing what a list says of a case with what the last list said and what the system says.

What only the list has changed is changed; what only the system has changed stays; what both
have changed stays too, unless somebody decides for the list.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.facts import from_plain
from onboarding.cases.history import sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.planning import made_unmet, too_early
from onboarding.cases.queries import progress_of
from onboarding.engine.asking import broken_rules
from onboarding.office.importing.showing import change_label, value_in_words
from onboarding.office.importing.storing import listed_before
from onboarding.office.lists.checked import Change, Checked
from onboarding.office.lists.families import about_family, is_family, merged, same_family
from onboarding.office.lists.problems import in_both
from onboarding.office.lists.sense import as_if
from onboarding.office.lists.spelling import key_of

Facts = dict[str, Any]
Departments = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Known:
    """A case, what the last list said of it, and what it says now."""

    case: Case
    before: Facts | None
    host_before: list[str] | None
    facts: Facts


def known_case(case: Case, sealed: str | None) -> Known:
    """Return a case as rows are compared with it; `sealed`: what the last list said."""
    before = listed_before(sealed)
    facts, host = before or (None, None)
    return Known(case, facts, host, facts_of(case))


def facts_of(case: Case) -> Facts:
    """Return the facts a case was given, without working out where it stands."""
    kept = json.loads(case.snapshot)["facts"] if case.snapshot else {}
    return from_plain(kept, library().fields, sealer_of(case))


def compare(row: Checked, known: Known, today: date, *, only: Departments = None) -> None:
    """Note on a row what it would change of its case.

    `only`: the departments whoever imports looks after; None for all.
    """
    if only is not None and known.case.department_id not in only:
        row.refuse("", _l("There is a case for this stay already, at another department."))
        return
    row.case_id, row.state, row.problems = known.case.id, "known", []
    if known.case.status != "open":
        row.hint("", _l("The case has ended; nothing of it is changed."))
        return
    if row.department_id != known.case.department_id:
        row.hint("", _l("The case is at another department. A list does not move it."))
    for change in _differences(row, known):
        if change.why == "newer":
            row.hint("", in_both(lambda lang, one=change: _newer(one)))  # type: ignore[misc]
        else:
            row.changes.append(change)
    row.state = "change" if row.changes else "known"
    refuse_broken(row, known, today)
    if row.state == "change":
        _hint_at_start(row, known, today)


def _hint_at_start(row: Checked, known: Known, today: date) -> None:
    """Say so where the list moves the stay to a start that cannot be met."""
    new = facts_to_write(row)
    unmet = made_unmet(progress_of(known.case, today), new) if "stay.starts_on" in new else None
    if unmet:
        row.hint("", in_both(lambda lang: too_early(unmet)))


def _newer(change: Change) -> str:
    return _(
        "%(field)s: the system has “%(value)s” since the last list, and keeps it.",
        field=change_label(change.key),
        value=value_in_words(change.key, change.old),
    )


def refuse_broken(row: Checked, known: Known, today: date) -> None:
    """Refuse a row whose changes would break a rule together with what the system says."""
    new = facts_to_write(row)
    progress = as_if(row.programme, {**known.facts, **new}, today)
    for broken in broken_rules(progress, {k: v for k, v in new.items() if v is not None}):
        row.refuse("", broken.say)


def facts_to_write(row: Checked) -> Facts:
    """Return the facts of the changes that are taken; those of the host apart."""
    facts: Facts = {}
    for change in row.changes:
        if change.take and change.key == "family":
            facts |= change.new
        elif change.take and change.key != "host":
            facts[change.key] = change.new
    return facts


def _differences(row: Checked, known: Known) -> Iterator[Change]:
    before = known.before or {}
    for key, new in row.facts.items():
        old, last = known.facts.get(key), before.get(key)
        if not is_family(key) and new != old:
            yield _judged(key, old, new, same=new == last, untouched=old == last)
    yield from _family(row, known)
    yield from _host(row, known)


def _judged(key: str, old: Any, new: Any, *, same: bool, untouched: bool) -> Change:
    """Return a difference with its reason. `same`: the list says what it said last time."""
    if same:
        return Change(key, old, new, "newer", take=False)
    if old is None:
        return Change(key, old, new, "new", take=True)
    why = "changed" if untouched else "conflict"
    return Change(key, old, new, why, take=untouched)


def _family(row: Checked, known: Known) -> Iterator[Change]:
    new, old = about_family(row.facts), about_family(known.facts)
    if not new or same_family(new, old):
        return
    last = about_family(known.before or {})
    old_or_none = old if "family.members" in old else None
    judged = _judged(
        "family", old_or_none, new, same=same_family(new, last), untouched=same_family(old, last)
    )
    yield Change("family", old, merged(new, old), judged.why, judged.take)


def _host(row: Checked, known: Known) -> Iterator[Change]:
    if row.host is None:
        return
    new = [row.host.name, row.host.name_ja, row.host.email]
    old = [str(known.facts.get(key, "")) for key in ("host.name", "host.name_ja")]
    if row.host.id is not None and row.host.id == known.case.host_id:
        return
    if row.host.id is None and {key_of(n) for n in new[:2] if n} & {key_of(n) for n in old if n}:
        return
    last = known.host_before
    untouched = last is not None and last[:2] == old
    yield _judged("host", old if any(old) else None, new, same=new == last, untouched=untouched)
