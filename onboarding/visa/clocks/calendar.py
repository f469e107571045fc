"""What runs out, in the calendar of the researcher."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from onboarding.cases.models import Case
from onboarding.cases.registry import CalendarDay
from onboarding.visa.clocks.queries import of_case
from onboarding.visa.clocks.words import OF_OFFICE, ON_CHECKLIST, kind_word, to_do


def days(case: Case, today: date) -> Iterator[CalendarDay]:
    """Return the last days that are still to come, for whoever has to act."""
    for one in of_case(case, today):
        if one.out.until >= today and one.out.kind not in OF_OFFICE | ON_CHECKLIST:
            id = f"{one.out.kind}@{one.out.item}" if one.out.item else one.out.kind
            what = kind_word(one.out)
            title = _("Until today: %(what)s (%(who)s)", what=what, who=one.who)
            label = f"{what} ({one.who})" if one.out.item else what
            yield CalendarDay(f"expiry/{id}", title, one.out.until, to_do(one.out), label)
