"""The family of a case: made and filed together, asked once, its certificates early."""

from datetime import date

import pytest

from onboarding.cases import service
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.engine.events import ANSWERED, Event
from onboarding.engine.progress import State, advance
from onboarding.visa.filing.applications import applicants, look_over
from tests.cases.playing import FAMILY, Play, Shape
from tests.conftest import NOON, TODAY
from tests.visa.test_filing import ANSWERS

MEMBER = {
    "nationality": "ESP",
    "comes_along": True,
    "name_confirmed": True,
    "sex": "female",
    "passport_number": "BBB123456",
    "passport_expires_on": date(2031, 1, 1),
    "birth_place": "スペイン　マドリード",
    "home_town": "スペイン　マドリード",
    "married": False,
    "occupation": "学生",
    "registered_in": ("abroad",),
    "relatives": (),
    "registered_at": "Madrid",
    "registered_on": date(2020, 1, 1),
    "past_entries": False,
    "past_applications": False,
    "criminal": False,
    "deportation": False,
}
HOUSEHOLD = {
    "family.members": ("m1", "m2", "m3"),
    **{
        f"member.{name}@{item}": value
        for item in ("m1", "m2", "m3")
        for name, value in MEMBER.items()
    },
    **{f"member.given_name@m{n}": name for n, name in ((1, "EVA"), (2, "ANA"), (3, "LEO"))},
    **dict.fromkeys(("member.family_name@m1", "member.family_name@m2"), "GARCIA"),
    "member.family_name@m3": "GARCIA",
    "member.relation@m1": "spouse",
    "member.married@m1": True,
    "member.relation@m2": "child",
    "member.relation@m3": "child",
    "member.birth_date@m1": date(1991, 2, 3),
    "member.birth_date@m2": date(2018, 7, 1),
    "member.birth_date@m3": date(2022, 7, 1),
}


def know(case, facts):
    service.record_facts(case.id, facts, by=By(None, NOON))


@pytest.fixture
def case(make_case):
    found = make_case("employed")
    know(found, {**ANSWERS, **HOUSEHOLD})
    return found


@pytest.fixture
def desk(client, sign_in, make_person, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, make_person("office@example.org", ("office",), name="Mei Aoyama"))
    return client


def values(case, name: str) -> list:
    return [one.flight.value(name) for one in look_over(case, progress_of(case, TODAY))]


def test_family_is_filed_together_with_the_researcher(case):
    found = look_over(case, progress_of(case, TODAY))

    assert [(one.name, one.flight.who.status, one.ready) for one in found] == [
        ("GARCIA MARIA", "professor", True),
        ("GARCIA EVA", "dependent", True),
        ("GARCIA ANA", "dependent", True),
        ("GARCIA LEO", "dependent", True),
    ]


def test_a_day_changed_once_changes_for_all(case):
    know(case, {"arrival.planned_on": date(2027, 3, 28)})
    assert values(case, "entry_date") == [date(2027, 3, 28)] * 4

    know(case, {"stay.ends_on": date(2029, 3, 31)})
    assert values(case, "stay.years") == [2] * 4


def test_filing_waits_for_the_papers_of_those_who_are_filed_together() -> None:
    order = [key for key, _outcome in Play(Shape(answers=FAMILY)).end().done]

    filed = order.index("visa.coe_filed")
    assert all(order.index(f"visa.dependant_papers@{one}") < filed for one in ("m1", "m2", "m3"))


def open_then(facts) -> bool:
    """Return whether filing is open though only one member's papers are lacking."""
    for progress in Play(Shape(answers=FAMILY)).moments():
        undone = {p.key for p in progress.steps(progress.open)}
        needed = {p.key for p in progress.blockers(progress.plan.find("visa.coe_filed"))}
        if "visa.dependant_papers@m3" in undone and needed == {"visa.dependant_papers@m3"}:
            break
    event = Event(progress.sequence + 1, ANSWERED, progress.today, {"facts": facts})
    after = advance(progress, event)
    return after.state(after.plan.find("visa.coe_filed")) is State.OPEN


def test_filing_does_not_wait_for_whom_is_filed_later() -> None:
    assert open_then({}) is False
    assert open_then({"member.coe_later@m3": True}) is True


def test_who_is_filed_later_applies_once_the_office_says_so(desk, case):
    desk.post(f"/cases/{case.id}/family/m3", data={"says": "later"})
    later = [one.item for one in applicants(progress_of(case, TODAY))]
    desk.post(f"/cases/{case.id}/family/m3", data={"says": "together"})

    assert later == ["", "m1", "m2"]
    assert [one.item for one in applicants(progress_of(case, TODAY))] == ["", "m1", "m2", "m3"]


def test_certificates_are_asked_for_by_relation_before_departure() -> None:
    play = Play(Shape(answers=FAMILY)).end()
    asked = {key for key, _outcome in play.done if "certificate@" in key}
    step = play.progress.plan.find("family.birth_certificate@m2")

    assert asked == {
        "family.marriage_certificate@m1",
        "family.birth_certificate@m2",
        "family.birth_certificate@m3",
    }
    assert play.progress.dues[step.number] == date(2027, 3, 2)


def test_page_shows_each_member_with_what_is_missing(desk, case):
    know(case, {"member.passport_number@m2": None, "member.comes_along@m3": False})

    page = desk.get(f"/cases/{case.id}/family").text

    assert page.count("filed for together with the researcher") == 2
    assert "does not come" in page
    assert "one thing to mend" in page
    assert f"/cases/{case.id}/family" in desk.get(f"/cases/{case.id}/overview").text


def test_member_withdrawn_late_applies_no_more(desk, case):
    answer = desk.post(f"/cases/{case.id}/family/m1", data={"says": "stays"})

    assert answer.status_code == 303
    assert [one.item for one in applicants(progress_of(case, TODAY))] == ["", "m2", "m3"]


def test_nobody_says_something_of_a_member_there_is_not(desk, case):
    assert desk.post(f"/cases/{case.id}/family/m9", data={"says": "later"}).status_code == 404
    assert desk.post(f"/cases/{case.id}/family/m1", data={"says": "x"}).status_code == 404


def test_page_says_what_filing_the_family_later_saves_and_one_choice_does_it(desk, case):
    page = desk.get(f"/cases/{case.id}/family").text
    for _click in range(2):
        answer = desk.post(f"/cases/{case.id}/family")
    after = progress_of(case, TODAY)

    assert "with the family filed for later on" in page
    assert "File the whole family later" in page
    assert answer.status_code == 303
    assert [after.facts[f"member.coe_later@m{number}"] for number in (1, 2, 3)] == [True] * 3
    assert [who.item for who in applicants(after)] == [""]
    assert "File the whole family later" not in desk.get(f"/cases/{case.id}/family").text


def test_second_click_records_nothing_more(desk, case):
    desk.post(f"/cases/{case.id}/family/m1", data={"says": "later"})
    sequence = case.sequence
    desk.post(f"/cases/{case.id}/family/m1", data={"says": "later"})

    assert case.sequence == sequence
