"""The public page that confirms number and date of a paper, and nothing else."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.documents.service import confirm
from onboarding.people.gate import public

blueprint = Blueprint("documents", __name__)


@blueprint.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for(".verify", code=code[:40]))
    return render_template("documents/verify.html", code="", document=None, looked=False)


@blueprint.get("/verify/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    found = confirm(code)
    page = render_template("documents/verify.html", code=code, document=found, looked=True)
    return page, 200 if found else 404
