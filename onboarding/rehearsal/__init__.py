"""Rehearsals: a season of invented arrivals played through the engine, before it comes."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding.cases.faults import say_fault
from onboarding.cases.registry import check_with
from onboarding.rehearsal.reading import season_faults

check_with(season_faults)
say_fault(
    "not_in_order", _l("The lowest number comes first, then the usual one, then the highest.")
)


def register(app: Flask) -> None:
    """Add the pages of rehearsals."""
    from onboarding import jobs
    from onboarding.rehearsal import demo, views
    from onboarding.rehearsal import jobs as own_jobs

    jobs.sweeper(own_jobs.sweep)
    app.register_blueprint(views.blueprint)
    app.extensions.setdefault("demo_loaders", []).append(demo.add_rehearsals)
