"""The page of what runs out: soonest first, by month."""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from onboarding.cases.models import SensitiveReading
from onboarding.database import db, transaction
from onboarding.engine.months import add_months
from onboarding.people.gate import held, here_id, holding, now, today
from onboarding.visa.clocks.expiries import SENSITIVE
from onboarding.visa.clocks.queries import Expiry, expiries
from onboarding.visa.clocks.words import OF_OFFICE, kind_word, kinds, month_word, to_do
from onboarding.visa.parcels.queries import reach_of
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("expiries", __name__)
add_link(Link("expiries.show", _l("Expiries"), frozenset({"office"}), 13))
MONTHS = (1, 3, 6, 12)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Return what the template of this page says."""
    return {
        "month_word": month_word,
        "kind_word": kind_word,
        "to_do": to_do,
        "of_office": OF_OFFICE,
    }


@blueprint.get("/expiries")
@holding("office")
def show() -> ResponseReturnValue:
    """List what runs out within some months; each passport shown is noted as read."""
    ahead, kind = request.args.get("months", type=int), request.args.get("kind", "")
    months = ahead if ahead in MONTHS else 3
    reach = reach_of(here_id(), held())
    found = expiries(reach.conditions(), today(), add_months(today(), months))
    shown = [one for one in found if kind in ("", one.out.kind)]
    _note_readings(shown, now())
    return render_template(
        "visa/expiries.html",
        groups=[(month, list(rows)) for month, rows in groupby(shown, key=_month)],
        kinds=kinds(),
        kind=kind,
        months=months,
        choices=MONTHS,
        today=today(),
    )


def _month(one: Expiry) -> date:
    return one.out.until.replace(day=1)


def _note_readings(shown: list[Expiry], at: datetime) -> None:
    """Keep who read which passport date, once for this page."""
    read = [(one.case.id, one.out.fact) for one in shown if one.case and _is_sensitive(one)]
    if not read:
        return
    with transaction():
        for case_id, key in read:
            reading = {"case_id": case_id, "person_id": here_id(), "what": key, "at": at}
            db.session.add(SensitiveReading(**reading))


def _is_sensitive(one: Expiry) -> bool:
    return one.out.fact.partition("@")[0] in SENSITIVE
