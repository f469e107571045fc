"""Pages of rehearsals: asking for one, watching it, its charts and tables, beside another one."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.database import db
from onboarding.engine.definition import Source
from onboarding.engine.errors import FaultyDefinition
from onboarding.people.gate import current_person, holding, now, today
from onboarding.rehearsal import chart, service, telling
from onboarding.rehearsal.clockwork.figures import Figures, Weeks
from onboarding.rehearsal.forms import form_for, usual
from onboarding.rehearsal.models import Rehearsed
from onboarding.rehearsal.reading import season_of
from onboarding.rehearsal.rehearsing import names_of
from onboarding.rehearsal.tables import steps_csv, weeks_csv
from onboarding.web.numbers import row_number
from onboarding.web.pages import Link, add_link
from onboarding.web.speaking import reader_language

blueprint = Blueprint("rehearsal", __name__)
READERS = ("office", "admin")
TABLES = {"weeks": weeks_csv, "steps": steps_csv}
add_link(Link("rehearsal.ask", _l("Rehearsal"), frozenset(READERS), 60))


@blueprint.route("/rehearsals", methods=["GET", "POST"])
@holding(*READERS)
def ask() -> ResponseReturnValue:
    """Show the rehearsals there are, and start another one."""
    like = _known(request.args.get("like", type=row_number))
    wanted = service.settings_of(like) if like else usual(library(), today())
    form = form_for(library(), reader_language(), wanted)
    if form.validate_on_submit():
        beside = request.form.get("beside", type=row_number)
        found = service.start(form.settings(), by=current_person(), at=now(), beside=beside)
        return redirect(url_for(".show", rehearsal_id=found.id), 303)
    page = render_template(
        "rehearsal/ask.html",
        form=form,
        like=like,
        rehearsals=service.newest(),
        settings_of=service.settings_of,
        names=names_of(library(), reader_language()),
    )
    return page, 422 if form.errors else 200


def _known(id: int | None) -> Rehearsed | None:
    return db.session.get(Rehearsed, id) if id else None


@blueprint.get("/rehearsals/<int:rehearsal_id>")
@holding(*READERS)
def show(rehearsal_id: int) -> ResponseReturnValue:
    """Show how far a rehearsal is, or what came of it."""
    found = _found(rehearsal_id)
    figures = service.figures_of(found)
    if figures is None:
        fragment = request.headers.get("HX-Request")
        template = "rehearsal/_waiting.html" if fragment else "rehearsal/waiting.html"
        return render_template(template, found=found)
    if request.headers.get("HX-Request"):
        return "", 200, {"HX-Refresh": "true"}
    beside = _known(found.beside_id)
    before = service.figures_of(beside) if beside else None
    return render_template(
        "rehearsal/show.html",
        found=found,
        beside=beside,
        figures=figures,
        before=before,
        settings=service.settings_of(found),
        names=names_of(library(), reader_language()),
        stack=chart.stacked(figures),
        small=_small_charts(figures, before),
        month=_month,
        sources=list(_sources()),
        telling=telling,
        chart=chart,
    )


def _found(id: int) -> Rehearsed:
    found = db.session.get(Rehearsed, id)
    if found is None:
        abort(404)
    return found


def _small_charts(figures: Figures, before: Figures | None) -> list[chart.Small]:
    """Return a chart for every role; of two rehearsals of other weeks only the own one."""
    same = before if before and before.weeks == figures.weeks else None
    others: dict[str, Weeks] = {one.who: one for one in same.roles} if same else {}
    return [chart.small(one, figures.weeks, others.get(one.who)) for one in figures.roles]


def _sources() -> Iterator[tuple[str, Source]]:
    """Return what the numbers of a season are about and where they come from."""
    words = {
        "months": _("When stays begin"),
        "lengths": _("How long stays are, and how early their cases are opened"),
        "programmes": _("How many arrivals each programme has"),
        "outcomes": _("How often a step ends otherwise"),
        "work": _("Minutes of work"),
    }
    fields, language = library().fields, reader_language()
    for name, source in _season_sources().items():
        field = fields.get(name)
        yield words.get(name) or (field.label.in_(language) if field else name), source


def _season_sources() -> Mapping[str, Source]:
    """Return the sources of the season as it is now; none where it was taken away."""
    try:
        return season_of(current_app.extensions["settings"].workflows, library()).sources
    except FaultyDefinition:
        return {}


def _month(week: str) -> str:
    """Write the month of a week in few letters."""
    return str(format_date(date.fromisoformat(week), "MMM"))


@blueprint.get("/rehearsals/<int:rehearsal_id>/<any(weeks, steps):table>.csv")
@holding(*READERS)
def download(rehearsal_id: int, table: str) -> ResponseReturnValue:
    """Send the weeks or the steps of a rehearsal as a file Excel opens."""
    figures = service.figures_of(_found(rehearsal_id))
    if figures is None:
        abort(404)
    names: dict[str, Any] = {one: names_of(library(), one) for one in ("en", "ja")}
    text = TABLES[table](figures, names)
    answer = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    name = f"rehearsal-{rehearsal_id}-{table}.csv"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
