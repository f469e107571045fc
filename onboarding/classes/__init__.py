"""Japanese classes: terms, seats, waiting lists."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding import jobs as queue
from onboarding.cases.registry import page_for, registry, researcher_page_for

# The facts papers write of a class.
FACTS = (
    *("japanese.course", "japanese.course_ja", "japanese.term", "japanese.starts_on"),
    *("japanese.times", "japanese.room"),
)

registry.allow("allocates", "class_seat")
registry.brings("allocates", "class_seat", certain=FACTS)
page_for("class_seat", "class_steps.show")
researcher_page_for("class_seat", _l("Your Japanese class"), "class_steps.mine")


def register(app: Flask) -> None:
    """Add the pages of classes, their part in every case, their refusals and demo."""
    from onboarding.classes import (
        demo,
        following,  # noqa: F401  it follows every case once it is imported
        jobs,
        service,
        step_views,
        views,
    )
    from onboarding.web.refusals import refusal, register_kind

    queue.sweeper(jobs.sweep_seats)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(step_views.blueprint)
    app.extensions.setdefault("demo_loaders", []).append(demo.add_courses)
    app.extensions.setdefault("demo_players", {})["class_seat"] = demo.give_seat
    refusal(service.CourseFull, 409, _l("All seats of this class are taken."))
    refusal(service.UnknownCourse, 409, _l("There is no such class, or the place is given up."))
    refusal(service.ClassMoved, 409, _l("Somebody else did the same at this moment. Look again."))
    for kind in (service.CourseFull, service.UnknownCourse, service.ClassMoved):
        register_kind(app, kind)
