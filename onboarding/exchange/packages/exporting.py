"""A programme of this institution as a package."""

from datetime import datetime

from onboarding.cases.library import library
from onboarding.exchange.packages import institution
from onboarding.exchange.packages.closing import closure
from onboarding.exchange.packages.writing import write


def export(programme: str, at: datetime) -> str:
    """Return a programme with all it needs as one file.

    Raises:
        NoSuchProgramme: there is none with cases of that name.
    """
    items = closure(programme, institution.here().items, library())
    day = at.astimezone(institution.settings().zone).date()
    title = library().programmes[programme].title
    return write(programme, items, title=title, origin=institution.origin(), made_on=day)
