"""Pages about rooms: which there are, who lives where and when, describing one."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.housing import service
from onboarding.housing.forms import RoomForm
from onboarding.housing.models import Room
from onboarding.housing.nights import Period, columns
from onboarding.housing.queries import (
    coming_next,
    find_room,
    in_question,
    leaving_next,
    room_lines,
    stays_in,
    visible_departments,
)
from onboarding.people.gate import held, holding, holds, today
from onboarding.web.pages import Link, add_link
from onboarding.web.speaking import reader_language

blueprint = Blueprint("housing", __name__)
READERS = ("housing", "office")
add_link(Link("housing.rooms", _l("Rooms"), frozenset(READERS), 40))


@blueprint.get("/housing")
@holding(*READERS)
def rooms() -> ResponseReturnValue:
    months = 3 if request.args.get("by") == "quarter" else 1
    persons = min(max(request.args.get("persons", 0, type=int), 0), 20)
    start = _month(request.args.get("from", ""))
    boxes = columns(start, months)
    return render_template(
        "housing/rooms.html",
        lines=room_lines(boxes, today(), persons=persons),
        boxes=boxes,
        start=start,
        months=months,
        persons=persons,
        questions=in_question(),
        leaving=leaving_next(today()),
        coming=coming_next(today()),
        month=month_name,
        box_label=box_label,
        **_reader(),
    )


def month_name(day: date) -> str:
    """Write a month with its year."""
    pattern = {"ja": "y年M月", "en": "MMMM y"}[reader_language()]
    return str(format_date(day, pattern, locale=reader_language()))


def box_label(period: Period) -> str:
    """Write the months of a box in as few letters as can be understood."""
    language = reader_language()
    last = period.leaving - timedelta(days=1)
    names = [format_date(day, "MMM", locale=language) for day in (period.first, last)]
    if names[0] == names[1]:
        return str(names[0])
    return f"{names[0].removesuffix('月')}–{names[1]}"


def _month(text: str) -> date:
    """Return the first of the month typed as `2027-04`, else of this month."""
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return today().replace(day=1)
    return found if 2000 <= found.year <= 2200 else today().replace(day=1)


def _reader() -> dict[str, Any]:
    """Return what the pages need to know of who reads them."""
    departments = visible_departments(held())

    def may_name(case: Any) -> bool:
        return departments is None or case.department_id in departments

    return {"may_name": may_name, "may_change": holds("housing"), "today": today()}


@blueprint.get("/housing/rooms/<int:room_id>")
@holding(*READERS)
def room(room_id: int) -> ResponseReturnValue:
    found = _found(room_id)
    return render_template("housing/room.html", room=found, stays=stays_in(found), **_reader())


def _found(room_id: int) -> Room:
    room = find_room(room_id)
    if room is None:
        abort(404)
    return room


@blueprint.route("/housing/rooms/new", methods=["GET", "POST"])
@holding("housing")
def new_room() -> ResponseReturnValue:
    form = RoomForm()
    if form.validate_on_submit():
        room = service.add_room(form.values())
        flash(_("Room added."))
        return redirect(url_for(".room", room_id=room.id), 303)
    page = render_template("housing/room_form.html", form=form, room=None)
    return page, 422 if form.errors else 200


@blueprint.route("/housing/rooms/<int:room_id>/edit", methods=["GET", "POST"])
@holding("housing")
def edit_room(room_id: int) -> ResponseReturnValue:
    room = _found(room_id)
    form = RoomForm(obj=room, room_id=room.id)
    if form.validate_on_submit():
        service.change_room(room.id, form.values())
        flash(_("Saved."))
        return redirect(url_for(".room", room_id=room.id), 303)
    page = render_template("housing/room_form.html", form=form, room=room)
    return page, 422 if form.errors else 200
