"""Due dates and reminders: the phrases of a workflow file and the dates they give."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from onboarding.engine.errors import Place
from onboarding.engine.lawdays import Span, in_next_month, last_day, next_yearly
from onboarding.engine.months import add_months
from onboarding.engine.workdays import Workdays

_AMOUNT = r"(?P<amount>\d{1,4}|parameter\.[a-z][a-z0-9_]*)"
_UNIT = r"(?P<unit>working days?|days?|weeks?|months?)"
_ANCHOR = r"[a-z][a-z0-9_.]*|\d{4}-\d\d-\d\d"
_NEXT_MONTH = r"by the (?P<next>end|[1-9]th|[12]\dth) of the month after"
_YEARLY = r"by the next (?P<yearly>\d\d-\d\d) after"
_HOW_FAR = rf"on|{_AMOUNT} {_UNIT} (?P<side>before|after)|{_NEXT_MONTH}|{_YEARLY}"
RULE = re.compile(rf"(?:{_HOW_FAR}) (?P<anchor>{_ANCHOR})")
REMINDER = re.compile(
    r"(?:on the day|(?P<amount>\d{1,3}) (?P<unit>days?|weeks?) (?P<side>before|after))"
    r"(?: -> (?P<role>[a-z_]+))?"
)
OPENING = "opening"
# Units whose amount is a day of the month after, and month and day of a year: 315 is 15 March.
NEXT_MONTH, YEARLY = "next month", "yearly"
END_OF_MONTH = 31
_LEAP = 2028
_NO_DAY, _DAY = timedelta(), timedelta(days=1)


Move = Callable[[date], date]


@dataclass(frozen=True, slots=True)
class DueRule:
    """`120 days before stay.starts_on`: how far from which date, in calendar or working days.

    `amount` is a number or the name of a parameter, `sign` -1 before and 1 after; `anchor` is a
    date field, a step (the day it was finished), `opening` (the day the step itself opened), or a
    day written out. `at_latest`: the name of a date it is never after. `counts_first`: whether a
    period of law counts the anchor's own day. `earlier`: other rules for what happened before a
    day, by these days.
    """

    amount: int | str
    unit: str
    sign: int
    anchor: str
    text: str
    at_latest: str = ""
    counts_first: bool = False
    earlier: tuple[tuple[date, "DueRule"], ...] = ()

    def amount_in(self, parameters: Mapping[str, Any]) -> int:
        """Return the signed amount, a parameter replaced by its number."""
        given = parameters[self.amount] if isinstance(self.amount, str) else self.amount
        return self.sign * int(given)

    def anchor_in(self, names: Collection[str]) -> str:
        """Return what it hangs on among all names: a date field, or the day a step was finished."""
        done_on = f"{self.anchor}.done_on"
        return done_on if done_on in names else self.anchor

    @property
    def fixed(self) -> date | None:
        """Return the day the rule hangs on, where it is written out."""
        return date.fromisoformat(self.anchor) if self.anchor[0].isdigit() else None


@dataclass(frozen=True, slots=True)
class Reminder:
    """`3 days before` the due date, to the one who acts or to another role; `days` is signed."""

    days: int
    role: str | None
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """`5 days after -> head`: who is told once the due date has passed by so many days."""

    days: int
    role: str
    at: Place | None = None


def parse_due(text: str) -> DueRule | None:
    """Read a due phrase; None where it is not one."""
    match = RULE.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    amount, unit, side, anchor = match.group("amount", "unit", "side", "anchor")
    if anchor[0].isdigit() and not _is_date(anchor):
        return None
    if match["next"]:
        day = END_OF_MONTH if match["next"] == "end" else int(match["next"].removesuffix("th"))
        return DueRule(day, NEXT_MONTH, 1, anchor, text)
    if match["yearly"]:
        return _yearly(match["yearly"], anchor, text)
    sign = -1 if side == "before" else 1
    return DueRule(_number(amount), (unit or "days").rstrip("s"), sign, anchor, text)


def _yearly(day: str, anchor: str, text: str) -> DueRule | None:
    if not _is_date(f"{_LEAP}-{day}"):
        return None
    return DueRule(int(day.replace("-", "")), YEARLY, 1, anchor, text)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _number(text: str | None) -> int | str:
    if text is None:
        return 0
    return int(text) if text.isdigit() else text.removeprefix("parameter.")


def parse_reminder(text: str, at: Place | None = None) -> Reminder | None:
    """Read a reminder phrase; None where it is not one."""
    match = REMINDER.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    days = int(match["amount"] or 0) * (7 if (match["unit"] or "").startswith("week") else 1)
    return Reminder(-days if match["side"] == "before" else days, match["role"], at)


def parse_escalation(text: str, at: Place | None = None) -> Escalation | None:
    """Read an escalation phrase, a reminder to another role after the due date; None otherwise."""
    reminder = parse_reminder(text, at)
    if reminder is None or reminder.role is None or reminder.days <= 0:
        return None
    return Escalation(reminder.days, reminder.role, at)


def dating(
    rule: DueRule, parameters: Mapping[str, Any], workdays: Workdays, *, legal: bool
) -> Move:
    """Return the function from the anchor's date to the date the rule gives.

    A date before its anchor that falls on a closed day moves earlier, so that nobody is late
    for being closed; a deadline of law and a date after its anchor stay where they fall. Months
    of a deadline of law are counted as the law counts them, and by the rule of the day it began.
    """
    move = _moving(rule, parameters, workdays, legal=legal)
    if not rule.earlier:
        return move
    before = [(d, _moving(r, parameters, workdays, legal=legal)) for d, r in rule.earlier]
    return lambda anchor: next((m for day, m in before if anchor < day), move)(anchor)


def _moving(
    rule: DueRule, parameters: Mapping[str, Any], workdays: Workdays, *, legal: bool
) -> Move:
    amount = rule.amount_in(parameters)
    if rule.unit == NEXT_MONTH:
        return lambda anchor: in_next_month(anchor, amount)
    if rule.unit == YEARLY:
        return lambda anchor: next_yearly(anchor, *divmod(amount, 100))
    if rule.unit == "working day":
        return lambda anchor: workdays.shift(anchor, amount)
    months, days = _period(rule.unit, amount)
    if amount < 0 and not legal:
        return lambda anchor: workdays.on_or_before(add_months(anchor, months, days))
    if legal and amount > 0:
        before = _DAY if rule.counts_first else _NO_DAY
        return lambda anchor: last_day(anchor - before, Span(months, days))
    return lambda anchor: add_months(anchor, months, days)


def _period(unit: str, amount: int) -> tuple[int, int]:
    """Return an amount as whole months and days."""
    if unit == "month":
        return amount, 0
    return 0, amount * (7 if unit == "week" else 1)
