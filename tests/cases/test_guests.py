"""What the person a case is about finds: their page at once, no inner decision on the record."""

import re
from html import unescape

import pytest

from onboarding.office.demo.loading import play
from tests.conftest import NOON


@pytest.fixture
def decided(make_case, make_person):
    """Return a case whose panel has proposed and whose head has decided."""
    roles = ("office", "head", "department", "export", "hr", "housing", "classes", "it", "safety")
    everybody = {role: make_person(f"{role}@example.org", roles=(role,)) for role in roles}
    everybody |= {f"panel{n}": make_person(f"panel{n}@example.org") for n in ("", 2, 3, 4, 5)}
    case = make_case("employed")
    play(case, {**everybody, "host": case.host}, "interview_evaluation.memo", NOON)
    return case, everybody["office"]


def results(page):
    """Return step → result of a record."""
    cells = re.findall(r'data-label="(Step|Result)">([^<]+)<', page)
    words = [unescape(" ".join(text.split())) for _label, text in cells]
    return dict(zip(words[::2], words[1::2], strict=True))


def test_a_researcher_with_one_case_is_led_to_it(client, sign_in, make_case):
    case = make_case()
    sign_in(client, case.researcher)

    first, second = client.get("/"), client.get("/my")

    assert (first.location, second.location) == ("/my", f"/cases/{case.id}")


def test_a_host_with_one_case_sees_the_list(client, sign_in, make_case):
    case = make_case()
    sign_in(client, case.host)

    assert client.get("/my").status_code == 200


def test_the_record_of_a_researcher_says_nothing_of_inner_decisions(client, sign_in, decided):
    case, office = decided
    sign_in(client, case.researcher)
    theirs = results(client.get(f"/cases/{case.id}/record").text)
    sign_in(client, office)
    whole = results(client.get(f"/cases/{case.id}/record").text)

    assert theirs["The panel's proposal"] == theirs["Export-control verdict"] == "done"
    assert (whole["The panel's proposal"], whole["Export-control verdict"]) == (
        "Accept",
        "Clear, no review needed",
    )
