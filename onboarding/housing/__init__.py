"""Housing: rooms, and who lives in them when."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding.cases.registry import page_for, registry

ALLOCATED = "housing.allocated"
# The facts papers write of a room and its nights.
FACTS = (
    *("housing.room", "housing.building", "housing.building_ja", "housing.address"),
    *("housing.address_ja", "housing.rent", "housing.from_night", "housing.until_night"),
)

registry.allow("allocates", "room")
registry.brings("allocates", "room", certain=[ALLOCATED], possible=FACTS, where=ALLOCATED)
page_for("room", "room_steps.show")


def register(app: Flask) -> None:
    """Add the pages of housing, its part in every case, its refusals, its share of the demo."""
    from onboarding.housing import (
        demo,
        following,  # noqa: F401  it follows every case once it is imported
        service,
        step_views,
        views,
    )
    from onboarding.web.refusals import refusal, register_kind

    app.register_blueprint(views.blueprint)
    app.register_blueprint(step_views.blueprint)
    app.extensions.setdefault("demo_loaders", []).append(demo.add_rooms)
    app.extensions.setdefault("demo_players", {})["room"] = demo.give_room
    refusal(service.RoomTaken, 409, _l("Somebody has this room for one of these nights."))
    refusal(service.UnknownRoom, 409, _l("Nobody holds this room any more."))
    for kind in (service.RoomTaken, service.UnknownRoom):
        register_kind(app, kind)
