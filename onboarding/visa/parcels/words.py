"""What parcels are called, and why an application was left out of one."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from onboarding.visa.filing.models import BULK
from onboarding.visa.parcels.models import Parcel

_REASONS: dict[str, Any] = {
    "not_ready": _l("Something changed after it was looked over, and has to be mended first."),
    "gone": _l("Nobody applies any more: the case or its status of residence has changed."),
    "not_yours": _l("You do not manage this case any more."),
    "failed": _l("Something went wrong on our side."),
}


def reason_word(reason: str) -> str:
    """Return why an application was left out."""
    return str(_REASONS[reason])


def parcel_word(parcel: Parcel) -> str:
    """Return what a parcel holds."""
    if parcel.official.kind == BULK:
        return ngettext(
            "File for bulk filing (one person)",
            "File for bulk filing (%(num)s persons)",
            parcel.total,
        )
    return ngettext("Workbook of one person", "Workbooks of %(num)s persons", parcel.total)
