"""The form by which the office puts a panel together, one person after the other.

Nothing is written before the last button: who was chosen so far travels in the form itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from onboarding.cases.models import Case
from onboarding.cases.values import Unreadable, read
from onboarding.config import LANGUAGES
from onboarding.database import db
from onboarding.engine.definition import Field, Text
from onboarding.engine.errors import Place
from onboarding.interviews.queries import chair_of, find_people, ineligible, panel_of
from onboarding.interviews.words import ineligible_sentence
from onboarding.people.addresses import is_address
from onboarding.people.models import Person
from onboarding.people.queries import person_by_email
from onboarding.web.numbers import row_numbered
from onboarding.web.speaking import reader_language

Typed = MultiDict[str, str]
_NOWHERE = Place("", 0, 0)
_NAME = Field("guest.name", Text("", ""), "text", _NOWHERE, limits={"length": 120})
_EMAIL = Field("guest.email", Text("", ""), "email", _NOWHERE)


@dataclass(frozen=True, slots=True)
class Guest:
    """A member from outside, entered by name and address."""

    name: str
    email: str
    language: str

    @property
    def is_sound(self) -> bool:
        """Return whether this is a guest as the form itself sends them."""
        fits = len(self.name) <= _NAME.limits["length"] and self.name.isprintable()
        return fits and is_address(self.email) and self.language in LANGUAGES


@dataclass(frozen=True, slots=True)
class Wanted:
    """The panel as the office wants it. `chair`: the id of a person, or a guest's address."""

    members: tuple[int, ...]
    guests: tuple[Guest, ...]
    chair: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody chosen so far. `token` names them in the form: an id, a guest's address."""

    token: str
    name: str
    about: str
    person: Person | None
    guest: Guest | None
    locked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody the search found; `why` says what stands against them."""

    person: Person
    why: str


class PanelForm:
    """A panel while it is put together. `errors`: (id of the input, sentence)."""

    def __init__(self, case: Case, typed: Typed | None, *, locked: set[int], least: int) -> None:
        self.case, self.locked, self.least = case, locked, least
        self.typed: Typed = typed if typed is not None else _as_typed(case)
        self.errors: list[tuple[str, str]] = []
        self.seats = [*self._people(), *self._guests()]
        self.chair = self.typed.get("chair", "")
        self.query = self.typed.get("q", "").strip()[:100]
        self.reason = self.typed.get("reason", "")
        self.new = {name: self.typed.get(f"new_{name}", "") for name in ("name", "email")}
        self.new_language = self.typed.get("new_language", "ja")

    def _people(self) -> list[Seat]:
        ids = dict.fromkeys(map(row_numbered, self.typed.getlist("member")))
        people = (db.session.get(Person, id) for id in ids if id is not None)
        return [self._seat(person) for person in people if person is not None]

    def _seat(self, person: Person) -> Seat:
        locked = person.id in self.locked
        return Seat(str(person.id), _name(person), person_about(person), person, None, locked)

    def _guests(self) -> list[Seat]:
        names, emails, languages = (
            self.typed.getlist(f"guest_{part}") for part in ("name", "email", "language")
        )
        guests = [Guest(*each) for each in zip(names, emails, languages, strict=False)]
        return [Seat(g.email, g.name, g.email, None, g, False) for g in guests if g.is_sound]

    def act(self, action: str, today: date) -> None:
        """Do what an inner button asks for: add, remove, bring in a guest; none of it is kept."""
        verb, _colon, token = action.partition(":")
        if verb == "add":
            self._add(db.session.get(Person, row_numbered(token) or 0))
        elif verb == "remove":
            self.seats = [seat for seat in self.seats if seat.token != token or seat.locked]
        elif verb == "guest":
            self._add_guest(today)

    def _add(self, person: Person | None) -> None:
        if person is None or any(seat.token == str(person.id) for seat in self.seats):
            return
        why = ineligible(self.case, person)
        if why:
            self.errors.append(("q", ineligible_sentence(_name(person), why)))
            return
        self.seats.append(self._seat(person))
        self.query = ""

    def _add_guest(self, today: date) -> None:
        """Bring in somebody from outside; whoever is known by this address is taken as such."""
        name = self._read("name", _NAME, today)
        email = self._read("email", _EMAIL, today)
        if self.errors:
            return
        known = person_by_email(email)
        if known is not None:
            self._add(known)
        elif all(seat.token != email for seat in self.seats):
            language = self.new_language if self.new_language in LANGUAGES else "ja"
            guest = Guest(name, email, language)
            self.seats.append(Seat(email, name, email, None, guest, locked=False))
        if not self.errors:
            self.new = {"name": "", "email": ""}

    def _read(self, name: str, field: Field, today: date) -> str:
        """Return what was typed about a guest, or note what is wrong with it."""
        text = self.new[name].strip()
        try:
            value = read(field, text, today) if text else ""
        except Unreadable as unreadable:
            self.errors.append((f"new_{name}", str(unreadable.sentence)))
            return ""
        if not value:
            self.errors.append((f"new_{name}", _("Please fill this in.")))
        return str(value)

    def check(self, *, reason_needed: bool) -> bool:
        """Note what is missing for this to be a panel; return whether nothing is."""
        for seat in self.seats:
            why = ineligible(self.case, seat.person) if seat.person else ""
            if why:
                self.errors.append(("members", ineligible_sentence(seat.name, why)))
        if len(self.seats) < self.least:
            self.errors.append(("members", too_few(self.least)))
        elif self.chair not in {seat.token for seat in self.seats}:
            self.errors.append(("members", _("Choose one member as chair.")))
        if reason_needed and not self.reason.strip():
            self.errors.append(("reason", _("Give the reason; it stays in the history.")))
        return not self.errors

    @property
    def wanted(self) -> Wanted:
        """Return the panel as chosen."""
        return Wanted(
            tuple(seat.person.id for seat in self.seats if seat.person),
            tuple(seat.guest for seat in self.seats if seat.guest),
            self.chair,
        )

    @property
    def found(self) -> list[Found]:
        """Return who could be added: what the search found, those chosen left out."""
        chosen = {seat.token for seat in self.seats}
        people = find_people(self.query, self.case.department_id)
        return [
            Found(person, ineligible(self.case, person))
            for person in people
            if str(person.id) not in chosen
        ]

    @property
    def has_outsider(self) -> bool:
        """Return whether somebody from outside sits on the panel."""
        return any(seat.guest or (seat.person and _is_outside(seat.person)) for seat in self.seats)

    def errors_of(self, name: str) -> list[str]:
        """Return the sentences beside one input."""
        return [sentence for id, sentence in self.errors if id == name]


def too_few(least: int) -> str:
    """Say how many members a panel needs."""
    return ngettext("Choose at least %(num)s member.", "Choose at least %(num)s members.", least)


def person_about(person: Person) -> str:
    """Return title and department of a person, as far as known; the address for one outside."""
    japanese = reader_language() == "ja"
    title = person.title_ja if japanese else person.title_en
    place = person.department
    unit = (place.name_ja if japanese else place.name_en) if place else ""
    words = [word for word in ((unit, title) if japanese else (title, unit)) if word]
    return (" " if japanese else ", ").join(words) or person.email


def _name(person: Person) -> str:
    return person.name_in(reader_language())


def _is_outside(person: Person) -> bool:
    return not person.grants and person.department_id is None


def _as_typed(case: Case) -> Typed:
    """Return a named panel as the form would send it."""
    members: Mapping[str, list[str]] = {"member": [str(person.id) for person in panel_of(case)]}
    chair = chair_of(case)
    return MultiDict({**members, "chair": [str(chair.id)] if chair else []})
