"""Running cases move to a new version: looked at, ticked, moved, undone, told in the history."""

import re

import pytest
from playwright.sync_api import expect

from onboarding.config import assets
from tests.browser.conftest import _running, _seats
from tests.publishing.photos import EARLIER_FILING, PHOTO_CHECK


@pytest.fixture(scope="module")
def moving_service(tmp_path_factory):
    """The demo, in which a second version of the visa paperwork is published meanwhile."""
    text = (assets() / "workflows" / "visa" / "v1.yaml").read_text("utf-8")
    text = text.replace("version: 1", "version: 2", 1).replace(*EARLIER_FILING)
    file = tmp_path_factory.mktemp("next") / "visa.yaml"
    file.write_text(text.replace(*PHOTO_CHECK, 1), "utf-8")
    yield from _running(
        {}, [("publish", str(file), "--note", "Photos are checked 写真の確認を追加")]
    )


@pytest.fixture
def moving_reader(moving_service, chromium, language, request, tmp_path):
    """Return a function that seats somebody before that demo."""
    yield from _seats(moving_service, chromium, language, request, tmp_path)


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_cases_are_moved_and_moved_back(moving_reader, width):
    admin = moving_reader(width)
    admin.sign_in_as("office")
    admin.go("/workflows")
    admin.go("/workflows/visa")
    admin.follow("What changed")
    admin.go("/workflows/visa/move")
    admin.press("Show what it would do")
    expect(admin.page.locator("input[name=item]").first).to_be_checked()
    case = admin.page.locator("a[href^='/cases/']").first.get_attribute("href")
    admin.page.locator("input[name=item]").nth(1).uncheck()

    admin.press("Move the ticked cases")
    _until_done(admin, "Undo this move")
    admin.look()
    admin.go(f"{case}/overview")
    history = admin.page.locator("body").inner_text()
    admin.page.go_back()
    admin.press("Undo this move")
    admin.page.wait_for_url(re.compile("/moves/"))
    expect(admin.page.get_by_text(admin.words("moved back")).first).to_be_visible()
    admin.look()

    assert "1 → 2" in history


def _until_done(reader, button):
    """Wait until the work is done; the page loads itself anew."""
    place = reader.page.get_by_role("button", name=reader.words(button))
    expect(place).to_be_visible(timeout=30_000)
