"""The office: its desk, its lists, imports, acts on many cases at once."""

from flask import Flask

from onboarding import jobs
from onboarding.web.refusals import register_kind


def register(app: Flask) -> None:
    """Add the pages of the office."""
    from onboarding.office import (
        batch_jobs,
        batch_views,
        demo,
        import_jobs,
        import_views,
        imports,
        new_case_views,
        views,
    )

    jobs.sweeper(batch_jobs.sweep)
    jobs.sweeper(import_jobs.sweep)
    register_kind(app, imports.MovedOn)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(batch_views.blueprint)
    app.register_blueprint(import_views.blueprint)
    app.register_blueprint(new_case_views.blueprint)
    demo.show_people(app)
