"""Panels in words: the history, why somebody cannot sit on one, how far a member is."""

from collections.abc import Iterable
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from onboarding.cases.narrating import Teller, words_for
from onboarding.database import db
from onboarding.interviews.figures import Figures, rounded
from onboarding.interviews.rubric import Rubric
from onboarding.people.models import Person
from onboarding.web.speaking import reader_language


def ineligible_word(why: str) -> str:
    """Return why somebody cannot sit on this panel."""
    words = {
        "host": _("The host does not judge their own candidate."),
        "candidate": _("This is the candidate."),
        "head": _("The department head decides, and who decides does not score."),
        "conflict": _("They have a conflict of interest with this candidate."),
    }
    return words[why]


def ineligible_sentence(name: str, why: str) -> str:
    """Say of somebody that they cannot sit on this panel, and why."""
    said = {"name": name, "why": ineligible_word(why)}
    return _("%(name)s cannot sit on this panel. %(why)s", **said)


def member_word(state: str) -> str:
    """Return how far a member is."""
    words = {
        "undeclared": _("has not declared conflicts yet"),
        "unsettled": _("a declared conflict waits to be settled"),
        "ready": _("may score; nothing handed in yet"),
        "scored": _("scores are in"),
    }
    return words[state]


def names(people: Iterable[Person]) -> str:
    """Return names as a list in the reader's language."""
    language = reader_language()
    found = [person.name_in(language) for person in people]
    return format_list(found, locale=get_locale()) if found else ""


def spread_warning(figures: Figures, rubric: Rubric) -> str:
    """Say that members are far apart, and on what; empty where they are not."""
    spread = figures.spread
    if spread is None or spread < rubric.wide_spread:
        return ""
    labels = [row.criterion.label.in_(reader_language()) for row in figures.widest]
    return ngettext(
        "The scores lie up to %(num)s point apart: %(criteria)s. Read the comments on this "
        "before you decide.",
        "The scores lie up to %(num)s points apart: %(criteria)s. Read the comments on this "
        "before you decide.",
        spread,
        criteria=format_list(labels, locale=get_locale()),
    )


def agreement_words(figures: Figures) -> str:
    """Say how far members agree, in plain words; no statistics for so few."""
    if figures.agreement is None:
        return _("Agreement cannot be computed: no criterion was scored by two members.")
    return ngettext(
        "On %(agreed)s of %(num)s criterion all members lie within one point (%(percent)s %%).",
        "On %(agreed)s of %(num)s criteria all members lie within one point (%(percent)s %%).",
        figures.compared,
        agreed=figures.agreed,
        percent=figures.agreement,
    )


def mean_words(figures: Figures, rubric: Rubric) -> str:
    """Write the weighted mean; a dash where nobody could judge."""
    mean = figures.mean
    return "–" if mean is None else rounded(mean, rubric.decimals)


def _people(ids: Iterable[int]) -> str:
    found = (db.session.get(Person, id) for id in ids)
    return names(person for person in found if person)


def _panel_named(data: dict[str, Any], teller: Teller) -> str:
    return _(
        "%(who)s named the panel: %(members)s. Chair: %(chair)s.",
        who=teller.who,
        members=_people(data["members"]),
        chair=_people([data["chair"]]),
    )


def _panel_changed(data: dict[str, Any], teller: Teller) -> str:
    """Tell the most telling change; a new chair stands in a sentence of its own."""
    joined, left = _people(data["joined"]), _people(data["left"])
    chair = _people([data["chair"]]) if data["chair"] else ""
    said = {"who": teller.who, "joined": joined, "left": left, "chair": chair}
    if joined and left and chair:
        return _(
            "%(who)s put %(joined)s on the panel in place of %(left)s. Chair: %(chair)s.", **said
        )
    if joined and left:
        return _("%(who)s put %(joined)s on the panel in place of %(left)s.", **said)
    if joined and chair:
        return _("%(who)s put %(joined)s on the panel. Chair: %(chair)s.", **said)
    if joined:
        return _("%(who)s put %(joined)s on the panel.", **said)
    if left and chair:
        return _("%(who)s took %(left)s off the panel. Chair: %(chair)s.", **said)
    if left:
        return _("%(who)s took %(left)s off the panel.", **said)
    return _("%(who)s made %(chair)s chair of the panel.", **said)


def _conflict_declared(data: dict[str, Any], teller: Teller) -> str:
    sentences = {
        "none": _("%(who)s declared no conflict of interest.", who=teller.who),
        "soft": _("%(who)s declared something that could hinder a fair judgement.", who=teller.who),
        "hard": _("%(who)s declared a conflict of interest and left the panel.", who=teller.who),
    }
    return sentences[data["conflict"]]


def _conflict_settled(data: dict[str, Any], teller: Teller) -> str:
    said = {"who": teller.who, "member": _people([data["person"]])}
    if data["allowed"]:
        return _("%(who)s let %(member)s score in spite of what was declared.", **said)
    return _("%(who)s took %(member)s off the panel because of what was declared.", **said)


def _scored(data: dict[str, Any], teller: Teller) -> str:
    return _(
        "%(who)s handed in scores for “%(step)s”.", who=teller.who, step=teller.step(data["step"])
    )


def say_history() -> None:
    """Let the history tell what happens to panels."""
    words_for("panel_named", _panel_named)
    words_for("panel_changed", _panel_changed)
    words_for("conflict_declared", _conflict_declared)
    words_for("conflict_settled", _conflict_settled)
    words_for("scored", _scored)
