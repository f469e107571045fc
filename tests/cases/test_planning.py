"""The start of a stay on the pages of its case: whether it can be met, and what moved and why."""

import json
from datetime import date, timedelta
from html import unescape

import pytest

from onboarding.cases import service
from onboarding.cases.models import Case, CaseMove
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.database import db
from tests.conftest import NOON, TODAY

SOON, LATER = date(2027, 2, 1), date(2027, 9, 1)
DAY = timedelta(days=1)
DECLARED = {
    **{f"declaration.{name}": False for name in ("type1", "foreign_money", "type3", "in_japan")},
    "declaration.institutions": None,
    "declaration.pledge": True,
}
CORRECTED = {"stay.starts_on": "2027-02-01", "stay.ends_on": "2028-08-31"}


@pytest.fixture
def office(make_person):
    return make_person("office@example.org", ("office",))


@pytest.fixture
def read(browser, sign_in, time_machine_at):
    """Return a function by which somebody reads a page in a language, on a day."""
    time_machine_at(NOON)

    def words(person, path, language="en", data=None):
        client = browser(language)
        person.language = language
        db.session.commit()
        sign_in(client, person)
        answer = client.post(path, data=data) if data is not None else client.get(path)
        text = " ".join(unescape(answer.get_data(as_text=True)).split())
        return answer.status_code, text

    return words


@pytest.fixture
def correct(office):
    """Return a function by which the office corrects facts of a case."""

    def record(case, at=NOON, **facts):
        by = By(office, at, part_in(case, office, at.date()))
        service.record_facts(case.id, {k.replace("__", "."): v for k, v in facts.items()}, by=by)

    return record


def moves() -> list[dict[str, object]]:
    return [json.loads(row.told) for row in db.session.query(CaseMove).order_by(CaseMove.id)]


@pytest.mark.parametrize(
    ("language", "sentence", "decides"),
    [
        (
            "en",
            "A start on Mon 1 Feb 2027 can no longer be met. The earliest that can is",
            "decides the start",
        ),
        ("ja", "2027年2月1日(月)の開始には間に合わない見込みです。最短の開始日は", "開始日を左右"),
    ],
)
def test_the_office_sees_at_once_that_a_start_cannot_be_met(
    make_case, office, read, language, sentence, decides
):
    case = make_case("employed", stay__starts_on=SOON)

    status, page = read(office, f"/cases/{case.id}/overview", language)

    assert (status, sentence in page) == (200, True)
    assert page.count(f'<span class="decisive">{decides}</span>') == 18
    assert page.count('class="picture__decisive"') == 17


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The start on Wed 1 Sep 2027 can be met; the next step that decides it has 112"),
        (
            "ja",
            "2027年9月1日(水)の開始に間に合う見込みです。開始日を左右する次の手続には、あと112日",
        ),
    ],
)
def test_the_office_sees_how_much_room_a_start_has(make_case, office, read, language, sentence):
    case = make_case("employed", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))

    _status, page = read(office, f"/cases/{case.id}/overview", language)

    assert sentence in page


def test_the_chain_names_who_decides_the_usual_time_and_the_seasons(make_case, office, read):
    case = make_case("employed", stay__starts_on=date(2027, 5, 20), stay__ends_on=LATER)

    _status, page = read(office, f"/cases/{case.id}/overview")

    assert "Immigration Services Agency: usually 60 days (30 to 90), expected" in page
    assert "Faculty council: usually 5 working days *, expected Wed 20 Jan 2027" in page
    assert "Researcher: usually on the same day *, expected" in page
    assert "The immigration office is crowded in March and April" in page
    assert "Moving season" not in page
    assert "steps are counted though nobody knows yet whether they are needed." in page


def test_the_latest_day_stands_beside_the_due_date(make_case, office, read):
    case = make_case("jsps_fellow", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))

    _status, page = read(office, f"/cases/{case.id}/overview")

    _head, _, rest = page.rpartition("Landing in Japan</a>")
    assert '1 Sep 2027<br><span class="small quiet">latest 1 Sep 2027</span>' in rest


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The stay is planned to begin on Mon 1 Feb 2027. At the usual pace"),
        ("ja", "受入開始日は2027年2月1日(月)の予定です。通常の所要日数では"),
    ],
)
def test_the_researcher_is_told_in_plain_words(make_case, read, language, sentence):
    case = make_case("employed", stay__starts_on=SOON)

    status, page = read(case.researcher, f"/cases/{case.id}", language)

    assert (status, sentence in page) == (200, True)
    assert "Faculty council" not in page
    assert page.count('class="decisive"') == 1


def test_nobody_is_warned_of_a_start_that_can_be_met(make_case, read):
    case = make_case("employed", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))

    _status, page = read(case.researcher, f"/cases/{case.id}")

    assert "The stay is planned to begin on" not in page


def test_an_early_start_is_said_before_a_correction_is_saved(make_case, office, read):
    case = make_case("employed", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))
    path, typed = f"/cases/{case.id}/facts/stay/correct", {**CORRECTED, "note": "Sooner"}

    status, page = read(office, path, data=typed)

    assert status == 422
    assert "A start on Mon 1 Feb 2027 can no longer be met." in page
    assert ('value="2027-02-01"' in page, ">Sooner</textarea>" in page) == (True, True)
    assert db.session.get_one(Case, case.id).starts_on == LATER

    status, _page = read(office, path, data={**typed, "warned": "2027-02-01"})

    assert status == 303
    assert db.session.get_one(Case, case.id).starts_on == SOON


def test_a_correction_of_something_else_is_not_held_up(make_case, office, read):
    case = make_case("employed", stay__starts_on=SOON, stay__ends_on=date(2028, 8, 31))

    typed = {**CORRECTED, "stay.theme": "Optics"}
    status, _page = read(office, f"/cases/{case.id}/facts/stay/correct", data=typed)

    assert status == 303


def test_the_page_tells_what_a_correction_moved_and_why(make_case, office, read, correct):
    case = make_case("employed", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))
    correct(case, stay__starts_on=SOON)

    _status, page = read(office, f"/cases/{case.id}/overview")

    assert page.count("“First day of the stay” is another day now.") == 2
    assert "Your passport (due): 28 May 2027 → 29 Oct" in page
    assert page.count("Since then the wanted start cannot be met any more") == 2

    _status, page = read(case.researcher, f"/cases/{case.id}")

    assert "Your passport: Thu 29 Oct 2026 (before: Fri 28 May 2027)" in page
    assert "Application to accept:" not in page


def test_what_moved_is_told_in_japanese(make_case, office, read, correct):
    case = make_case("employed", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))
    correct(case, stay__starts_on=SOON)

    _status, page = read(office, f"/cases/{case.id}/overview", "ja")

    assert "「受入開始日」が変わりました。" in page
    assert "旅券（期限）：2027/5/28(金) → 10/29(木)" in page


def test_the_note_above_the_page_goes_after_a_week_and_the_history_stays(
    make_case, office, read, correct, time_machine_at
):
    case = make_case("employed", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))
    correct(case, stay__starts_on=SOON)
    time_machine_at(NOON + 8 * DAY)

    _status, page = read(office, f"/cases/{case.id}/overview")
    _status, theirs = read(case.researcher, f"/cases/{case.id}")

    assert page.count("“First day of the stay” is another day now.") == 1
    assert "What moved lately" not in page + theirs


def test_a_step_finished_late_is_told_with_what_it_moved(make_case, act):
    case = make_case("jsps_fellow", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))
    facts = DECLARED
    act(case, case.researcher, "acceptance.declaration", facts=facts, at=NOON + 12 * DAY)

    late = ["finished", "acceptance.declaration"]
    assert moves()[0]["shifts"][0] == [
        *("acceptance.export_verdict", "expected", "2026-12-14", "2026-12-19"),
        *late,
    ]
    assert {tuple(shift[4:]) for told in moves() for shift in told["shifts"]} == {tuple(late)}


def test_a_step_finished_in_time_moves_nothing_worth_telling(make_case, act):
    case = make_case("jsps_fellow", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))
    facts = DECLARED
    act(case, case.researcher, "acceptance.declaration", facts=facts, at=NOON + DAY)

    assert moves() == []


def test_steps_that_are_late_now_are_told_while_they_are(make_case, office, read, time_machine_at):
    case = make_case("jsps_fellow", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))
    time_machine_at(NOON + 20 * DAY)

    _status, page = read(office, f"/cases/{case.id}/overview")

    assert "“About you” is not finished yet, though it should be." in page
    assert "Export-control verdict (expected): 14 Dec → 27 Dec" in page


def test_a_case_keeps_until_when_its_start_is_safe(make_case, correct):
    late = make_case("employed", stay__starts_on=SOON)
    early = make_case("employed", stay__starts_on=LATER, stay__ends_on=date(2028, 8, 31))
    unknown = make_case("employed", stay__starts_on=None, stay__ends_on=None)

    assert late.start_safe_until == TODAY - DAY
    assert early.start_safe_until == date(2027, 3, 22)
    assert unknown.start_safe_until is None
    correct(early, stay__starts_on=SOON)
    assert early.start_safe_until == TODAY - DAY
