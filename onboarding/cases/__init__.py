"""The case: facts, history, checklist, and the forms built from fields."""

from flask import Flask

from onboarding import jobs as queue


def register(app: Flask) -> None:
    """Add the pages, sentences and uploads of cases."""
    from onboarding.cases import file_views, filed, jobs, people_views, staff_views, steps, views
    from onboarding.cases.by_law import by_law, missed_here
    from onboarding.cases.checklist import item_name
    from onboarding.cases.names import full_name
    from onboarding.cases.planning import too_early, usual_time
    from onboarding.cases.waiting import opens_on
    from onboarding.cases.wording import said

    for module in (views, staff_views, file_views, people_views):
        app.register_blueprint(module.blueprint)
    app.jinja_env.globals.update(
        too_early=too_early, usual_time=usual_time, passport_name=full_name
    )
    app.jinja_env.globals.update(
        step_url=views.step_url,
        lacks_of=views.lacks_of,
        held_url=views.held_url,
        item_name=item_name,
        file_answering=filed.file_answering,
        opens_on=opens_on,
        said=said,
        by_law=by_law,
        missed_here=missed_here,
    )
    app.extensions.setdefault("upload_keepers", []).append(steps.keep_uploads)
    for sweep in (jobs.sweep_documents, jobs.sweep_day, filed.sweep_files):
        queue.sweeper(sweep)
    _say_refusals(app)


def _say_refusals(app: Flask) -> None:
    """Put the refusals of cases into words, once."""
    from flask_babel import lazy_gettext as _l

    from onboarding.cases.papers import PaperNotReady
    from onboarding.cases.recording import ChangedMeanwhile
    from onboarding.web.refusals import refusal, register_kind

    refusal(
        PaperNotReady, 409, _l("The document of this step is not ready yet, or is out of date.")
    )
    refusal(ChangedMeanwhile, 409, _l("Somebody else changed the same facts meanwhile."))
    for kind in (PaperNotReady, ChangedMeanwhile):
        register_kind(app, kind)
