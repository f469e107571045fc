"""Two rehearsals for the demo: a small season as it is, and with a slower agency beside it."""

from collections.abc import Mapping, Sequence

from flask import current_app

from onboarding.cases.library import library
from onboarding.engine.errors import FaultyDefinition
from onboarding.people.gate import now, today
from onboarding.people.models import Department, Person
from onboarding.rehearsal import service
from onboarding.rehearsal.clockwork.season import Settings
from onboarding.rehearsal.forms import usual
from onboarding.rehearsal.rehearsing import prepared, rehearse

_ARRIVALS = 30
_SLOWER = {"visa.coe_result": 100}


def add_rehearsals(departments: Sequence[Department], staff: Mapping[str, Person]) -> None:
    """Add both, done; none where the institution has no season to rehearse."""
    folder = current_app.extensions["settings"].workflows
    like = usual(library(), today())
    known = {step.key for workflow in library().current() for step in workflow.steps}
    slower = {step: days for step, days in _SLOWER.items() if step in known}
    seasons = [Settings(like.programmes, _ARRIVALS, like.first, like.seed)]
    seasons.append(Settings(like.programmes, _ARRIVALS, like.first, like.seed, slower))
    beside = None
    for settings in seasons:
        try:
            figures = rehearse(prepared(library(), folder, settings))
        except FaultyDefinition:
            return
        beside = service.start(settings, by=staff["office"], at=now(), beside=beside).id
        service.keep(beside, figures)
