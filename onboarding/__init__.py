"""Runs the arrival of international researchers at Japanese universities and institutes."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from onboarding.config import LANGUAGES, Settings, assets, read_settings
from onboarding.database import db, prepare_engine, write_from_the_start
from onboarding.extensions import babel, csrf
from onboarding.sealing import Sealer, kept_secret

__version__ = "0.1.0"
FEATURES = (
    *("people", "cases", "interviews", "housing", "classes", "visa", "security", "papers"),
    *("documents", "notices", "publishing", "office", "rehearsal", "exchange"),
)
_UPLOAD_LIMIT = 32 * 1024 * 1024


class Sessions(SecureCookieSessionInterface):
    """Cookies signed by one serializer, made once."""

    def get_signing_serializer(self, app: Flask) -> Any:
        """Return what signs and reads the session of an application."""
        made = app.extensions
        if "session_signer" not in made:
            made["session_signer"] = super().get_signing_serializer(app)
        return made["session_signer"]


class Service(Flask):
    """The application. No function of it is asynchronous, so none is asked whether it is."""

    session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application, ready to serve or to work."""
    settings = settings or read_settings()
    app = Service(
        __name__,
        template_folder=str(assets() / "templates"),
        static_folder=str(_static()),
    )
    app.extensions["settings"] = settings
    _configure(app, settings)
    _trust_proxies(app, settings.proxies)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    _speak(app)
    _register_features(app)
    _read_definitions(app, settings)
    return app


def _static() -> Path:
    return Path(__file__).parent / "static"


def _configure(app: Flask, settings: Settings) -> None:
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = settings.data / "keys"
    secret = settings.secret_key or kept_secret(keys / "session.key").hex()
    data_key = settings.data_key.encode() if settings.data_key else None
    app.extensions["sealer"] = Sealer(_as_key(data_key) or kept_secret(keys / "data.key"))
    app.config.update(
        SECRET_KEY=secret,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # they hold what people typed
        MAX_CONTENT_LENGTH=_UPLOAD_LIMIT,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="ja",
        BABEL_TRANSLATION_DIRECTORIES=str(assets() / "translations"),
        TESTING=settings.testing,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.policies["ext.i18n.trimmed"] = True


def _trust_proxies(app: Flask, number: int) -> None:
    """Believe what so many reverse proxies in front say of address, protocol, host and prefix."""
    if number:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=number, x_prefix=number
        )


def _as_key(text: bytes | None) -> bytes | None:
    """Return the 32 bytes of a key given as 64 hexadecimal digits."""
    return bytes.fromhex(text.decode()) if text else None


def _speak(app: Flask) -> None:
    from onboarding.web import filters, headers, health, language, numbers, pages, refusals

    babel.init_app(app, locale_selector=language.choose_language)
    app.config["LANGUAGES"] = LANGUAGES
    app.before_request(_lock_before_writing)  # before anything is read
    language.register(app)  # then, so that whatever is refused is refused in a known language
    numbers.register(app)
    csrf.init_app(app)
    for part in (health, filters, headers, refusals, pages):
        part.register(app)


def _lock_before_writing() -> None:
    """A request that may write takes the write lock with its first read."""
    from flask import request

    write_from_the_start(request.method not in ("GET", "HEAD", "OPTIONS"))


def _register_features(app: Flask) -> None:
    for name in FEATURES:
        feature: Any = import_module(f"onboarding.{name}")
        feature.register(app)


def _read_definitions(app: Flask, settings: Settings) -> None:
    from onboarding.cases.library import load, read_rules

    app.extensions["library"] = load(settings.workflows)
    institution = read_rules(settings.workflows / "rules" / "institution.yaml").plain()
    app.extensions["institution"] = institution
