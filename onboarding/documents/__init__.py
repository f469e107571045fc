"""Papers: from facts to PDF, their numbers, and every stored file."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the public page that confirms a paper."""
    from onboarding.documents import views

    app.register_blueprint(views.blueprint)
