"""Papers on request: every paper of a case on one page, asked for and made anew there."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding.cases.policies import may_keep_record
from onboarding.cases.registry import follow, page_about


def register(app: Flask) -> None:
    """Add the page of papers, its way from every case, its refusals."""
    from onboarding.papers import service, views
    from onboarding.web.refusals import refusal, register_kind

    app.register_blueprint(views.blueprint)
    refusal(service.NothingToReplace, 409, _l("There is no paper yet that could be made anew."))
    refusal(service.MadeAlready, 409, _l("This paper is made already, so it stays."))
    for kind in (service.NothingToReplace, service.MadeAlready):
        register_kind(app, kind)


def _join_cases() -> None:
    """Take part in every case, once, on import."""
    from onboarding.papers.enclosing import keep_up

    page_about(_l("All papers"), "papers.show", may_keep_record)
    follow(keep_up)


_join_cases()
