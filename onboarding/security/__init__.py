"""Export control: lists that people are screened against, the worksheet of a verdict, records."""

from flask import Flask

from onboarding.cases.registry import Panel, panel_for


def register(app: Flask) -> None:
    """Add the pages of export control."""


def _join_cases() -> None:
    """Take part in every case, once, on import."""
    from onboarding.security import panel

    panel_for("export_screening", Panel("security/_worksheet.html", panel.show))


_join_cases()
