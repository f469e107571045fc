"""Interviews: the panel, conflicts of interest, blind scores."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding.cases.policies import JUDGES, UNSETTLED
from onboarding.cases.registry import (
    case_page_for,
    check_with,
    follow,
    page_for,
    part_done_by,
    registry,
)
from onboarding.engine.kinds import StepKind

FIGURES = frozenset(
    {
        *("interview.panel_size", "interview.members", "interview.chair", "interview.mean"),
        *("interview.spread", "interview.agreement", "interview.results"),
    }
)
_NOT_ALWAYS = frozenset({"interview.chair", "interview.agreement"})
_OF_LINES = frozenset(
    f"criterion.{name}" for name in ("name", "name_ja", "weight", "mean", "range")
)

registry.register(StepKind("evaluation", {"rubric": True}, asks=False))
registry.allow("allocates", "panel")
registry.tuned_by.add("panel_size")
registry.brings(
    "kind", "evaluation", certain=FIGURES - _NOT_ALWAYS, possible=_NOT_ALWAYS | _OF_LINES
)
page_for("panel", "panel.show")
page_for("evaluation", "scores.show")
page_for("decision.about", "verdict.show")
case_page_for(JUDGES | {UNSETTLED}, "scores.candidate")


def register(app: Flask) -> None:
    """Add the pages of interviews, their words, their part in every case and in the demo."""
    from onboarding.interviews import demo, panel_views, score_views, verdict_views
    from onboarding.interviews.naming import person_about
    from onboarding.interviews.refusals import say_refusals
    from onboarding.interviews.words import ineligible_word, member_word, say_history

    for module in (panel_views, score_views, verdict_views):
        app.register_blueprint(module.blueprint)
    say_refusals(app)
    say_history()
    app.jinja_env.globals.update(
        person_about=person_about, ineligible_word=ineligible_word, member_word=member_word
    )
    players = app.extensions.setdefault("demo_players", {})
    players["panel"], players["evaluation"] = demo.name_panel, demo.score


def _join_cases() -> None:
    """Take part in every case and every check of the definitions, once, on import."""
    from onboarding.cases.faults import say_fault
    from onboarding.interviews.checking import rubric_faults
    from onboarding.interviews.outcome import keep_figures
    from onboarding.interviews.queries import handed_in

    check_with(rubric_faults)
    say_fault(
        "weights_not_100", _l("The weights add up to %(first)s; they are shares of 100 together.")
    )
    follow(keep_figures)
    part_done_by("evaluation", handed_in)


_join_cases()
