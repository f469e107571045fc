"""A real Chromium before the whole running service: web, worker, scheduler and queue.

Every page that is opened is looked at by axe, kept as a picture (`ONBOARDING_PICTURES` names a
folder to keep them in) and kept as HTML for the validator.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from babel.support import Translations
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.institutions import write_institution

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
WIDTHS = {"phone": (360, 740), "desktop": (1280, 900)}
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{ours}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<match target="pattern"><test name="family"><string>sans-serif</string></test>
<edit name="family" mode="append"><string>Noto Sans JP</string></edit></match></fontconfig>
"""


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """The whole service with demo data on a free port; its address."""
    yield from _running({}, [])


@pytest.fixture(scope="module")
def conference_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same under the definitions of the tests, which know a conference."""
    folder = write_institution(tmp_path_factory.mktemp("institution") / "workflows")
    ken = ("add", "ken@demo.example.ac.jp", "--name", "Ken Ota", "--role", "office")
    yield from _running({"ONBOARDING_WORKFLOWS": str(folder)}, [("admin", *ken)])


def _running(settings: dict[str, str], commands: list[tuple[str, ...]]) -> Iterator[str]:
    """Run the service with some settings, type some commands, give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    folder = mkdtemp(prefix="arrivals-")
    environment = {**os.environ, "PORT": port, "ONBOARDING_DATA": folder, "ONBOARDING_DEMO": "1"}
    environment |= settings
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "onboarding", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as running:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/readyz", running)
        for words in commands:
            subprocess.run([*command[:-1], *words], cwd=ROOT, env=environment, check=True)
        yield address
        running.send_signal(signal.SIGINT)
        running.wait(20)


def _wait_for(address: str, running: "subprocess.Popen[bytes]") -> None:
    for _try in range(300):
        assert running.poll() is None, "the service ended"
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the service is not ready")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run, with a font for Japanese."""
    folder = Path(mkdtemp(prefix="arrivals-fonts-"))
    ours = ROOT / "onboarding" / "documents" / "fonts"
    (folder / "fonts.conf").write_text(FONTS.format(ours=ours, cache=folder / "cache"), "utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(FLAGS), env=environment
        )
        yield browser
        browser.close()


@dataclass
class Reader:
    """Somebody at a screen of some width, reading one language."""

    page: Page
    address: str
    language: str
    pictures: Path
    number: int = 0

    def words(self, english: str) -> str:
        """Return what the page says in the reader's language."""
        return japanese(english) if self.language == "ja" else english

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        self.page.goto(path if path.startswith("http") else f"{self.address}{path}")
        self.look()

    def press(self, english: str, *, exact: bool = True) -> None:
        """Press a button by its words, and look at what comes."""
        self._press("button", english, exact)

    def follow(self, english: str, *, exact: bool = True) -> None:
        """Follow a link by its words, and look at what comes."""
        self._press("link", english, exact)

    def _press(self, role: Any, english: str, exact: bool) -> None:
        self.page.get_by_role(role, name=self.words(english), exact=exact).first.click()
        self.page.wait_for_load_state()
        self.look()

    def fill(self, english: str, value: str) -> None:
        """Write into an input by its label."""
        self.page.get_by_label(self.words(english)).first.fill(value)

    def choose(self, question: str, answer: str) -> None:
        """Choose an answer of the question whose legend begins with these words."""
        asked = self.page.locator("fieldset").filter(has_text=self.words(question))
        asked.get_by_text(self.words(answer), exact=True).last.click()

    def sees(self, english: str) -> None:
        """Assert that the page says something."""
        expect(self.page.get_by_text(self.words(english)).first).to_be_visible()

    def sign_in_as(self, who: str) -> None:
        """Press one of the demo's buttons on the sign-in page."""
        self.go("/sign-in")
        self.page.locator(f'button[value="{who}@demo.example.ac.jp"]').click()
        self._speak()

    def open_mail(self, to: str, subject: str) -> None:
        """Read a mail of the demo and go where its link leads."""
        mail = self.page.locator("details").filter(has_text=subject).filter(has_text="/links/")
        for _try in range(100):
            self.page.goto(f"{self.address}/demo/mail?to={quote(to)}")
            if mail.count():
                break
            self.page.wait_for_timeout(200)
        self._speak()
        link = mail.first.locator("a[href*='/links/']").get_attribute("href")
        assert link
        self.page.goto(link)
        self._speak()
        self.page.get_by_role("button", name=self.words("Go on")).click()
        self._speak()

    def _speak(self) -> None:
        """Switch the page to the reader's language where the account has another."""
        if self.page.locator("html").get_attribute("lang") != self.language:
            other = "日本語" if self.language == "ja" else "English"
            self.page.get_by_role("button", name=other).click()
        self.look()

    def look(self) -> None:
        """Hold the page against the rules: language, title, accessibility, no sideways scroll."""
        page = self.page
        assert page.locator("html").get_attribute("lang") == self.language, page.url
        assert page.title()
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{page.url} scrolls sideways"
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [_told(one) for one in found["violations"]] == [], page.url
        self._keep()

    def _keep(self) -> None:
        self.number += 1
        name = re.sub(r"\W+", "-", self.page.url.removeprefix(self.address)).strip("-")[:60]
        stem = f"{self.pictures.name}-{self.number:02d}-{name or 'first'}"
        self.page.screenshot(path=str(self.pictures / f"{stem}.png"), full_page=True)


@cache
def _dictionary() -> dict[str, str]:
    """Return English → Japanese of all that definition files say."""
    import onboarding.classes
    import onboarding.housing
    import onboarding.interviews  # noqa: F401 - they name the kinds of steps the files use
    from onboarding.cases.library import read_folder

    folder = write_institution(Path(mkdtemp(prefix="institution-")) / "workflows")
    catalogue = read_folder(folder).catalogue
    texts = [field.label for field in catalogue.fields.values()]
    texts += [option.label for field in catalogue.fields.values() for option in field.options]
    for workflow in catalogue.current():
        texts += [step.title for step in workflow.steps]
        texts += [outcome.label for step in workflow.steps for outcome in step.outcomes]
    return {text.en: text.ja for text in texts}


@cache
def _sentences() -> Any:
    return Translations.load(ROOT / "translations", ["ja"])


def japanese(english: str) -> str:
    """Return the Japanese of a sentence of the pages or, failing that, of a definition."""
    found = str(_sentences().ugettext(english))
    return found if found != english else _dictionary().get(english, english)


def _told(violation: dict[str, object]) -> str:
    nodes = violation["nodes"]
    assert isinstance(nodes, list)
    return json.dumps([violation["id"], [node["html"][:160] for node in nodes[:3]]])


@pytest.fixture(params=["en", "ja"])
def language(request: pytest.FixtureRequest) -> str:
    """Each journey is made in both languages."""
    return str(request.param)


@pytest.fixture
def reader(service, chromium, language, request, tmp_path):
    """Return a function that seats somebody before a screen."""
    yield from _seats(service, chromium, language, request, tmp_path)


@pytest.fixture
def conference_reader(conference_service, chromium, language, request, tmp_path):
    """The same before the service that knows a conference."""
    yield from _seats(conference_service, chromium, language, request, tmp_path)


def _seats(service, chromium, language, request, tmp_path):
    contexts = []

    def seat(width: str = "desktop") -> Reader:
        wide, high = WIDTHS[width]
        context = chromium.new_context(
            viewport={"width": wide, "height": high}, locale=language, accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        base = Path(os.environ.get("ONBOARDING_PICTURES", tmp_path))
        pictures = base / f"{request.node.originalname}-{language}-{width}"
        pictures.mkdir(parents=True, exist_ok=True)
        return Reader(context.new_page(), service, language, pictures)

    yield seat
    for context in contexts:
        context.close()
