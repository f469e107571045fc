"""The answers of an application, from the facts of a case: once, for every output.

Pure. An answer is a plain value: a text, a number, a date, a yes or no, the id of an option. What
a paper, the agency's workbook or its bulk file need is written from it elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.engine.definition import Text
from onboarding.engine.months import add_months
from onboarding.engine.partdays import as_known
from onboarding.engine.signs import is_kanji
from onboarding.visa.forms.items import Application, Item, Rows, Section
from onboarding.visa.passport.letters import in_half_width, in_passport_letters

# Reads a fact, of one item of a list where one is named: `read("member.sex", "m1")`.
Read = Callable[[str, str], Any]
# Writes a choice the agency has no list for in words: `option("position.title", "faculty")`.
Option = Callable[[str, Any], Text | None]
Institution = Mapping[str, Any]
_PRESIDENT = ("president_title", "president")
_DIGITS_LOST = str.maketrans("", "", " -()（）+")


# Who follows a researcher applies as Dependent, but for those of designated activities.
_FOLLOWERS = {"designated_research": "designated_research_dependent"}


def follower_of(status: str) -> str:
    """Return the status in which the family follows somebody of a status."""
    return _FOLLOWERS.get(status, "dependent")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies: the researcher, or the family member `item` names; for which status, where."""

    status: str
    place: str = "university"
    item: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An item with its answer. `key`: the fact it comes from, of several the one that mends it.

    `row`: the number of the row in its table, from 1; 0 outside of one. `name`: as outputs know
    it: `family.1.name`.
    """

    section: Section
    item: Item
    value: Any
    key: str = ""
    rows: Rows | None = None
    row: int = 0

    @property
    def name(self) -> str:
        """Return the name outputs know the answer by."""
        return f"{self.rows.id}.{self.row}.{self.item.id}" if self.rows else self.item.id

    @property
    def missing(self) -> bool:
        """Return whether the form needs an answer and there is none."""
        return self.value in (None, "", ()) and not self.item.optional


@dataclass(frozen=True, slots=True)
class _Facts:
    read: Read
    institution: Institution
    who: Applicant
    option: Option

    def fact(self, name: str) -> Any:
        """Return a fact of the case, or of the one who applies where it is a family member's."""
        return self.read(name, self.who.item if name.startswith("member.") else "")


def _no_option(name: str, value: Any) -> Text | None:
    return None


def answers(
    form: Application,
    who: Applicant,
    *,
    read: Read,
    institution: Institution,
    option: Option = _no_option,
) -> list[Answer]:
    """Return every answer of an application, in the order of its sheets.

    Items asked only where another says yes are left out where it does not.
    """
    facts = _Facts(read, institution, who, option)
    found: list[Answer] = []
    for section in form.sections_for(who.status, place=who.place):
        own = [_answer(section, item, facts) for item in section.items]
        said = {answer.item.id: answer.value for answer in own}
        found += [one for one in own if _is_asked(one.item, said)]
        for rows in section.rows:
            found += _table(section, rows, facts)
    return found


def _is_asked(item: Item, said: Mapping[str, Any]) -> bool:
    if not item.where:
        return True
    value = said.get(item.where)
    return item.being in value if isinstance(value, tuple) else item.being == value


def _answer(section: Section, item: Item, facts: _Facts) -> Answer:
    if item.kind == "made" and not (item.member and facts.who.item):
        maker = _MADE[item.name]
        return Answer(section, item, maker.make(facts), maker.key(facts))
    if item.kind == "institution":
        return Answer(section, item, of_institution(facts.institution, item.name))
    name = item.member if facts.who.item and item.member else item.name
    key = f"{name}@{facts.who.item}" if name.startswith("member.") else name
    value = _known(name, facts) if name else None
    if value is None and item.otherwise:
        value = of_institution(facts.institution, item.otherwise)
    words = facts.option(name, value) if value is not None and not item.list else None
    return Answer(section, item, words or value, key)


def _known(name: str, facts: _Facts) -> Any:
    """Return a fact; of a birth the part that is known."""
    value = _plain(facts.fact(name))
    group, _, leaf = name.partition(".")
    unknown = facts.fact(f"{group}.birth_unknown") if leaf == "birth_date" else None
    return as_known(value, unknown) if isinstance(value, date) else value


def _table(section: Section, rows: Rows, facts: _Facts) -> Iterator[Answer]:
    whose = facts.who.item
    of = rows.member if whose else rows.of
    items = facts.read(of, whose) or () if of else ()
    for number, item in enumerate(items, 1):
        place = f"{whose}.{item}" if whose else item
        for column in rows.columns:
            name = column.member if whose else column.name
            value = _plain(facts.read(name, place))
            yield Answer(section, column, value, f"{name}@{place}", rows, number)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def of_institution(institution: Institution, name: str) -> Any:
    """Return what the institution's own data say under a dotted name; empty where nothing."""
    found: Any = institution
    for part in name.split("."):
        found = found.get(part, "") if isinstance(found, Mapping) else ""
    return found


def _name(facts: _Facts) -> str:
    group = "member" if facts.who.item else "researcher"
    return full_name(facts.fact(f"{group}.family_name"), facts.fact(f"{group}.given_name"))


def full_name(family: str | None, given: str | None) -> str:
    """Return a name as the form wants it: capitals, words parted by one blank.

    A letter beyond the 26 stays itself: nobody has agreed to another one here.
    """
    return in_passport_letters(f"{family or ''} {given or ''}").kept


def _supporter_name(facts: _Facts) -> str:
    read = facts.read
    return full_name(read("researcher.family_name", ""), read("researcher.given_name", ""))


def _phone(facts: _Facts) -> str:
    return domestic(str(facts.institution.get("phone", "")))


def _mobile(facts: _Facts) -> str:
    return domestic(str(facts.read("coe.mobile", "") or ""))


def domestic(number: str) -> str:
    """Return a telephone number in digits, with the 0 of Japan instead of +81."""
    plain = in_half_width(number)
    if plain.startswith("+81"):
        plain = "0" + plain[3:].lstrip(" -").removeprefix("(0)").lstrip("0")
    return plain.translate(_DIGITS_LOST)


def _entry_date(facts: _Facts) -> date | None:
    found: date | None = facts.read("arrival.planned_on", "") or facts.read("stay.starts_on", "")
    return found


def whole_months(starts_on: date, ends_on: date) -> int:
    """Return the months a stay needs, begun ones counted: 1 April to 31 March are twelve."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    while add_months(starts_on, months) <= ends_on:
        months += 1
    return months


def _months(facts: _Facts) -> int | None:
    starts_on, ends_on = facts.read("stay.starts_on", ""), facts.read("stay.ends_on", "")
    return whole_months(starts_on, ends_on) if starts_on and ends_on else None


def _stay_years(facts: _Facts) -> int | None:
    months = _months(facts)
    return None if months is None else months // 12


def _stay_months(facts: _Facts) -> int | None:
    months = _months(facts)
    return None if months is None else months % 12


def _accompanied(facts: _Facts) -> str | None:
    if facts.who.item:
        return "yes"  # whoever follows the researcher comes with them
    members = facts.read("family.members", "")
    if members is None:
        return None
    return "yes" if any(facts.read("member.comes_along", one) for one in members) else "no"


def _has_relatives(facts: _Facts) -> str | None:
    whose = facts.who.item
    relatives = facts.read("member.relatives" if whose else "coe.relatives", whose)
    return None if relatives is None else "yes" if relatives else "no"


def _experience_years(facts: _Facts) -> int | None:
    posts = facts.read("education.posts", "")
    until = facts.read("stay.starts_on", "")
    if posts is None or until is None:
        return None
    days = 0
    for post in posts:
        joined, left = facts.read("post.joined_on", post), facts.read("post.left_on", post)
        days += ((left or until) - joined).days if joined else 0
    return max(days, 0) * 4 // 1461


def _annual_income(facts: _Facts) -> int | None:
    monthly = facts.read("position.monthly_pay", "")
    return None if monthly is None else monthly * 12


def _kanji_name(facts: _Facts) -> str | None:
    """Return the name in kanji of an applicant who has one: as given, else the own script's."""
    if facts.who.item:
        return facts.fact("member.kanji_name") or None
    kanji: str | None = facts.read("researcher.kanji_name", "")
    native = facts.read("researcher.native_name", "")
    return kanji or (native if native and any(map(is_kanji, native)) else None)


def _education_level(facts: _Facts) -> str | None:
    """Return the last school by the highest degree, in the form's own words."""
    degree = facts.read("researcher.degree", "")
    return "others" if degree == "other" else degree


def _granted_period(facts: _Facts) -> Text | None:
    """Return the period of stay of a supporter who is in Japan already."""
    landed_on = facts.read("arrival.landed_on", "")
    until = facts.read("residence.granted_until", "")
    if not landed_on or not until:
        return None
    months = whole_months(landed_on, until)
    return Text(f"{months} months", f"{months}か月")


def _pay_given(facts: _Facts) -> str | None:
    pay = facts.read("position.monthly_pay", "")
    return None if pay is None else "yes" if pay else "no"


def _position_held(facts: _Facts) -> str:
    return "yes" if facts.read("position.title", "") else "no"


def _president(facts: _Facts) -> str:
    words = (of_institution(facts.institution, f"{part}.ja") for part in _PRESIDENT)
    return "　".join(filter(None, words))


def _supporter_relation(facts: _Facts) -> str:
    """Return what the supporter is to the dependant, by the supporter's sex."""
    female = facts.read("researcher.sex", "") == "female"
    if facts.fact("member.relation") == "spouse":
        return "wife" if female else "husband"
    return "mother" if female else "father"


@dataclass(frozen=True, slots=True)
class _Maker:
    """How an answer is put together, and which fact mends it: the first of these that is known.

    `member`: the one that does where a family member applies.
    """

    make: Callable[[_Facts], Any]
    facts: tuple[str, ...] = ()
    member: str = ""

    def key(self, facts: _Facts) -> str:
        """Return the key of the fact that mends the answer; empty where none does."""
        if facts.who.item and self.member:
            return f"{self.member}@{facts.who.item}"
        known = (name for name in self.facts if facts.read(name, "") is not None)
        return next(known, self.facts[-1] if self.facts else "")


_KANJI = ("researcher.kanji_name", "researcher.native_name")
_MADE: Mapping[str, _Maker] = {
    "name": _Maker(_name, ("researcher.family_name",), "member.family_name"),
    "supporter_name": _Maker(_supporter_name, ("researcher.family_name",)),
    "phone": _Maker(_phone),
    "mobile": _Maker(_mobile, ("coe.mobile",)),
    "purpose": _Maker(lambda facts: facts.who.status, ("visa.residence_status",)),
    "entry_date": _Maker(_entry_date, ("arrival.planned_on", "stay.starts_on")),
    "stay_years": _Maker(_stay_years, ("stay.ends_on",)),
    "stay_months": _Maker(_stay_months, ("stay.ends_on",)),
    "work_months": _Maker(_months, ("stay.ends_on",)),
    "accompanied": _Maker(_accompanied, ("family.members",), "member.comes_along"),
    "has_relatives": _Maker(_has_relatives, ("coe.relatives",), "member.relatives"),
    "experience_years": _Maker(_experience_years, ("education.posts",)),
    "annual_income": _Maker(_annual_income, ("position.monthly_pay",)),
    "supporter_relation": _Maker(_supporter_relation, ("researcher.sex",), "member.relation"),
    "agent_relation": _Maker(lambda facts: "受入機関の職員"),
    "kanji_name": _Maker(_kanji_name, _KANJI, "member.kanji_name"),
    "education_level": _Maker(_education_level, ("researcher.degree",)),
    "fixed_period": _Maker(lambda facts: "fixed"),
    "pay_unit": _Maker(lambda facts: "monthly"),
    "granted_period": _Maker(_granted_period, ("residence.granted_until",)),
    "pay_given": _Maker(_pay_given, ("position.monthly_pay",)),
    "position_held": _Maker(_position_held, ("position.title",)),
    "president": _Maker(_president),
    "nothing": _Maker(lambda facts: None),
    "academic_activity": _Maker(lambda facts: "academic_activities"),
    "relatives_support": _Maker(lambda facts: "relatives"),
}


def makers() -> frozenset[str]:
    """Return the names a form's items may be made by."""
    return frozenset(_MADE)
