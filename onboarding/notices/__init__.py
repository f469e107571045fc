"""Mail and reminders; in the demo they are read in the application."""

from flask import Flask

from onboarding import jobs as queue


def register(app: Flask) -> None:
    """Add the mail page of the demo, and the sending of fresh links."""
    from onboarding.notices import jobs, views

    queue.sweeper(jobs.sweep)
    app.register_blueprint(views.blueprint)
    app.extensions.setdefault("link_senders", []).append(views.send_link)
