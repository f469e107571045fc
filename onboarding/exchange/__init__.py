"""What leaves for other tools and other institutions, and what comes from them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from onboarding.cases.faults import say_fault


def register(app: Flask) -> None:
    """Add the pages of packages."""
    from onboarding.exchange import views

    app.register_blueprint(views.blueprint)


say_fault(
    "package_of_other_format",
    _l("This package has the format “%(first)s”; this service reads “%(second)s”."),
)
say_fault("package_too_large", _l("The package is too large: 4 MB and 3,000 items at most."))
say_fault("package_changed", _l("“%(first)s” was changed after the package was written."))
say_fault(
    "document_reaches_out",
    _l("The document “%(first)s” reaches for something outside of itself: %(rest)s"),
)
say_fault(
    "document_not_made", _l("The document “%(first)s” cannot be made from its sample: %(rest)s")
)
