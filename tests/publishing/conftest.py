"""What tests of versions build on: an administrator, published files, texts of next versions."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from onboarding.cases.library import library, replace_library
from onboarding.people.models import Person
from onboarding.publishing import service, store
from onboarding.publishing.models import PublishedVersion
from onboarding.publishing.queries import version_of
from tests.conftest import NOON


@pytest.fixture
def published(app: Flask) -> Iterator[None]:
    """The shipped files, frozen as when a service starts; its library is put back afterwards."""
    before = library()
    app.extensions["generation"] = 0
    store.begin(NOON)
    yield
    replace_library(before)
    app.extensions["generation"] = 0


@pytest.fixture
def admin(make_person: Callable[..., Person]) -> Person:
    """Whoever may publish."""
    return make_person("admin@example.org", ("admin",), name="Aiko Mori", name_ja="森 愛子")


def text_of(workflow: str, version: int = 1) -> str:
    """Return the text of a published version."""
    found = version_of(workflow, version)
    assert found is not None
    return found.text


def changed(workflow: str, *swaps: tuple[str, str], version: int = 1) -> str:
    """Return the text of a version with other words in it."""
    text = text_of(workflow, version)
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.fixture
def publish(published: None, admin: Person) -> Callable[..., PublishedVersion]:
    """Return a function that publishes the newest version of a workflow with other words in it."""

    def next_one(workflow: str, *swaps: tuple[str, str], note: str = "") -> PublishedVersion:
        base = service.newest_number(workflow)
        text = changed(workflow, *swaps, version=base)
        found = service.publish(workflow, text, base=base, note=note, by=admin, at=NOON)
        return found.version

    return next_one
