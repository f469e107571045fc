"""What refusals of publishing mean to a reader."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding.publishing import service
from onboarding.web.refusals import refusal


def say_refusals(app: Flask) -> None:
    """Give each refusal its status and its sentence."""
    refusal(service.NotSound, 422, _l("The workflow has faults. Mend them, then publish it."))
    refusal(
        service.PublishedMeanwhile,
        409,
        _l("Somebody published a newer version meanwhile. Begin from that one."),
    )
    refusal(service.NothingNew, 409, _l("Nothing was changed, so there is nothing to publish."))
    refusal(
        service.DraftChanged, 409, _l("Somebody else saved this draft meanwhile. Look at it first.")
    )
