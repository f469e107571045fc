"""Workflows of a package published by a browser: all of them, or none."""

from collections.abc import Sequence
from datetime import datetime

from onboarding.database import after_commit, transaction
from onboarding.exchange.packages.items import Item
from onboarding.people.models import Person
from onboarding.publishing import store


class PublishedMeanwhile(Exception):
    """Somebody published a version of one of the workflows since they were looked at."""


def publish(workflows: Sequence[Item], *, note: str, by: Person, at: datetime) -> None:
    """Publish workflows, each as the version its text has; the whole was checked before.

    Raises:
        PublishedMeanwhile: one of these versions is there by now; nothing is published.
    """
    with transaction():
        for item in workflows:
            written = store.record(
                *(item.id, item.version, item.text),
                note=note,
                origin="browser",
                by_id=by.id,
                at=at,
            )
            if not written:
                raise PublishedMeanwhile
        after_commit(store.look)
