"""The page of a case's papers, as each part in it sees it."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from onboarding.cases.queries import progress_of
from onboarding.people.models import Person
from tests.conftest import NOON, TODAY

OUTLINE = "papers.host_outline"


@pytest.fixture
def as_(
    accepted: SimpleNamespace,
    client: FlaskClient,
    sign_in: Callable[[FlaskClient, Person], None],
    time_machine_at: Any,
) -> Callable[[str], str]:
    """Return a function that signs somebody of the case in, and gives the page's address."""
    time_machine_at(NOON)

    def enter(role: str) -> str:
        sign_in(client, accepted.people[role])
        return f"/cases/{accepted.case.id}/papers"

    return enter


def offered(client: FlaskClient, page: str) -> set[str]:
    return set(re.findall(r'name="paper" value="(\w+)"', client.get(page).text))


def wanted(accepted: SimpleNamespace) -> tuple[str, ...]:
    found: tuple[str, ...] = progress_of(accepted.case, TODAY).facts.get("papers.wanted", ())
    return found


def test_office_is_offered_every_paper_the_researcher_some(
    client: FlaskClient, as_: Callable[[str], str]
) -> None:
    everything, some = (offered(client, as_(role)) for role in ("office", "researcher"))

    assert {"explanation", "host_outline"} <= everything
    assert "host_outline" in some
    assert "explanation" not in some


def test_papers_asked_for_are_on_their_way(
    client: FlaskClient, accepted: SimpleNamespace, as_: Callable[[str], str]
) -> None:
    page = as_("researcher")

    answer = client.post(page, data={"paper": "host_outline"}, follow_redirects=True)

    assert wanted(accepted) == ("host_outline",)
    assert "1 paper is asked for." in answer.text
    assert "being made" in answer.text
    assert offered(client, page).isdisjoint(wanted(accepted))


def test_nobody_asks_for_a_paper_that_is_not_offered(
    client: FlaskClient, accepted: SimpleNamespace, as_: Callable[[str], str]
) -> None:
    page = as_("researcher")

    for paper in ("explanation", "no_such_paper"):
        assert client.post(page, data={"paper": paper}).status_code == 403
    assert wanted(accepted) == ()


def test_nothing_ticked_is_said(client: FlaskClient, as_: Callable[[str], str]) -> None:
    answer = client.post(as_("office"))

    assert answer.status_code == 422
    assert "Tick at least one paper." in answer.text


def test_what_comes_first_is_named_with_the_way_there(
    client: FlaskClient, accepted: SimpleNamespace, as_: Callable[[str], str]
) -> None:
    page = as_("office")

    answer = client.post(page, data={"paper": "explanation"}, follow_redirects=True)

    step = f"/cases/{accepted.case.id}/steps/papers.explanation_reasons"
    assert f'<a href="{step}">Reasons for the letter of explanation</a>' in answer.text


def test_researcher_opens_the_paper_and_has_it_made_anew(
    client: FlaskClient, accepted: SimpleNamespace, as_: Callable[[str], str]
) -> None:
    page = as_("researcher")
    client.post(page, data={"paper": "host_outline"})
    made = accepted.make()[0]

    paper = client.get(f"/cases/{accepted.case.id}/papers/{made.id}")
    client.post(f"{page}/anew", data={"key": OUTLINE, "reason": ""})
    accepted.make()
    text = client.get(page).text

    assert paper.data.startswith(b"%PDF")
    assert "replaces OUT-26-0001" in text
    assert "one earlier paper" in text


def test_wish_is_taken_back_on_the_page(
    client: FlaskClient, accepted: SimpleNamespace, as_: Callable[[str], str]
) -> None:
    page = as_("office")
    client.post(page, data={"paper": ["explanation", "host_outline"]})

    answer = client.post(f"{page}/withdraw", data={"key": "papers.explanation"})

    assert answer.status_code == 303
    assert wanted(accepted) == ("host_outline",)


@pytest.mark.parametrize(("role", "status"), [("hr", 200), ("host", 200), ("researcher", 200)])
def test_page_is_for_everybody_on_the_record(
    client: FlaskClient, as_: Callable[[str], str], role: str, status: int
) -> None:
    assert client.get(as_(role)).status_code == status


@pytest.mark.parametrize("act", ["anew", "withdraw"])
def test_papers_of_others_are_left_alone(
    client: FlaskClient, accepted: SimpleNamespace, as_: Callable[[str], str], act: str
) -> None:
    accepted.make()
    page = as_("researcher")

    answer = client.post(f"{page}/{act}", data={"key": "acceptance.certificate"})

    assert answer.status_code == 403


def test_second_click_changes_nothing_and_says_so(
    client: FlaskClient, accepted: SimpleNamespace, as_: Callable[[str], str]
) -> None:
    page = as_("office")
    client.post(page, data={"paper": ["explanation", "host_outline"]})
    accepted.make()
    twice = [client.post(f"{page}/anew", data={"key": OUTLINE}) for _ in range(2)]
    back = [client.post(f"{page}/withdraw", data={"key": "papers.explanation"}) for _ in range(2)]

    papers = [paper for paper in accepted.make() if paper.name == "host_outline"]

    assert [answer.status_code for answer in (*twice, *back)] == [303] * 4
    assert "This paper is being made already." in client.get(page).text
    assert [paper.number for paper in papers] == ["OUT-26-0002", "OUT-26-0001"]
    assert wanted(accepted) == ("host_outline",)


@pytest.mark.parametrize("act", ["anew", "another", "withdraw"])
@pytest.mark.parametrize("key", ["", "x", "papers.", "papers.nope", "papers.explanation_reasons"])
def test_no_paper_is_meant_by_a_made_up_key(
    client: FlaskClient, as_: Callable[[str], str], act: str, key: str
) -> None:
    assert client.post(f"{as_('office')}/{act}", data={"key": key}).status_code == 403
