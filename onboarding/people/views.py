"""Signing in and out, the first page, links from mails."""

from time import monotonic, sleep

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.people import service
from onboarding.people.forms import LinkForm, SignInForm
from onboarding.people.gate import enter, holds, leave, now, public, visitor
from onboarding.people.queries import person_by_email

blueprint = Blueprint("people", __name__)
_LINK_ANSWER_AFTER = 0.1  # seconds: how long it takes tells nobody whether there is an account
_FIRST_PAGES = (
    (("office", "department", "export", "hr", "it", "safety"), "office.desk"),
    (("head",), "office.decisions"),
    (("housing",), "housing.rooms"),
    (("classes",), "classes.courses"),
)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """Send everybody to the page they work on."""
    if visitor() is None:
        return redirect(url_for(".sign_in"))
    for roles, endpoint in _FIRST_PAGES:
        if holds(*roles):
            return redirect(url_for(endpoint))
    return redirect(url_for("office.mine"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form, there = SignInForm(), inside(request.args.get("next"))
    if form.validate_on_submit():
        try:
            person = service.sign_in(
                form.email.data, form.password.data, address=request.remote_addr or "", at=now()
            )
        except service.WrongPassword:
            form.email.errors = [_("Address and password do not fit each other.")]
        except service.TooManyTries as tries:
            form.email.errors = [_too_many(tries)]
        else:
            enter(person)
            return redirect(there, 303)
    page = render_template(
        "people/sign_in.html",
        form=form,
        there=there,
        oidc=current_app.extensions["settings"].oidc,
        demo_people=_demo_people(),
    )
    return page, 422 if form.errors else 200


def _too_many(tries: service.TooManyTries) -> str:
    return _("Too many tries. Wait %(minutes)s minutes.", minutes=tries.minutes)


def inside(path: str | None) -> str:
    """Return a path inside this service; the first page for anything else.

    Browsers leave tabs and line ends out of addresses, so a path has no such characters.
    """
    fine = path and path.startswith("/") and path.isprintable()
    if not path or not fine or path.startswith(("//", "/\\")):
        return url_for("people.home")
    return path


def _demo_people() -> list[tuple[str, str]]:
    return current_app.extensions.get("demo_people", []) if _is_demo() else []


def _is_demo() -> bool:
    return bool(current_app.extensions["settings"].demo)


@blueprint.post("/sign-in/demo")
@public
def demo_sign_in() -> ResponseReturnValue:
    """Sign in with one click, in the demo only."""
    person = person_by_email(request.form.get("email", "")) if _is_demo() else None
    known = person and person.email in dict(_demo_people())
    if person is None or not known:
        return redirect(url_for(".sign_in"), 303)
    enter(person)
    return redirect(inside(request.args.get("next")), 303)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    leave()
    flash(_("You are signed out."))
    return redirect(url_for(".sign_in"), 303)


@blueprint.route("/sign-in/link", methods=["GET", "POST"])
@public
def ask_for_link() -> ResponseReturnValue:
    """Send a fresh link; the answer is the same whether or not the address is known."""
    form, begun = LinkForm(), monotonic()
    if form.validate_on_submit() and _send_link(form):
        sleep(max(0.0, begun + _LINK_ANSWER_AFTER - monotonic()))
        return render_template("people/link_sent.html", email=form.email.data)
    page = render_template("people/ask_for_link.html", form=form)
    return page, 422 if form.errors else 200


def _send_link(form: LinkForm) -> bool:
    """Send a link where somebody has the address; False after too many wishes."""
    email = form.email.data.strip()
    try:
        service.note_wish_for_link(email, address=request.remote_addr or "", at=now())
    except service.TooManyTries as tries:
        form.email.errors = [_too_many(tries)]
        return False
    for sender in current_app.extensions.get("link_senders", ()):
        sender(email, now())
    return True


@blueprint.get("/links/<secret>")
@public
def look_at_link(secret: str) -> ResponseReturnValue:
    """Show a button: programs that look into mails press none, so they use no link up."""
    try:
        link = service.find_link(secret, at=now())
    except service.LinkUsedUp as used:
        return _used_up(used)
    return render_template("people/link.html", person=link.person)


@blueprint.post("/links/<secret>")
@public
def use_link(secret: str) -> ResponseReturnValue:
    try:
        link = service.use_link(secret, at=now())
    except service.LinkUsedUp as used:
        return _used_up(used)
    enter(link.person)
    return redirect(inside(link.leads_to), 303)


def _used_up(used: service.LinkUsedUp) -> ResponseReturnValue:
    here = visitor()
    if used.person is not None and here is not None and used.person.id == here.id:
        return redirect(url_for(".home"), 303)
    return render_template("people/link_used_up.html", form=LinkForm()), 410
