"""What cannot be done around a panel: small exceptions carrying facts, and their sentences."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding.people.models import Person
from onboarding.web.refusals import refusal, register_kind


class PanelRefusal(Exception):
    """Something that cannot be done with a panel now."""


class PanelTooSmall(PanelRefusal):
    """Fewer members than the programme asks for; `least` says how many."""

    def __init__(self, least: int) -> None:
        self.least = least
        super().__init__(str(least))


class ChairMissing(PanelRefusal):
    """Nobody on the panel is its chair, or more than one."""


class NotEligible(PanelRefusal):
    """Somebody cannot sit on this panel; `why` is a key of `ineligible_words`."""

    def __init__(self, person: Person, why: str) -> None:
        self.person, self.why = person, why
        super().__init__(why)


class ScoresAreIn(PanelRefusal):
    """Their scores of this round are in: they stay as they are, and so do they."""


class NotDeclared(PanelRefusal):
    """They have not declared yet, or a soft conflict of theirs waits to be settled."""


class NotOnPanel(PanelRefusal):
    """They are not, or no longer, a member of this panel."""


class ReasonMissing(PanelRefusal):
    """A change that everybody will ask about needs its reason."""


class FiguresFollow(PanelRefusal):
    """Figures follow from the scores; nobody corrects them by hand."""


_SENTENCES = {
    PanelTooSmall: (422, _l("The panel has too few members.")),
    ChairMissing: (422, _l("Choose one member as chair.")),
    NotEligible: (422, _l("One of these people cannot sit on this panel.")),
    ScoresAreIn: (409, _l("These scores are in already; they stay as they were handed in.")),
    NotDeclared: (403, _l("Declare first whether you have a conflict of interest.")),
    NotOnPanel: (403, _l("You are not a member of this panel.")),
    ReasonMissing: (422, _l("Give the reason; it stays in the history.")),
    FiguresFollow: (
        409,
        _l("Means and spreads follow from the scores of the panel and cannot be corrected."),
    ),
}


def say_refusals(app: Flask) -> None:
    """Put them into words, once."""
    for kind, (status, sentence) in _SENTENCES.items():
        refusal(kind, status, sentence)
    register_kind(app, PanelRefusal)
