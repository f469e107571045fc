"""Pages about classes: which there are, who sits in one and who waits, describing one."""

from itertools import groupby
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from onboarding.cases.recording import By
from onboarding.classes import service
from onboarding.classes.fitting import Filled
from onboarding.classes.forms import CourseForm
from onboarding.classes.models import Course
from onboarding.classes.queries import (
    courses_before,
    courses_from,
    filled_course,
    find_course,
    levels,
    line_of,
)
from onboarding.engine.definition import Text
from onboarding.people.gate import current_person, held, holding, holds, now, today
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("classes", __name__)
READERS = ("classes", "office")
add_link(Link("classes.courses", _l("Japanese classes"), frozenset(READERS), 50))


def level_names() -> dict[str, Any]:
    """Return level → its name in both languages."""
    return {option.id: option.label for option in levels()}


def may_name() -> Any:
    """Return a function that says whether the reader may see a case's name here."""
    here = {one.department_id for one in held() if one.role in READERS}
    return lambda case: None in here or case.department_id in here


@blueprint.get("/classes")
@holding(*READERS)
def courses() -> ResponseReturnValue:
    """Show the classes of this and coming terms, or those of the past."""
    past = request.args.get("past") == "1"
    found = courses_before(today()) if past else courses_from(today())
    return render_template(
        "classes/courses.html",
        terms=[(term, list(group)) for term, group in groupby(found, _term)],
        past=past,
        levels=level_names(),
        may_change=holds("classes"),
    )


def _term(filled: Filled) -> Text:
    return Text(filled.course.term_en, filled.course.term_ja)


@blueprint.get("/classes/<int:course_id>")
@holding(*READERS)
def course(course_id: int) -> ResponseReturnValue:
    found = _found(course_id)
    line = line_of(found.id)
    return render_template(
        "classes/course.html",
        course=found,
        filled=filled_course(found),
        sitting=[standing for standing in line if standing.seat],
        waiting=[standing for standing in line if standing.place],
        levels=level_names(),
        may_change=holds("classes"),
        may_name=may_name(),
    )


def _found(course_id: int) -> Course:
    course = find_course(course_id)
    if course is None:
        abort(404)
    return course


@blueprint.route("/classes/new", methods=["GET", "POST"])
@holding("classes")
def new_course() -> ResponseReturnValue:
    form = CourseForm()
    if form.validate_on_submit():
        added = service.add_course(form.values())
        flash(_("Class added."))
        return redirect(url_for(".course", course_id=added.id), 303)
    page = render_template("classes/course_form.html", form=form, course=None)
    return page, 422 if form.errors else 200


@blueprint.route("/classes/<int:course_id>/edit", methods=["GET", "POST"])
@holding("classes")
def edit_course(course_id: int) -> ResponseReturnValue:
    course = _found(course_id)
    form = CourseForm(obj=course, course_id=course.id)
    if form.validate_on_submit() and _change(course.id, form):
        flash(_("Saved. Registrations of who sits in the class are made anew where needed."))
        return redirect(url_for(".course", course_id=course_id), 303)
    page = render_template("classes/course_form.html", form=form, course=_found(course_id))
    return page, 422 if form.errors else 200


def _change(course_id: int, form: CourseForm) -> bool:
    """Change a course; where that cannot be, say why beside the input."""
    try:
        service.change_course(course_id, form.values(), by=By(current_person(), now()))
    except service.SeatsTaken as refusal:
        sentence = ngettext(
            "%(num)s seat is taken already; there cannot be fewer.",
            "%(num)s seats are taken already; there cannot be fewer.",
            refusal.taken,
        )
        form.seats.errors = [sentence]
        return False
    return True
