"""Export control: lists that people are screened against, the worksheet of a verdict, records."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding.cases.registry import Panel, check_with, follow, page_about, panel_for


def register(app: Flask) -> None:
    """Add the pages of export control, their words, and the worker's sweep."""
    from onboarding import jobs
    from onboarding.security import demo, keeping, told_views, views, words
    from onboarding.security import jobs as own_jobs

    app.register_blueprint(views.blueprint)
    app.register_blueprint(told_views.blueprint)
    app.jinja_env.globals.update(
        judged_word=words.judged_word,
        cause_word=words.cause_word,
        cause_title=words.cause_title,
        hit_word=words.hit_word,
        export_words=words,
    )
    jobs.sweeper(own_jobs.sweep)
    keeping.guard()
    app.extensions.setdefault("demo_loaders", []).append(demo.load_list)


def _join_cases() -> None:
    """Take part in every case and every check of the definitions, once, on import."""
    from onboarding.security import panel
    from onboarding.security.following import follow_case
    from onboarding.security.rules import rule_faults
    from onboarding.security.told_views import may_tell_export

    sheet = Panel("security/_worksheet.html", panel.show, panel.fill, "export.end_user_list")
    panel_for("export_screening", sheet)
    follow(follow_case)
    page_about(_l("A change for export control"), "export_told.tell", may_tell_export)
    check_with(rule_faults)


_join_cases()
