"""Who is who: accounts, departments, roles, sign-in, deputies."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages of signing in."""
    from onboarding.people import admin_views, openid, views

    app.register_blueprint(views.blueprint)
    app.register_blueprint(admin_views.blueprint)
    openid.register(app)
