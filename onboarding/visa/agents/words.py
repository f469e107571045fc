"""Permissions and papers of forwarding agents in words."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.narrating import Teller
from onboarding.visa.adviser.rules import status_rules
from onboarding.visa.agents.permitting import Permission
from onboarding.visa.agents.queries import table
from onboarding.visa.agents.rules import ANY
from onboarding.visa.agents.watching import EXPIRED, RENEW, RETURN, SOON, Watched
from onboarding.web.filters import day
from onboarding.web.speaking import reader_language

_REASONS: dict[str, Any] = {
    "no_rule": _l("The table says nothing of this; ask the immigration office."),
    "not_supporters_agent": _l("Only together with the application of the researcher."),
    "left": _l("Not in the post any more (last day: %(day)s)."),
    "no_certificate": _l("Holds no forwarding agent's certificate."),
    "certificate_expired": _l("The forwarding agent's certificate expired on %(day)s."),
    "certificate_handed_back": _l("The forwarding agent's certificate was handed back on %(day)s."),
    "no_online_id": _l("Is not registered for online filing."),
    "online_id_expired": _l("The registration for online filing expired on %(day)s."),
}
_STATUSES: dict[str, Any] = {ANY: _l("any without a rule of its own"), "dependent": _l("Dependent")}
_STAGES: dict[str, Any] = {
    RENEW: _l("%(paper)s: can be renewed since %(since)s; ends on %(until)s"),
    SOON: _l("%(paper)s: ends soon, on %(until)s"),
    EXPIRED: _l("%(paper)s: ended on %(until)s"),
    RETURN: _l("%(paper)s: to be handed back (last day in the post: %(until)s)"),
}


def permission_word(permission: Permission) -> str:
    """Return in the reader's language why somebody may, or may not, file an application."""
    rule, language = permission.rule, reader_language()
    if permission.allowed and rule:
        return rule.why.in_(language)
    if permission.reason == "not_among" and rule:
        labels = [table().who[who].label.in_(language) for who in rule.who]
        joined = "、".join(labels) if language == "ja" else "; ".join(labels)
        return _("Only these may file it: %(who)s.", who=joined)
    return str(_REASONS[permission.reason]) % {"day": day(permission.day)}


def status_name(id: str) -> str:
    """Return the name of a status of residence, in the reader's language."""
    known = status_rules(current_app.extensions["settings"].workflows).statuses.get(id)
    if known:
        return known.name.in_(reader_language())
    return str(_STATUSES.get(id, id))


def watched_word(what: Watched) -> str:
    """Return in the reader's language what there is to tell of a paper."""
    label = table().papers[what.paper].label.in_(reader_language())
    given = {"paper": label, "since": day(what.since), "until": day(what.until)}
    return str(_STAGES[what.stage]) % given


def tell_chosen(data: dict[str, Any], teller: Teller) -> str:
    """Return the line of the history about who was chosen to file."""
    what = table().what[data["what"]].in_(teller.language)
    return _("%(what)s: to be filed by %(agent)s", what=what, agent=data["agent"])
