"""Packages in words: kinds of items, what differs, why a choice cannot be made."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.exchange.packages.comparing import Difference
from onboarding.exchange.packages.taking import BadChoice

_KINDS: dict[str, Any] = {
    "role": _l("role"),
    "field": _l("field"),
    "rubric": _l("rubric"),
    "document": _l("document"),
    "outside_office": _l("outside office"),
    "lead_time": _l("usual time of step"),
    "workflow": _l("workflow"),
    "programme": _l("programme"),
}


def kind_word(kind: str) -> str:
    """Return what a kind of item is called."""
    return str(_KINDS[kind])


def difference_in_words(difference: Difference) -> str:
    """Return one difference on a line."""
    words = {"where": difference.where, "ours": difference.ours, "theirs": difference.theirs}
    if not difference.ours:
        return _("%(where)s: only theirs has “%(theirs)s”", **words)
    if not difference.theirs:
        return _("%(where)s: only ours has “%(ours)s”", **words)
    return _("%(where)s: ours “%(ours)s”, theirs “%(theirs)s”", **words)


def wrong_choice(wrong: BadChoice) -> str:
    """Return why a choice cannot be made."""
    name = wrong.about[0]
    if wrong.reason == "id_twice":
        return _("There is a “%(name)s” already.", name=name)
    return _(
        "“%(name)s” cannot be a name here; write small letters, digits and underscores, like the "
        "old name.",
        name=name,
    )
