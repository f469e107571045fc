"""Hostile addresses and forms at every door: always an answer, never a failure of ours."""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import BuildError, Rule

from onboarding.cases.models import StepRow
from onboarding.database import Base, db
from onboarding.office.demo.loading import load_demo
from onboarding.people.models import Person
from onboarding.people.queries import person_by_email
from tests.conftest import empty_tables

SCRIPT = "<script>alert(1)</script>"
STRINGS = (
    *("", "\0", "²", "-1", "9" * 5000, str(2**31), str(2**70), "0001-01-01", "9999-12-31"),
    *("令和999年1月1日", SCRIPT, "'; drop table cases; --", "\u202egnp.exe", "e" + "\u0301" * 3000),
    *("𠮷\ufdd0\U0010ffff", "%s%n{0}{{7*7}}", "a@b\0.cc", "../../etc/passwd", "m1@m1", "x" * 20000),
)
NUMBERS = (0, 1, 2, 2**31 - 1, 2**31, 2**63, 2**70)
NAMES = (
    *("act", "action", "add", "after", "answer", "assignee", "by", "chair", "code", "column-0"),
    *("comment", "course", "department", "details", "do", "email", "ends_on", "fact", "filter"),
    *("first", "from", "guest_email", "guest_language", "guest_name", "kinds", "leaving", "level"),
    *("member", "name", "new_email", "new_name", "next", "note", "outcome", "overall", "past"),
    *("persons", "programme", "q", "reason", "remove", "role", "room", "save", "seats", "seen"),
    *("show", "starts_on", "step", "tab", "take", "then", "to", "family.members", "stay.theme"),
    *("passport.number", "passport.scan", "researcher.birth_date", "member.birth_date@m1"),
)
# Leaving and coming in would change who asks; a queue and a worker are not there.
LEFT_OUT = ("static", "people.sign_out", "people.demo_sign_in", "health.ready")
ROLES = ("", "researcher", "office", "head", "panel", "host", "housing", "classes", "export")
_INPUT = re.compile(r"<(?:input|select|textarea)\b[^>]*?\bname=\"([^\"]+)\"")


@pytest.fixture(scope="module")
def demo(whole_app: Flask) -> Iterator[Flask]:
    """The application with the demo's people and cases, for all tests here."""
    with whole_app.app_context():
        empty_tables()
        load_demo()
        yield whole_app
        db.session.rollback()


@pytest.fixture
def come(
    demo: Flask, sign_in: Callable[[FlaskClient, Person], None]
) -> Callable[[str], FlaskClient]:
    """Return a function that comes as one of the demo's people, or as a stranger."""

    def enter(role: str) -> FlaskClient:
        client = demo.test_client()
        if role:
            person = person_by_email(f"{role}@demo.example.ac.jp")
            assert person is not None
            sign_in(client, person)
        return client

    return enter


def answered(client: FlaskClient, method: str, url: str, typed: dict[str, Any]) -> None:
    """Ask, and look that the answer is one: nothing failed, no typed script in it is alive."""
    if method == "GET":
        shortened = {name: value[:300] for name, value in typed.items()}
        answer = client.get(url, query_string=shortened)
    else:
        answer = client.open(url, method=method, data=typed)
    db.session.rollback()
    assert answer.status_code < 500, (method, url, answer.status_code)
    assert SCRIPT not in answer.text, (method, url)


def arguments(rule: Rule, chance: random.Random, keys: list[str]) -> dict[str, Any]:
    """Return values for the places of an address, about half of them of something there."""
    found: dict[str, Any] = {}
    for name in sorted(rule.arguments):
        if f"<int:{name}>" in rule.rule:
            found[name] = chance.choice(NUMBERS if chance.random() < 0.5 else (1, 2, 3))
        elif name == "key" and chance.random() < 0.6:
            found[name] = chance.choice(keys)
        else:
            found[name] = chance.choice(STRINGS)[:300] or "x"
    return found


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Return every address with each of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in LEFT_OUT:
            yield from ((rule, method) for method in sorted(rule.methods or ()))


@pytest.mark.parametrize("role", ROLES)
def test_every_door_answers_hostile_addresses_and_forms(demo, come, role):
    chance = random.Random(role)
    keys = sorted(set(db.session.scalars(db.select(StepRow.key))))
    adapter = demo.url_map.bind("localhost")
    client = come(role)

    for rule, method in doors(demo):
        for _time in range(2):
            place = arguments(rule, chance, keys)
            typed = {name: chance.choice(STRINGS) for name in chance.sample(NAMES, 25)}
            try:
                url = adapter.build(rule.endpoint, place, method=method)
            except (BuildError, ValueError):  # a number no address of this page can have
                url = "".join(
                    str(place.get(p, p)) for p in re.split(r"<(?:\w+:)?(\w+)>", rule.rule)
                )
            answered(client, method, url.replace("\0", "%00"), typed)


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("", ["/sign-in", "/sign-in/link"]),
        (
            "researcher",
            ["/cases/1/steps/acceptance.household", "/cases/1/steps/acceptance.profile"],
        ),
        ("office", ["/people", "/deputies", "/cases/new", "/cases/1/host", "/cases/1/stop"]),
        ("office", ["/cases/1/facts/stay/correct", "/cases/1/facts/researcher/correct"]),
        ("housing", ["/housing/rooms/new", "/housing/rooms/1/edit"]),
        ("classes", ["/classes/new", "/classes/1/edit"]),
    ],
)
def test_each_input_of_a_form_takes_hostile_text(come, role, pages):
    client = come(role)

    for page in pages:
        names = sorted(set(_INPUT.findall(client.get(page).text)))
        assert names, page
        for hostile in STRINGS:
            answered(client, "POST", page, dict.fromkeys(names, hostile))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"email": "mei@example.org"'),
        ("multipart/form-data", b"--x\r\nnothing of the kind"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="\xff'),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfe%%%=%ZZ&&&"),
        ("text/csv", b"a,b,c\n" * 1000),
    ],
)
def test_a_body_of_another_kind_is_answered(come, kind, body):
    client = come("office")

    for page in ("/sign-in", "/cases/1/stop", "/imports", "/desk/acts", "/language"):
        answer = client.post(page, data=body, content_type=kind)
        db.session.rollback()
        assert answer.status_code < 500, page


def test_no_form_of_any_door_is_taken_without_its_token(demo, come, monkeypatch):
    client = come("office")
    before = everything_but_drafts()
    monkeypatch.setitem(demo.config, "WTF_CSRF_ENABLED", True)

    answers = {}
    for rule, method in doors(demo):
        if method == "POST" and rule.endpoint != "web.switch_language":
            url = re.sub(r"<int:\w+>", "1", rule.rule)
            key = "acceptance.application" if "/steps/" in url else "stay"
            answers[url] = client.post(re.sub(r"<\w+>", key, url), data={"reason": "x"})
            db.session.rollback()

    assert {answer.status_code for answer in answers.values()} <= {303, 400}
    assert everything_but_drafts() == before


def everything_but_drafts() -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table; what was typed is kept for the next try."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != "drafts"]
    found = {table.name: db.session.execute(db.select(table)).all() for table in tables}
    db.session.rollback()
    return {name: [tuple(row) for row in rows] for name, rows in found.items()}


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", "送信された内容が大きすぎます"), ("en", "What you sent is too large")],
)
def test_what_is_too_large_is_refused_in_the_readers_language(come, language, words):
    come("office").get("/")  # somebody before, with a language of their own
    headers = {"Accept-Language": language}

    answer = come("").post("/sign-in", data={"email": "x" * 3_000_000}, headers=headers)

    assert answer.status_code == 413
    assert words in answer.text


def test_nothing_is_read_before_a_request_that_writes_takes_the_lock(whole_app):
    first, *_others = whole_app.before_request_funcs[None]

    assert first.__name__ == "_lock_before_writing"
