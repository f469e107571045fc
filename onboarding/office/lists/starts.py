"""Rows whose stay cannot begin as they say: told before anything is opened, never refused."""

from collections.abc import Iterable
from datetime import date

from onboarding.cases.planning import foreseen, too_early
from onboarding.engine.backplan import Outlook
from onboarding.office.lists.checked import Checked
from onboarding.office.lists.problems import in_both


def start_unmet(row: Checked, today: date) -> Outlook | None:
    """Return what would become of a case opened today for a row, if its start cannot be met.

    None also where the stay has begun already: the list says so itself.
    """
    if row.starts_on is None or row.starts_on < today:
        return None
    found = foreseen(row.programme, row.facts, today)
    return found if found and not found.met else None


def hint_at_starts(rows: Iterable[Checked], today: date) -> None:
    """Say of each row whose start cannot be met which is the earliest that can."""
    for row in rows:
        found = start_unmet(row, today)
        if found:
            row.hint("", in_both(lambda lang, one=found: too_early(one)))  # type: ignore[misc]
