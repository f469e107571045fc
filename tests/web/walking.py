"""Everybody of the demo, in both languages, opening every page that a page of theirs links to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from onboarding.config import LANGUAGES
from onboarding.database import Base, db
from onboarding.people.models import Person

STRANGER = ""
UNLINKED = {
    STRANGER: ("/", "/sign-in", "/sign-in/link", "/verify", "/verify/NOSUCHCODE", "/links/none"),
    "office": ("/nothing-here", "/cases/9999", "/desk?q=zzzz", "/imports/9999"),
    "researcher": ("/desk", "/cases/2", "/cases/1/steps/acceptance.application"),
    "host": ("/cases/1/overview",),
}
# Who opens every step; the others, who read along, open one of each workflow.
THOROUGH = frozenset({"office", "head", "host", "researcher", "panel"})
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
_ALIKE = ("assign", "reopen", "correct")


@dataclass
class Walk:
    """What was seen: pages by (who, language, address), links that led nowhere, rows changed."""

    pages: dict[tuple[str, str, str], str] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def in_language(self, language: str) -> Iterator[tuple[str, str]]:
        """Yield (where it was seen, HTML) of the pages in one language, each content once."""
        seen = set()
        for (who, spoken, path), html in self.pages.items():
            content = _TOKEN.sub("", html.partition("<main")[2])
            if spoken == language and content not in seen:
                seen.add(content)
                yield f"{who or 'stranger'} {spoken} {path}", html


def walk(app: Flask, people: Iterable[str]) -> Walk:
    """Let each of these demo accounts open their pages, and one stranger.

    Not to be called inside an application context: requests would share it, and their language.
    """
    found = Walk()
    for language in LANGUAGES:
        with app.app_context():
            db.session.query(Person).update({"language": language})
            db.session.commit()
        before = rows(app)
        for who in (STRANGER, *people):
            _Walker(app, found, who, language).go()
        after = rows(app)
        found.changed += [f"{language} {table}" for table in after if after[table] != before[table]]
    return found


def rows(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Return table → all rows, looks at sensitive data left out: those are meant to be kept."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != "sensitive_readings"]
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in tables
        }


class _Walker:
    """Somebody who follows every link of the service, of each kind of page once."""

    def __init__(self, app: Flask, found: Walk, who: str, language: str) -> None:
        self.app, self.found, self.who, self.language = app, found, who, language
        self.client = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        self.kinds: set[str] = set()
        self.login = who.partition("@")[0]

    def go(self) -> None:
        """Sign in, and walk until there is nothing new."""
        if self.who:
            self._sign_in(self.client)
        unlinked = UNLINKED.get(self.login, ())
        waiting = [("", path) for path in ("/", *unlinked)]
        while waiting:
            came_from, path = waiting.pop()
            if self._is_new(path):
                waiting += [(path, link) for link in self._open(came_from, path, path in unlinked)]

    def _sign_in(self, client: FlaskClient) -> None:
        with self.app.app_context():
            person = db.session.query(Person).filter_by(email=self.who).one()
        with client.session_transaction() as session:
            session["person"], session["until"] = [person.id, person.session_mark], 2**40

    def _is_new(self, path: str) -> bool:
        """Whether a page of this kind was not seen yet: numbers of rows make no new kind."""
        try:
            endpoint, values = self.app.url_map.bind("").match(path.partition("?")[0])
        except HTTPException:
            return path not in self.kinds and not self.kinds.add(path)
        query = _NUMBER.sub("0", path.partition("?")[2])
        alike = endpoint.endswith(_ALIKE)
        words = [value for value in values.values() if isinstance(value, str) and not alike]
        if self.login not in THOROUGH:
            words = [word.partition(".")[0] for word in words]
        kind = " ".join((endpoint, *words, query))
        if kind in self.kinds or endpoint == "static":
            return False
        self.kinds.add(kind)
        return True

    def _open(self, came_from: str, path: str, strange: bool) -> list[str]:
        answer = self.client.get(path)
        if answer.status_code >= 400 and not strange:
            self.found.dead.append(f"{self.who} {came_from} → {path} {answer.status_code}")
        if answer.location:
            return [answer.location]
        if answer.mimetype != "text/html":
            return []
        self.found.pages[self.who, self.language, path] = answer.text
        return list(dict.fromkeys(links(answer.text)))


def links(html: str) -> Iterator[str]:
    """Yield the addresses inside the service a page links to."""
    for tag, attributes in _Tags(html).found:
        href = attributes.get("href") or ""
        if tag == "a" and href.startswith("/") and not href.startswith("//"):
            yield href.partition("#")[0]


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


class _Texts(HTMLParser):
    """The texts of a page a reader sees or hears, those marked as of another language left out."""

    EMPTY = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
    SPOKEN = ("alt", "aria-label", "title", "placeholder", "data-label")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other = tag != "html" and (given.get("lang") or "ja") != "ja"
        inside = any(self.hidden) or other or tag in ("script", "style")
        if tag not in self.EMPTY:
            self.hidden.append(inside)
        if not inside:
            self.found += [given[name] or "" for name in self.SPOKEN if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY and self.hidden:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.hidden):
            self.found.append(data)


def texts(html: str) -> list[str]:
    """Return the texts of a Japanese page, white space made one blank."""
    return [text for raw in _Texts(html).found if (text := " ".join(raw.split()))]
