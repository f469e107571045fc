"""The family of a researcher, from the few columns a list gives it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.cases.values import Unreadable, read
from onboarding.office.lists.cells import prepared

COMES, SPOUSE, CHILDREN = "family.comes", "family.spouse", "family.children"
TARGETS = (COMES, SPOUSE, CHILDREN)
_BETWEEN = re.compile(r"[;、,\n]+|\s+(?=\d{4}[-/.年]|[RH]\d|令和|平成)")
_COUNT = re.compile(r"(\d{1,2})\s*(?:人|名)?")
_MOST = 12
Spellings = Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Family:
    """What was read: `facts` of the dictionary; `wrong`: target → what to write instead.

    `hint`: what the cells leave open.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    hint: Any = None


def read_family(cells: Mapping[str, str], spellings: Spellings, today: date) -> Family:
    """Read the family columns; `cells` holds those that are filled."""
    family = Family()
    comes = _yes_no(family, cells, COMES, spellings)
    spouse = _yes_no(family, cells, SPOUSE, spellings)
    children = _children(family, cells.get(CHILDREN, ""), spellings, today)
    if family.wrong or not cells:
        return family
    if comes is False:
        family.facts = {"family.members": ()}
        if spouse or children:
            family.hint = _l("The family does not come along, so spouse and children are left out.")
        return family
    if spouse or children:
        family.facts = _members(bool(spouse), children)
    elif comes:
        family.hint = _l("Who comes along is not said; the researcher is asked.")
    elif spouse is False:
        family.facts = {"family.members": ()}
    return family


def _yes_no(
    family: Family, cells: Mapping[str, str], target: str, spellings: Spellings
) -> bool | None:
    if target not in cells:
        return None
    yes_no = library().fields["member.comes_along"]
    try:
        answer: bool = read(yes_no, prepared(yes_no, cells[target], spellings), date.min)
    except Unreadable as unreadable:
        family.wrong[target] = unreadable.sentence
        return None
    return answer


def _children(family: Family, text: str, spellings: Spellings, today: date) -> list[date | None]:
    """Return the children's dates of birth; None where only their number is known."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain in ("無", "なし", "none", "0"):
        return []
    count = _COUNT.fullmatch(plain)
    if count and int(count[1]) <= _MOST:
        return [None] * int(count[1])
    born = library().fields["member.birth_date"]
    found: list[date | None] = []
    for part in filter(str.strip, _BETWEEN.split(plain)):
        try:
            found.append(read(born, prepared(born, _without_age(part), spellings), today))
        except Unreadable:
            family.wrong[CHILDREN] = _l(
                "“%(part)s” is not a child's date of birth. Write dates such as 2025-04-26 with "
                "a semicolon between them.",
                part=part.strip(),
            )
    return found


def _without_age(text: str) -> str:
    return re.sub(r"\(\s*\d+\s*(?:歳|才|years?)?\s*\)", "", text)


def _members(spouse: bool, children: list[date | None]) -> dict[str, Any]:
    relations = ["spouse"] * spouse + ["child"] * len(children)
    items = [f"m{number}" for number in range(1, len(relations) + 1)]
    facts: dict[str, Any] = {"family.members": tuple(items)}
    for item, relation in zip(items, relations, strict=True):
        facts[f"member.relation@{item}"] = relation
        facts[f"member.comes_along@{item}"] = True
    for item, born in zip(items[spouse:], children, strict=True):
        if born is not None:
            facts[f"member.birth_date@{item}"] = born
    return facts


def is_family(key: str) -> bool:
    """Return whether a fact key is about the family."""
    return key == "family.members" or key.startswith("member.")


def about_family(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some facts that are about the family."""
    return {key: value for key, value in facts.items() if is_family(key)}


Member = tuple[str, date | None, bool | None]


def members(facts: Mapping[str, Any]) -> dict[str, Member]:
    """Return item → relation, date of birth and whether they come along, of all members."""
    items = facts.get("family.members") or ()
    leaves = ("relation", "birth_date", "comes_along")
    return {i: tuple(facts.get(f"member.{leaf}@{i}") for leaf in leaves) for i in items}  # type: ignore[misc]


def same_family(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two sets of facts tell of the same members, in whatever order."""
    if ("family.members" in one) != ("family.members" in other):
        return False
    first, second = (sorted(map(str, members(facts).values())) for facts in (one, other))
    return first == second


def merged(listed: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return all facts of the family as a list tells of it, from the one the system knows.

    Members in both keep their item, and so all that is known of them; of those who are gone
    everything is taken back.
    """
    left = members(known)
    numbers = [int(item[1:]) for item in left if item[1:].isdigit()]
    fresh = max(numbers, default=0)
    facts: dict[str, Any] = {}
    items = []
    for item, member in members(listed).items():
        kept = next((one for one, there in left.items() if there == member), None)
        if kept is None:
            fresh += 1
            own = {key: value for key, value in listed.items() if key.endswith(f"@{item}")}
            facts |= {f"{key.partition('@')[0]}@m{fresh}": value for key, value in own.items()}
        else:
            left.pop(kept)
        items.append(kept or f"m{fresh}")
    gone = tuple(f"@{item}" for item in left)
    taken_back = {key: None for key in known if gone and is_family(key) and key.endswith(gone)}
    return {**known, **taken_back, **facts, "family.members": tuple(items)}
