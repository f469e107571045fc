"""The office: its desk, its lists, imports, acts on many cases at once."""

from flask import Flask

from onboarding import jobs
from onboarding.web.refusals import register_kind


def register(app: Flask) -> None:
    """Add the pages of the office."""
    from onboarding.office import new_case_views, views
    from onboarding.office.bulk import jobs as batch_jobs
    from onboarding.office.bulk import views as batch_views
    from onboarding.office.demo import loading as demo
    from onboarding.office.importing import jobs as import_jobs
    from onboarding.office.importing import service as imports
    from onboarding.office.importing import views as import_views
    from onboarding.office.papertrail import joining as papertrail
    from onboarding.office.reuse import service as reuse
    from onboarding.office.reuse import views as reuse_views

    jobs.sweeper(batch_jobs.sweep)
    jobs.sweeper(import_jobs.sweep)
    register_kind(app, imports.MovedOn)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(batch_views.blueprint)
    app.register_blueprint(import_views.blueprint)
    app.register_blueprint(new_case_views.blueprint)
    papertrail.register(app)
    app.register_blueprint(reuse_views.blueprint)
    jobs.sweeper(reuse.sweep)
    demo.show_people(app)
