"""Versions of workflows: published and frozen, compared, and running cases moved to them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding import jobs
from onboarding.cases.faults import say_fault
from onboarding.cases.library import look_with
from onboarding.people.queries import read_along


def register(app: Flask) -> None:
    """Add the pages of workflows, and have every process notice what is published."""
    from onboarding.publishing import views
    from onboarding.publishing.editing import checklist_views
    from onboarding.publishing.editing import views as editing_views
    from onboarding.publishing.moving import jobs as move_jobs
    from onboarding.publishing.moving import views as move_views
    from onboarding.publishing.moving.words import say_history
    from onboarding.publishing.refusals import say_refusals

    jobs.sweeper(move_jobs.sweep)
    for module in (views, editing_views, checklist_views, move_views):
        app.register_blueprint(module.blueprint)
    say_refusals(app)
    say_history()


def _join_in() -> None:
    """Look for published versions wherever definitions are read, once, on import."""
    from onboarding.publishing import store
    from onboarding.publishing.queries import GENERATION

    look_with(store.look)
    read_along(GENERATION, store.heed)


say_fault(
    "version_edited",
    _l(
        "“%(first)s” is published and never changes, but this file is not what was published "
        "(fingerprint %(fourth)s instead of %(third)s). Put the published text back, or save "
        "the file as “%(second)s” with its new version number."
    ),
)
say_fault(
    "version_edited_in_demo",
    _l(
        "“%(first)s” is in use and never changes, but this file is not what the demo began with "
        "(fingerprint %(fourth)s instead of %(third)s). Put the text back, save the file as "
        "“%(second)s” with its new version number, or remove the data folder so that the demo "
        "begins anew."
    ),
)
say_fault(
    "id_stays",
    _l("The id has to stay “%(first)s”: cases and programmes know the workflow by it."),
)
_join_in()
