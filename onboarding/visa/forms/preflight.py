"""Before an application leaves: everything that is wrong with it, by person, item and rule.

Pure. An error stops the export; a warning is for a person to judge. The rules are those of the
form, of the agency's lists and of its file for bulk filing; each finding names the fact to mend.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from unicodedata import east_asian_width

from onboarding.engine.partdays import PartDay
from onboarding.visa.forms.answers import Answer, Applicant
from onboarding.visa.forms.bulk import BulkMap, Template, check
from onboarding.visa.forms.lists import OptionLists
from onboarding.visa.forms.writing import chosen, in_japanese
from onboarding.visa.passport.letters import in_common_kanji, in_passport_letters, is_common

ERROR, WARNING = "error", "warning"
# Entries the agency's online list lacks: the paper form takes them by hand.
_PAPER_ONLY = frozenset({"HKG", "MAC"})
_NAMES = frozenset({"name", "supporter_name"})
# How much of a whole-width sign a sign takes; ambiguous ones as in a Japanese font.
_ROOM_OF = {"W": 1.0, "F": 1.0, "A": 1.0}
_OF_LATIN = 0.6
_MUCH_TIME = timedelta(days=80)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `reason`: a key, with what in `about`; `key`: the fact, if one alone.

    What it is about are texts and days; a reader gets the days as their language writes them.
    `mends`: that fact, where it is another than the one the answer comes from.
    """

    severity: str
    reason: str
    answer: Answer
    about: tuple[str | date, ...] = ()
    mends: str = ""

    @property
    def key(self) -> str:
        """Return the fact that mends it; empty where it is the institution's own."""
        return self.mends or self.answer.key


@dataclass(frozen=True, slots=True)
class Flight:
    """One application about to leave, its names in the spelling that was agreed to.

    `name_confirmed`: whether the person found the name so on the page of the passport; None
    where nobody has looked yet. `doubted`: the status was chosen from facts that have changed, and
    the rules would propose another now. `born`: the birth in the lines of the passport.
    """

    who: Applicant
    answers: Sequence[Answer]
    ends_on: date | None
    today: date
    name_confirmed: bool | None = True
    name_printed: str = ""
    doubted: bool = False
    born: date | PartDay | None = None

    def find(self, name: str) -> Answer | None:
        """Return an answer by the name outputs know it by."""
        return next((answer for answer in self.answers if answer.name == name), None)

    def value(self, name: str) -> Any:
        """Return the value of an answer; None where there is none."""
        found = self.find(name)
        return found.value if found else None


def preflight(flight: Flight, lists: OptionLists) -> list[Finding]:
    """Return what is wrong with an application, errors first, in the order of the form."""
    found = [
        *_missing(flight),
        *_too_long(flight),
        *_cut_on_paper(flight, lists),
        *_letters(flight),
        *_confirmed(flight),
        *_kanji(flight),
        *_lists(flight, lists),
        *_birth(flight),
        *_passport(flight),
        *_days(flight),
        *_counts(flight),
        *_tables(flight),
        *_status(flight, lists),
    ]
    order = {id(answer): number for number, answer in enumerate(flight.answers)}
    return sorted(found, key=lambda one: (one.severity == WARNING, order[id(one.answer)]))


def preflight_bulk(
    flights: Sequence[Flight],
    values: Sequence[Mapping[str, str]],
    *,
    template: Template,
    form: BulkMap,
) -> list[tuple[int, Finding]]:
    """Return what breaks the rules of the agency's file: (number of the person from 0, finding)."""
    found = []
    for wrong in check(template, form, values):
        answer = flights[wrong.row - 1].find(wrong.name)
        if answer is not None:
            breach = wrong.breach
            found.append((wrong.row - 1, Finding(ERROR, breach.reason, answer, breach.about)))
    return found


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings over which nothing is exported."""
    return [finding for finding in findings if finding.severity == ERROR]


def _missing(flight: Flight) -> Iterator[Finding]:
    return (Finding(ERROR, "missing", answer) for answer in flight.answers if answer.missing)


def _too_long(flight: Flight) -> Iterator[Finding]:
    for answer in flight.answers:
        longest, text = answer.item.longest, answer.value
        if longest is not None and isinstance(text, str) and len(text) > longest:
            yield Finding(ERROR, "too_long", answer, (str(len(text)), str(longest)))


def _cut_on_paper(flight: Flight, lists: OptionLists) -> Iterator[Finding]:
    """Say where a text is wider than its box on the paper form, whose format is not ours."""
    for answer in flight.answers:
        room, longest = answer.item.room, answer.item.longest
        if room is None or answer.value in (None, "", ()):
            continue
        text = in_japanese(answer, lists)
        width = math.ceil(sum(_ROOM_OF.get(east_asian_width(sign), _OF_LATIN) for sign in text))
        if width > room and (longest is None or len(text) <= longest):
            yield Finding(WARNING, "cut_on_paper", answer, (str(width), str(room)))


def _letters(flight: Flight) -> Iterator[Finding]:
    """Name letters beyond the 26 that nobody has agreed to write otherwise."""
    named = [a for a in flight.answers if a.item.kind == "made" and a.item.name in _NAMES]
    for answer in {str(a.value): a for a in reversed(named) if a.value}.values():
        proposal = in_passport_letters(str(answer.value))
        if proposal.left:
            signs = "".join(change.was for change in proposal.left)
            yield Finding(ERROR, "letters_unknown", answer, (signs,))
        if proposal.changes:
            signs = "".join(dict.fromkeys(change.was for change in proposal.changes))
            yield Finding(ERROR, "letters_without_consent", answer, (signs, proposal.text))


def _confirmed(flight: Flight) -> Iterator[Finding]:
    """Say where nobody has compared the name with the page: no check digit guards it."""
    name, item = flight.find("name"), flight.who.item
    if name is not None and flight.name_confirmed is None:
        asked = f"member.name_confirmed@{item}" if item else "passport.name_confirmed"
        yield Finding(ERROR, "name_not_confirmed", name, mends=asked)
    if name is not None and flight.name_confirmed is False:
        wrong = f"member.family_name@{item}" if item else "researcher.family_name"
        yield Finding(ERROR, "name_otherwise", name, (flight.name_printed or "–",), wrong)


def _birth(flight: Flight) -> Iterator[Finding]:
    """Compare the birth with the passport's lines; say what is left out of one partly unknown."""
    answer = flight.find("birth_date")
    value = answer.value if answer else None
    if answer is None or value is None:
        return
    if flight.born is not None and value != flight.born:
        yield Finding(ERROR, "birth_otherwise", answer, (_digits(flight.born), _digits(value)))
    elif isinstance(value, PartDay):
        yield Finding(WARNING, "birth_partly_unknown", answer, (value.digits,))


def _digits(value: date | PartDay) -> str:
    return value.digits if isinstance(value, PartDay) else value.strftime("%Y%m%d")


def _kanji(flight: Flight) -> Iterator[Finding]:
    """Name kanji that the agency's and older systems lack, with the form they take."""
    for answer in flight.answers:
        if not isinstance(answer.value, str) or all(map(is_common, answer.value)):
            continue
        proposal = in_common_kanji(answer.value)
        if proposal.asks:
            signs = "".join(change.was for change in (*proposal.changes, *proposal.left))
            yield Finding(WARNING, "kanji_uncommon", answer, (signs, proposal.text))


def _lists(flight: Flight, lists: OptionLists) -> Iterator[Finding]:
    for answer in flight.answers:
        name = answer.item.list
        if not name or answer.value in (None, "", ()):
            continue
        for id in chosen(answer):
            if id in _PAPER_ONLY:
                yield Finding(WARNING, "not_in_online_list", answer, (id,))
            elif id not in lists.lists[name]:
                yield Finding(ERROR, "not_in_list", answer, (id,))


def _passport(flight: Flight) -> Iterator[Finding]:
    expiry = flight.find("passport.expiry")
    entry = flight.value("entry_date")
    if expiry is None or expiry.value is None:
        return
    if entry and expiry.value <= entry:
        yield Finding(ERROR, "passport_before_entry", expiry, (expiry.value, entry))
    elif flight.ends_on and expiry.value < flight.ends_on:
        days = (expiry.value, flight.ends_on)
        yield Finding(WARNING, "passport_before_end", expiry, days)


def _days(flight: Flight) -> Iterator[Finding]:
    entry = flight.find("entry_date")
    if entry and entry.value and entry.value <= flight.today:
        yield Finding(ERROR, "entry_past", entry, (entry.value,))
    elif entry and entry.value and entry.value - flight.today < _MUCH_TIME:
        yield Finding(WARNING, "entry_soon", entry, (str((entry.value - flight.today).days),))
    first, last = flight.find("past_entries.from"), flight.find("past_entries.to")
    if first and last and first.value and last.value and last.value < first.value:
        yield Finding(ERROR, "days_reversed", last, (first.value, last.value))


def _counts(flight: Flight) -> Iterator[Finding]:
    times, refused = flight.value("past_coe.times"), flight.find("past_coe.refused")
    if refused and refused.value is not None and times is not None and refused.value > times:
        yield Finding(ERROR, "more_refused", refused, (str(refused.value), str(times)))
    phone, mobile = flight.find("phone"), flight.value("mobile")
    if phone and not phone.value and not mobile:
        yield Finding(ERROR, "no_telephone", phone)


def _tables(flight: Flight) -> Iterator[Finding]:
    """Say where a table has more rows than the paper or the file takes."""
    last: dict[str, Answer] = {}
    for answer in flight.answers:
        if answer.rows:
            last[answer.rows.id] = answer
    for answer in last.values():
        rows = answer.rows
        if rows and answer.row > rows.online:
            yield Finding(ERROR, "too_many_rows", answer, (str(answer.row), str(rows.online)))
        elif rows and answer.row > rows.on_paper:
            yield Finding(WARNING, "separate_sheet", answer, (str(answer.row), str(rows.on_paper)))


def _status(flight: Flight, lists: OptionLists) -> Iterator[Finding]:
    """Check what only one status asks: numbers of a Professor, no pay for Cultural Activities."""
    if flight.who.status in ("professor", "hsp_1_a") and flight.who.place == "university":
        for name, item in (
            ("business_type", "organisation.business_type"),
            ("occupation", "occupation_no"),
        ):
            answer, only = flight.find(item), lists.professor_only.get(name, frozenset())
            if answer and answer.value and str(answer.value) not in only:
                yield Finding(ERROR, "not_for_professor", answer, (str(answer.value),))
    pay = flight.find("pay.given")
    if flight.who.status == "cultural_activities" and pay and pay.value == "yes":
        yield Finding(ERROR, "pay_with_cultural", pay)
    purpose = flight.find("purpose")
    if purpose and flight.doubted:
        yield Finding(WARNING, "status_from_other_facts", purpose, mends="visa.residence_status")
