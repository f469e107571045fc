"""What the shell of every page needs: style sheets, navigation, who is here."""

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, render_template, request, url_for
from flask_babel import force_locale
from markupsafe import Markup

from onboarding.extensions import Form
from onboarding.people.gate import visitor
from onboarding.web import words
from onboarding.web.countries import countries
from onboarding.web.speaking import reader_language

STYLESHEETS = (
    *("tokens", "theme", "base", "layout", "button", "form", "status", "banner", "card"),
    *("table", "picture", "history", "rating", "results", "import", "strip", "source"),
    *("route", "workflow", "editor", "spelling", "chart", "matrix", "print"),
)
_ISO_DAY = re.compile(r"|\d{4}-\d{2}-\d{2}")
_links: list["Link"] = []


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation, for whoever holds one of the roles; without roles for all.

    `also`: which of somebody's roles open it too, where the definitions say so.
    """

    endpoint: str
    label: Any
    roles: frozenset[str]
    order: int
    demo_only: bool = False
    also: Callable[[frozenset[str]], Collection[str]] | None = None

    def opens_for(self, roles: frozenset[str]) -> bool:
        """Return whether it is shown to somebody with these roles."""
        also = self.also(roles) if self.also else ()
        return not self.roles or bool(self.roles & roles) or bool(also)


def add_link(link: Link) -> None:
    """Put a feature's first page into the navigation."""
    _links.append(link)
    _links.sort(key=lambda one: one.order)


@dataclass(frozen=True, slots=True)
class Shown:
    """A navigation entry as a page shows it."""

    href: str
    label: str


def _navigation(language: str, roles: frozenset[str], demo: bool, root: str) -> tuple[Shown, ...]:
    """Return the entries for somebody's roles; `root` is where the service is mounted."""
    opened = (link for link in _links if link.opens_for(roles) and (demo or not link.demo_only))
    return _written(language, tuple(link.endpoint for link in opened), root)


@cache
def _written(language: str, endpoints: tuple[str, ...], root: str) -> tuple[Shown, ...]:
    labels = {link.endpoint: link.label for link in _links}
    with force_locale(language):
        return tuple(Shown(url_for(one), str(labels[one])) for one in endpoints)


@cache
def _mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@cache
def _asset(name: str, folder: str, root: str) -> str:
    return url_for("static", filename=name, v=_mark(Path(folder) / name))


def asset(name: str) -> str:
    """Return the address of a static file; it changes when the file does."""
    return _asset(name, current_app.static_folder or "", request.root_path)


@cache
def _page(endpoint: str, root: str) -> str:
    return url_for(endpoint)


def page(endpoint: str) -> str:
    """Return the address of a page that needs nothing but its name; looked up once."""
    return _page(endpoint, request.root_path)


@cache
def _fragment(name: str, language: str, root: str, given: tuple[tuple[str, Any], ...]) -> Markup:
    return Markup(render_template(name, **dict(given)))


def fragment(name: str, **given: Any) -> Markup:
    """Return a part of pages that is the same for all readers of a language; drawn once."""
    return _fragment(name, reader_language(), request.root_path, tuple(given.items()))


def form_errors(form: Form) -> list[tuple[str, str]]:
    """Return (id of the input, sentence) of all that is wrong with a plain form."""
    return [
        (field.id, words.labelled(field.label.text, error))
        for field in form
        for error in field.errors
        if field.type != "CSRF"
    ]


def described(field: Any, help: str) -> dict[str, str]:
    """Return the attributes that tie an input to its help and its errors."""
    found = [f"{field.id}-help"] if help else []
    found += [f"{field.id}-error-{number}" for number, _ in enumerate(field.errors, start=1)]
    attributes = {"aria-describedby": " ".join(found)} if found else {}
    return {**attributes, "aria-invalid": "true"} if field.errors else attributes


def is_iso_day(text: str) -> bool:
    """Return whether a browser's date input can show what was typed."""
    return _ISO_DAY.fullmatch(text) is not None


def shortened(text: str, language: str) -> str:
    """Return a text that fits a box of the picture; the whole stands in the lists."""
    room = 11 if language == "ja" else 22
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _chapter(links: tuple[Shown, ...], path: str) -> str:
    """Return the address of the entry a page belongs to: the one that fits the most of its own."""
    return max((link.href for link in links if path.startswith(link.href)), key=len, default="")


def shell() -> dict[str, Any]:
    """Return what every template may use; a mail is no page and needs less."""
    institution = current_app.extensions["institution"]
    if not has_request_context():
        return {"institution": institution}
    here, root = visitor(), request.root_path
    demo = current_app.extensions["settings"].demo
    roles = frozenset(one.role for one in here.held) if here else frozenset()
    links = _navigation(reader_language(), roles, demo, root) if here else ()
    return {
        "institution": institution,
        "demo": demo,
        "visitor": here,
        "navigation": links,
        "chapter": _chapter(links, request.path),
        "main_form_filters": None,
    }


def register(app: Flask) -> None:
    """Give the shell to every template."""
    app.context_processor(shell)
    functions: list[Callable[..., Any]] = [
        *(
            words.state_word,
            words.state_sign,
            words.days_left,
            words.finish_word,
            words.case_word,
            words.act_word,
        ),
        *(words.paper_word, asset, form_errors, described, countries, reader_language, page),
        fragment,
    ]
    app.jinja_env.globals.update({function.__name__: function for function in functions})
    app.jinja_env.globals["stylesheets"] = STYLESHEETS
    app.add_template_filter(shortened)
    app.add_template_filter(is_iso_day)
