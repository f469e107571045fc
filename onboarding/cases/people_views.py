"""Bringing people into a case: a host without an account, a family member with one of their own."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Length

from onboarding.cases import joining
from onboarding.cases.checklist import item_name
from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import Part, may_manage
from onboarding.extensions import Form
from onboarding.people.addresses import LONGEST, as_address
from onboarding.people.gate import current_person
from onboarding.web.speaking import reader_language

blueprint = Blueprint("case_people", __name__)
_NEEDED = InputRequired(_l("Please fill this in."))


class HostForm(Form):
    """Who the host is, with the address their mail goes to."""

    email = EmailField(_l("E-mail address"), [_NEEDED, as_address, Length(max=LONGEST)])
    name = StringField(_l("Name (Latin letters)"), [_NEEDED, Length(max=200)])
    name_ja = StringField(_l("Name (Japanese)"), [Length(max=200)])


class FamilyForm(Form):
    """Where a family member reads mail."""

    email = EmailField(_l("E-mail address"), [_NEEDED, as_address, Length(max=LONGEST)])


def may_invite(part: Part) -> bool:
    """Return whether a person may give a family member a link: the researcher, the office."""
    return may_manage(part) or ("researcher" in part.roles and not part.shut_out)


@blueprint.route("/cases/<int:case_id>/host", methods=["GET", "POST"])
@case_gate(may_manage)
def host(visit: Visit) -> ResponseReturnValue:
    """Name the host of a case; what waits for them is mailed at once."""
    facts = visit.progress.facts
    known = {"name": facts.get("host.name"), "name_ja": facts.get("host.name_ja")}
    form = HostForm(data={**known, "email": visit.case.host.email if visit.case.host else ""})
    if form.validate_on_submit():
        names = {"name": form.name.data, "name_ja": form.name_ja.data or form.name.data}
        joining.name_host(visit.case.id, form.email.data, names, by=visit.by)
        flash(_("The host is named. Their open steps are on the way to them by mail."))
        return redirect(url_for("cases.show", case_id=visit.case.id), 303)
    page = render_template("cases/host.html", case=visit.case, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/cases/<int:case_id>/family/<item>/invite", methods=["GET", "POST"])
@case_gate(may_invite)
def invite(visit: Visit, item: str) -> ResponseReturnValue:
    """Give a family member a link of their own."""
    if item not in (visit.progress.facts.get("family.members") or ()):
        abort(404)
    form, name = FamilyForm(), item_name(visit.progress, item)
    if form.validate_on_submit():
        joining.invite_family(
            visit.case.id,
            item,
            email=form.email.data,
            name=name,
            language=current_person().language or reader_language(),
            by=visit.by,
        )
        flash(_("A link is on its way to %(name)s.", name=name))
        return redirect(url_for("cases.show", case_id=visit.case.id), 303)
    page = render_template("cases/invite.html", case=visit.case, form=form, name=name)
    return page, 422 if form.errors else 200
