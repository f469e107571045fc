"""The desk of the offices, the decisions of heads, and everybody's own cases."""

from datetime import date
from functools import lru_cache, wraps
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from onboarding.cases.library import library
from onboarding.cases.policies import GUESTS, STAFF
from onboarding.office.desk import OF_CASES, TABS, Desk, Filters
from onboarding.office.desk_queries import PAGE, by_role, cases, counts, open_steps, search
from onboarding.office.lines import Labels, labels, step_rows, step_titles
from onboarding.office.mine import deciding_roles, decisions_for, parts_of, shut_cases
from onboarding.people.gate import (
    View,
    ask_to_sign_in,
    current_person,
    held,
    here_id,
    holding,
    signed_in,
    today,
    visitor,
)
from onboarding.people.queries import department_rows
from onboarding.visa.agents.queries import to_tell
from onboarding.web.numbers import row_number
from onboarding.web.pages import Link, add_link, page
from onboarding.web.speaking import reader_language

blueprint = Blueprint("office", __name__)
OFFICES = tuple(sorted(STAFF))
add_link(Link("office.desk", _l("Desk"), STAFF, 10))
add_link(Link("office.decisions", _l("Decisions"), frozenset({"head"}), 20, also=deciding_roles))
add_link(Link("accounts.deputies", _l("Deputies"), STAFF | {"head", "admin"}, 80))
add_link(Link("accounts.people", _l("People"), frozenset({"admin"}), 85))
add_link(Link("office.mine", _l("My cases"), frozenset(), 30))


def deciding(view: View) -> View:
    """Let in whoever decides something somewhere, as head or as the definitions say."""

    @wraps(view)
    def inside(*args: Any, **kwargs: Any) -> Any:
        if visitor() is None:
            return ask_to_sign_in()
        if not deciding_roles(one.role for one in held()):
            abort(403)
        return view(*args, **kwargs)

    inside.gate = "deciding"  # type: ignore[attr-defined]
    return cast("View", inside)


@blueprint.get("/desk")
@holding(*OFFICES)
def desk() -> ResponseReturnValue:
    here = Desk(tuple(one for one in held() if one.role in STAFF), here_id(), today())
    query = request.args.get("q", "").strip()[:100]
    tab = request.args.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    filters, places = read_filters(request.args), department_rows()
    found, words = _rows(here, tab, filters, query), reader_language()
    figures = counts(here, filters.department)
    rows = _without_shut(found[:PAGE], here.person_id) if figures.shut else found[:PAGE]
    names = labels(library(), words, places)
    by_step = not query and tab not in OF_CASES
    drawn = step_rows(rows if by_step else (), names, here.today, with_role=tab != "mine")
    return render_template(
        "office/_list.html" if request.headers.get("HX-Request") else "office/desk.html",
        tab=tab,
        query=query,
        filters=filters,
        filter_form=filter_form(words, tab, filters, names),
        counts=figures,
        rows=rows,
        lines=drawn,
        with_filing="office" in here.roles,
        today=here.today,
        next_page=next_page(tab, filters, found),
        waiting=by_role(here, filters.department) if tab == "others" and not query else (),
        names=names,
        agents=to_tell(here.today) if tab == "mine" and "office" in here.roles else (),
    )


def filter_form(language: str, tab: str, filters: Filters, names: Labels) -> Markup:
    """Return the filters of the desk; the same choice of the same names is drawn once."""
    chosen = (filters.department or 0, filters.programme, filters.step, filters.late)
    return _filter_form(language, tab, chosen, tuple(names.departments.items()))


@lru_cache(maxsize=512)
def _filter_form(
    language: str,
    tab: str,
    chosen: tuple[int, str, str, str],
    departments: tuple[tuple[int, str], ...],
) -> Markup:
    department, programme, step, late = chosen
    return Markup(
        render_template(
            "office/_filter.html",
            tab=tab,
            chosen={"department": department, "programme": programme, "step": step, "late": late},
            departments=departments,
            programmes=[p for p in library().programmes.values() if not p.umbrella],
            step_titles=step_titles(library()),
        )
    )


def _rows(here: Desk, tab: str, filters: Filters, query: str) -> list[Any]:
    if query:
        return search(here, query)
    return cases(here, tab, filters) if tab in OF_CASES else open_steps(here, tab, filters)


def _without_shut(rows: list[Any], person_id: int) -> list[Any]:
    """Leave out the cases a conflict of interest closes for a person."""
    shut = shut_cases(person_id)
    return [row for row in rows if getattr(row, "case_id", row.id) not in shut]


def next_page(tab: str, filters: Filters, rows: list[Any]) -> str:
    """Return the address of the page after these rows; empty on the last."""
    if len(rows) <= PAGE:
        return ""
    last = rows[PAGE - 1]
    after = f"{last.starts_on if tab in OF_CASES else last.due}.{last.id}"
    return f"{page('office.desk')}?{urlencode({'tab': tab, 'after': after, **filters.as_query})}"


def read_filters(args: MultiDict[str, str]) -> Filters:
    """Read the filters of an address; what makes no sense is left out."""
    day, _, id = args.get("after", "").partition(".")
    try:
        start = (date.fromisoformat(day), row_number(id)) if id else None
    except ValueError:
        start = None
    late = args.get("late", "")
    return Filters(
        department=args.get("department", type=row_number),
        programme=args.get("programme", "")[:60],
        step=args.get("step", "")[:120],
        late=late if late in ("late", "soon") else "",
        after=start,
    )


@blueprint.get("/decisions")
@deciding
def decisions() -> ResponseReturnValue:
    """Show whoever decides what waits for them, and what was decided lately."""
    waiting, decided = decisions_for(held(), here_id())
    return render_template(
        "office/decisions.html",
        waiting=waiting,
        decided=decided,
        step_titles=step_titles(library()),
    )


@blueprint.get("/my")
@signed_in
def mine() -> ResponseReturnValue:
    """Show everybody the cases they have a part in, with what is theirs to do."""
    rows = parts_of(current_person())
    if len(rows) == 1 and rows[0].roles & GUESTS:
        return redirect(url_for("cases.show", case_id=rows[0].case.id))
    return render_template("office/mine.html", rows=rows, step_titles=step_titles(library()))
