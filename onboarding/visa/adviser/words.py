"""Why a line of points does not count, in words."""

from typing import Any

from flask_babel import lazy_gettext as _l

from onboarding.visa.points.counting import Counted
from onboarding.web.filters import text

_WHY_NOT: dict[str, Any] = {
    "best_only": _l("Only the best line counts."),
    "most_reached": _l("The most that research achievements give is reached."),
    "not_for_type": _l("Gives no points for this kind of activity."),
    "not_beside": _l("Does not count beside “%(other)s”."),
    "needs_other": _l("Counts only together with “%(other)s”."),
    "too_old": _l("Counts only below the age of %(other)s."),
}


def why_not(one: Counted) -> str:
    """Return why a line claimed gives no points."""
    line = next((line for line in one.criterion.lines if line.id == one.against), None)
    other = text(line.label) if line else one.against
    return str(_WHY_NOT[one.why_not]) % {"other": other}
