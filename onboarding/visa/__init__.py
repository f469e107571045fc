"""Visa paperwork: passports and names, statuses of residence, points, forms, legal clocks."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding import jobs
from onboarding.cases.registry import (
    Hold,
    Panel,
    check_with,
    hold_papers,
    page_about,
    panel_for,
    registry,
)


def register(app: Flask) -> None:
    """Add the words of visa paperwork to every template."""
    from onboarding.visa.adviser.words import why_not
    from onboarding.visa.agents import demo as agents_demo
    from onboarding.visa.agents import views as agents
    from onboarding.visa.agents.words import permission_word, status_name, watched_word
    from onboarding.visa.clocks import views as changes
    from onboarding.visa.clocks import watch_views as watch
    from onboarding.visa.family import views as family
    from onboarding.visa.filing import views
    from onboarding.visa.letters import names_views as names
    from onboarding.visa.letters import views as letters
    from onboarding.visa.parcels import jobs as parcel_jobs
    from onboarding.visa.parcels import views as parcel_views
    from onboarding.visa.passport.words import birth_word, doubt_word
    from onboarding.visa.points import views as points

    for module in (changes, watch, views, family, letters, names, parcel_views, agents, points):
        app.register_blueprint(module.blueprint)
    jobs.sweeper(parcel_jobs.sweep)
    words = (why_not, birth_word, doubt_word, permission_word, status_name, watched_word)
    app.jinja_env.globals.update({word.__name__: word for word in words})
    app.extensions.setdefault("demo_loaders", []).append(agents_demo.add_agents)


def _join_cases() -> None:
    """Take part in every case and every check of the definitions, once, on import."""
    from onboarding.cases.names import DISPLAY
    from onboarding.cases.narrating import words_for
    from onboarding.cases.registry import days_from, follow
    from onboarding.visa.adviser import keeping
    from onboarding.visa.adviser.chosen import ADVISED
    from onboarding.visa.agents.service import CHOSEN
    from onboarding.visa.agents.words import tell_chosen
    from onboarding.visa.checking import rule_faults
    from onboarding.visa.clocks.agents import papers_of_agents
    from onboarding.visa.clocks.calendar import days
    from onboarding.visa.clocks.queries import watch_also
    from onboarding.visa.clocks.views import may_tell
    from onboarding.visa.letters import consents
    from onboarding.visa.letters.names_views import may_name
    from onboarding.visa.passport.keeping import keep_birth
    from onboarding.visa.points import recounting

    _offer_panels()
    _prepare_papers()
    words_for(CHOSEN, tell_chosen)
    registry.brings("beside", "status_advice", possible=keeping.POINTS, where="advice.wants_hsp")
    kept = (*consents.FIELDS, *ADVISED, *recounting.FIELDS)
    registry.read_by |= {"advice.within_three_months", DISPLAY, *kept}
    days_from(days)
    watch_also(papers_of_agents)
    page_about(_l("Something has changed?"), "changes.show", may_tell)
    page_about(_l("Names"), "names.page", may_name)
    follow(keeping.keep_points)
    follow(keep_birth)
    check_with(rule_faults)
    _say_faults()


def _say_faults() -> None:
    """Give the faults of the rule tables their sentences."""
    from onboarding.cases.faults import say_fault

    say_fault("not_an_option", _l("There should be a Japanese and an English text here."))
    say_fault(
        "points_file_named_otherwise",
        _l("The file “%(first)s” should carry the day of its table, %(second)s, in its name."),
    )
    say_fault("unknown_status", _l("There is no status of residence “%(first)s”."))
    say_fault("unknown_maker", _l("Nothing puts “%(first)s” together; %(rest)s could be."))


def _prepare_papers() -> None:
    """Work out what papers of visa paperwork print, and confirm those that concern no case."""
    from onboarding.documents.preparing import prepare_with
    from onboarding.documents.service import confirm_also
    from onboarding.visa.agents.applying import confirmed
    from onboarding.visa.filing.holding import stands_against
    from onboarding.visa.forms import printing
    from onboarding.visa.points import sheet

    prepare_with(printing.RESEARCHER, printing.researcher_values)
    prepare_with(printing.FAMILY, printing.family_values)
    about = (_l("an application nothing stands against"), "filing.application")
    hold_papers((printing.RESEARCHER, printing.FAMILY), Hold("preflight", stands_against, *about))
    prepare_with(sheet.NAME, sheet.sheet_values)
    confirm_also(confirmed)


def _offer_panels() -> None:
    """Offer the panels that forms may have beside their questions."""
    from onboarding.visa.adviser import panel as adviser
    from onboarding.visa.agents import panel as agents
    from onboarding.visa.filing.holding import PANEL
    from onboarding.visa.filing.showing import show_filing
    from onboarding.visa.passport import panel as passport

    where = ("visa.residence_status", "visa/_chosen.html")
    panel_for("status_advice", Panel("visa/_advice.html", adviser.show, adviser.fill, *where))
    panel_for(PANEL, Panel("visa/_filing.html", show_filing))
    asks = ("passport.name_confirmed", "member.name_confirmed")
    for name, asked in zip(passport.PANELS, asks, strict=True):
        panel_for(name, Panel("visa/_passport.html", passport.show, passport.fill, asked))
    for what in agents.OFFERED:
        panel_for(f"who_may_file_{what}", Panel("visa/_who_may_file.html", agents.show(what)))


_join_cases()
