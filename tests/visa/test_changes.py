"""What has changed: told by the researcher or the office, with what follows at once."""

from datetime import date, timedelta

import pytest

from onboarding.cases import service
from onboarding.cases.policies import Part
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from tests.conftest import NOON, TODAY
from tests.visa.test_panels import lead_to

YESTERDAY = TODAY - timedelta(days=1)
HR = By(None, NOON, Part(0, {"office": None}))


@pytest.fixture
def case(make_case):
    made = make_case("jsps_fellow")
    return lead_to(made, "visa.status")


@pytest.fixture
def pages(case, client, sign_in, time_machine_at):
    """The pages of changes as the researcher of a case sees them."""
    time_machine_at(NOON)
    sign_in(client, case.researcher)
    return client


def events(case):
    facts = progress_of(case, TODAY).facts
    return {
        key: value for key, value in facts.items() if key.partition(".")[0] in ("life", "event")
    }


def due(case, step):
    progress = progress_of(case, TODAY)
    return progress.dues[progress.plan.find(step).number]


def tell(pages, case, kind, **typed):
    data = {name.replace("__", "."): value for name, value in typed.items()}
    return pages.post(f"/cases/{case.id}/changes/{kind}", data=data)


def test_move_is_told_on_a_phone_and_says_what_to_do_by_when(case, pages):
    page = tell(pages, case, "moved", event__happened_on=YESTERDAY.isoformat())

    assert page.location == f"/cases/{case.id}/changes#e1"
    assert events(case) == {
        "life.events": ("e1",),
        "event.kind@e1": "moved",
        "event.happened_on@e1": YESTERDAY,
        "event.person@e1": case.name,
    }
    assert due(case, "residence.moved@e1") == YESTERDAY + timedelta(days=14)
    text = pages.get(f"/cases/{case.id}/changes").text
    assert "Tell city hall about your move" in text
    assert "If it is missed: A fine of up to 200,000 yen" in text


def test_dates_are_shown_before_anything_is_recorded(case, pages):
    page = tell(pages, case, "card_lost", event__happened_on=YESTERDAY.isoformat(), save="look")

    assert "Apply for a new residence card" in page.text
    assert "not verified" in page.text
    assert events(case) == {}


def test_child_born_here_joins_the_family_and_needs_no_certificate(case, pages):
    tell(
        pages,
        case,
        "born",
        event__happened_on=YESTERDAY.isoformat(),
        member__family_name="LEE",
        member__nationality="KOR",
    )

    progress = progress_of(case, TODAY)
    child = progress.facts["family.members"][-1]
    assert progress.facts[f"member.birth_date@{child}"] == YESTERDAY
    assert progress.facts[f"member.born_here@{child}"] is True
    assert {
        step: due(case, f"residence.{step}@e1") - YESTERDAY
        for step in ("birth_report", "birth_status", "birth_limit")
    } == {
        "birth_report": timedelta(days=13),
        "birth_status": timedelta(days=30),
        "birth_limit": timedelta(days=60),
    }
    papers = progress.plan.find(f"visa.dependant_papers@{child}")
    assert progress.skipped >> papers.number & 1


def test_day_that_lies_ahead_is_refused_for_what_has_happened(case, pages):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()

    page = tell(pages, case, "moved", event__happened_on=tomorrow)

    assert page.status_code == 422
    assert "This day lies in the future." in page.text
    assert f'value="{tomorrow}"' in page.text
    assert events(case) == {}


def test_departure_for_a_while_may_lie_ahead_and_ends_with_the_period_of_stay(case, pages):
    until = TODAY + timedelta(days=100)
    service.record_facts(case.id, {"residence.granted_until": until}, by=HR)

    tell(pages, case, "away", event__happened_on=(TODAY + timedelta(days=3)).isoformat())

    assert due(case, "residence.back_in_time@e1") == until


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        ("professor", {"affiliation_activity"}),
        ("researcher", {"affiliation_contract"}),
        ("hsp_1_a", {"affiliation_contract", "hsp_employer"}),
        ("cultural_activities", set()),
    ],
)
def test_notice_of_a_new_contract_depends_on_the_status(case, pages, status, steps):
    service.record_facts(case.id, {"visa.residence_status": status}, by=HR)

    tell(pages, case, "new_contract", event__happened_on=YESTERDAY.isoformat())

    progress = progress_of(case, TODAY)
    mine = {p.step.id for p in progress.plan.steps if p.item == "e1"}
    applying = {p.step.id for p in progress.plan.steps if p.item == "e1"} & mine
    gone = {p.step.id for p in progress.steps(progress.skipped) if p.item == "e1"}
    assert applying - gone == steps


def test_status_without_a_notice_is_told_so(case, pages):
    service.record_facts(case.id, {"visa.residence_status": "cultural_activities"}, by=HR)

    page = tell(pages, case, "host_changed", event__happened_on=YESTERDAY.isoformat(), save="look")

    assert "No notice about the organisation" in page.text
    assert "We know of no deadline" not in page.text


def test_second_click_records_nothing_more(case, pages):
    for _click in range(2):
        page = tell(pages, case, "moved", event__happened_on=YESTERDAY.isoformat())

    assert page.location == f"/cases/{case.id}/changes#e1"
    assert events(case)["life.events"] == ("e1",)


def birth(pages, case, given_name):
    return tell(
        pages,
        case,
        "born",
        event__happened_on=YESTERDAY.isoformat(),
        member__family_name="LEE",
        member__given_name=given_name,
        member__nationality="KOR",
    )


def test_twins_are_two_and_one_taken_back_takes_one_child(case, pages):
    before = progress_of(case, TODAY).facts.get("family.members") or ()
    for name in ("HANA", "HANA", "MINA"):
        birth(pages, case, name)

    assert events(case)["life.events"] == ("e1", "e2")
    pages.post(f"/cases/{case.id}/changes/e1/take-back")

    facts = progress_of(case, TODAY).facts
    left = [m for m in facts["family.members"] if m not in before]
    assert [facts[f"member.given_name@{one}"] for one in left] == ["MINA"]
    assert facts["life.events"] == ("e2",)


def test_child_stays_where_nobody_can_say_which_it_is(case, pages):
    birth(pages, case, "HANA")
    child = progress_of(case, TODAY).facts["family.members"][-1]
    other_day = YESTERDAY - timedelta(days=3)
    service.record_facts(case.id, {f"member.birth_date@{child}": other_day}, by=HR)

    pages.post(f"/cases/{case.id}/changes/e1/take-back")

    assert child in progress_of(case, TODAY).facts["family.members"]


def test_what_was_told_by_mistake_is_taken_back_with_its_steps(case, pages):
    tell(pages, case, "moved", event__happened_on=YESTERDAY.isoformat())

    page = pages.post(f"/cases/{case.id}/changes/e1/take-back")

    assert page.location == f"/cases/{case.id}/changes"
    progress = progress_of(case, TODAY)
    assert progress.facts["life.events"] == ()
    assert progress.plan.find("residence.moved@e1") is None
    assert pages.post(f"/cases/{case.id}/changes/e1/take-back").status_code == 404


def test_next_change_has_another_name_than_one_taken_back(case, pages):
    tell(pages, case, "moved", event__happened_on=YESTERDAY.isoformat())
    pages.post(f"/cases/{case.id}/changes/e1/take-back")

    tell(pages, case, "card_lost", event__happened_on=YESTERDAY.isoformat())

    assert progress_of(case, TODAY).facts["life.events"] == ("e2",)


def test_unknown_change_is_not_found_and_strangers_are_kept_out(case, pages, browser, sign_in):
    assert pages.get(f"/cases/{case.id}/changes/lottery").status_code == 404
    other = browser()
    sign_in(other, case.host)
    assert other.get(f"/cases/{case.id}/changes").status_code == 403


def test_page_says_in_japanese_what_to_do(case, pages):
    pages.post("/language", data={"language": "ja", "next": "/"})

    text = pages.get(f"/cases/{case.id}/changes/born").text

    assert "出生届" in text
    assert "在留資格取得" in text


def test_a_stay_without_changes_has_no_step_of_them(case):
    progress = progress_of(case, TODAY)

    assert [p.key for p in progress.plan.steps if p.step.each and "life" in p.step.each.text] == []
    assert date(2026, 1, 1) < TODAY
