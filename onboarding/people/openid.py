"""Signing in with the institution's own account (OpenID Connect, code flow with PKCE)."""

import logging
from collections.abc import Mapping
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from requests import RequestException

from onboarding.config import Settings
from onboarding.people.gate import enter, public
from onboarding.people.service import from_openid
from onboarding.people.views import inside

logger = logging.getLogger(__name__)
blueprint = Blueprint("openid", __name__)


def register(app: Flask) -> None:
    """Add the two pages of the flow where a provider is set."""
    settings: Settings = app.extensions["settings"]
    app.register_blueprint(blueprint)
    if settings.oidc is None:
        return
    oauth = OAuth(app)
    oauth.register(
        "provider",
        client_id=settings.oidc.client_id,
        client_secret=settings.oidc.client_secret,
        server_metadata_url=f"{settings.oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
    )
    app.extensions["openid"] = oauth


def _provider() -> Any:
    oauth = current_app.extensions.get("openid")
    if oauth is None:
        abort(404)
    return oauth.provider


@blueprint.get("/sign-in/openid")
@public
def start() -> ResponseReturnValue:
    """Send somebody to the provider, and remember where they wanted to go."""
    session["wanted"] = inside(request.args.get("next"))
    base = current_app.extensions["settings"].base_url
    try:
        answer: ResponseReturnValue = _provider().authorize_redirect(
            f"{base}{url_for('.come_back')}"
        )
    except (OAuthError, RequestException) as error:
        return _refuse(error)
    return answer


@blueprint.get("/sign-in/openid/callback")
@public
def come_back() -> ResponseReturnValue:
    """Let in whom the provider vouches for and we know."""
    provider = _provider()
    try:
        token = provider.authorize_access_token()
        claims = _agreed(token.get("userinfo") or {}, provider.userinfo(token=token))
    except (OAuthError, RequestException, KeyError) as error:
        return _refuse(error)
    person = from_openid(
        claims["sub"],
        claims.get("email") or "",
        claims.get("name") or "",
        email_verified=claims.get("email_verified") is True,
    )
    if person is None:
        sentence = _("Your university account works, but nobody has given you a role here yet.")
        flash(sentence, "error")
        return redirect(url_for("people.sign_in"), 303)
    wanted = inside(session.get("wanted"))
    enter(person)
    return redirect(wanted, 303)


def _agreed(of_token: Mapping[str, Any], of_provider: Mapping[str, Any]) -> dict[str, Any]:
    """Return all the provider says of somebody; both answers have to be about the same person.

    Raises:
        OAuthError: they are not.
        KeyError: one names nobody.
    """
    if of_token["sub"] != of_provider["sub"]:
        raise OAuthError(error="another_subject")
    return {**of_token, **of_provider}


def _refuse(error: Exception) -> ResponseReturnValue:
    logger.warning("sign-in with OpenID failed: %s", error)
    flash(_("The sign-in with your university account did not work. Please try again."), "error")
    return redirect(url_for("people.sign_in"), 303)
