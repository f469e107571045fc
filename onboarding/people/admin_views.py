"""Who may do what where, and who stands in for whom."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from onboarding.database import db
from onboarding.people import service
from onboarding.people.forms import DeputyForm, PersonForm
from onboarding.people.gate import current_person, holding, holds, signed_in, today
from onboarding.people.models import Department, Deputy, Grant, Person
from onboarding.people.queries import colleagues, departments, deputyships, staff

blueprint = Blueprint("accounts", __name__)


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "ja"


def _roles() -> list[tuple[str, str]]:
    """Return the roles somebody can be granted, with their names."""
    roles = current_app.extensions["library"].roles
    names = {"admin": _("Administrator"), "panel": _("Panel member")}
    labels = {id: role.label.in_(_language()) for id, role in roles.items()} | names
    return [(id, labels[id]) for id in service.grantable(roles.values())]


def _department_choices() -> list[tuple[int, str]]:
    names = [(d.id, d.name_ja if _language() == "ja" else d.name_en) for d in departments()]
    return [(0, _("All departments")), *names]


@blueprint.route("/people", methods=["GET", "POST"])
@holding("admin")
def people() -> ResponseReturnValue:
    """List the staff with their roles; add somebody, or a role to somebody."""
    form = PersonForm()
    form.role.choices, form.department.choices = _roles(), _department_choices()
    if form.validate_on_submit():
        _add(form)
        flash(_("%(name)s has the role now.", name=form.name.data))
        return redirect(url_for(".people"), 303)
    page = render_template(
        "people/people.html", form=form, staff=staff(), roles=dict(_roles()), places=_places()
    )
    return page, 422 if form.errors else 200


def _places() -> dict[int | None, str]:
    return {None: _("All departments"), **{id: name for id, name in _department_choices() if id}}


def _add(form: Any) -> None:
    person = service.add_person(form.email.data, form.name.data, name_ja=form.name_ja.data or "")
    department = db.session.get(Department, form.department.data) if form.department.data else None
    service.grant(person, form.role.data, department)


@blueprint.post("/people/roles/<int:grant_id>/take-back")
@holding("admin")
def take_back(grant_id: int) -> ResponseReturnValue:
    """Take a role from somebody; the last administrator keeps theirs."""
    grant = db.session.get(Grant, grant_id)
    if grant is None:
        abort(404)
    try:
        service.take_back_but_last(grant.person, grant_id)
    except service.LastAdministrator:
        flash(_("Somebody has to be administrator. Name another one first."), "error")
    else:
        flash(_("The role has been taken back."))
    return redirect(url_for(".people"), 303)


@blueprint.route("/deputies", methods=["GET", "POST"])
@signed_in
def deputies() -> ResponseReturnValue:
    """Name a deputy: everybody for themselves, an administrator for anybody."""
    here = current_person()
    if not here.grants:
        abort(403)
    form, people_here = DeputyForm(), colleagues()
    absent = [person for person in people_here if person.grants] if holds("admin") else [here]
    form.absent.choices = _named(absent)
    form.deputy.choices = _named(people_here)
    if form.validate_on_submit() and _is_sound(form):
        chosen = {person.id: person for person in people_here}
        service.name_deputy(
            chosen[form.absent.data],
            chosen[form.deputy.data],
            form.starts_on.data,
            form.ends_on.data,
        )
        flash(_("The deputy is named. What they do will say for whom they did it."))
        return redirect(url_for(".deputies"), 303)
    running = [d for d in deputyships(today()) if holds("admin") or d.absent_id == here.id]
    page = render_template("people/deputies.html", form=form, running=running)
    return page, 422 if form.errors else 200


def _named(people: Iterable[Person]) -> list[tuple[int, str]]:
    return [(person.id, person.name_in(_language())) for person in people]


def _is_sound(form: Any) -> bool:
    if form.ends_on.data < form.starts_on.data:
        form.ends_on.errors = [_("The last day lies before the first day.")]
    if form.absent.data == form.deputy.data:
        form.deputy.errors = [_("Nobody is their own deputy.")]
    return not form.ends_on.errors and not form.deputy.errors


@blueprint.post("/deputies/<int:deputy_id>/end")
@signed_in
def end_deputy(deputy_id: int) -> ResponseReturnValue:
    """End a deputyship: the absent person, or an administrator."""
    deputy = db.session.get(Deputy, deputy_id)
    if deputy is None:
        abort(404)
    if deputy.absent_id != current_person().id and not holds("admin"):
        abort(403)
    service.end_deputy(deputy_id)
    flash(_("The deputyship has ended."))
    return redirect(url_for(".deputies"), 303)
