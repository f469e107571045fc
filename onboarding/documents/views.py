"""The public page that confirms number and date of a paper, and nothing else."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.documents.service import find_by_code
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
    document = find_by_code(code)
    made = document if document and document.state == "made" else None
    page = render_template("documents/verify.html", code=code, document=made, looked=True)
    return page, 200 if made else 404
