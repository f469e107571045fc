"""The desk on a real database: whose steps, which of them, in which order, how many queries."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from onboarding.cases import service
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.office import desk_queries
from onboarding.office.demo.loading import play
from onboarding.office.desk import Desk, Filters
from onboarding.people.queries import Held, held_roles
from tests.conftest import NOON, TODAY


def desk_of(person, today=TODAY):
    return Desk(held_roles(person, today), person.id, today)


def keys(rows):
    return [(row.number, row.key) for row in rows]


@pytest.fixture
def page(client, sign_in, office):
    sign_in(client, office)

    def fetch(path="/desk"):
        answer = client.get(path)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return fetch


@pytest.fixture
def make_checked(make_case, office):
    """Return a function that opens a case which waits for the export-control office only."""

    def make():
        case = make_case("jsps_fellow")
        play(case, {"host": case.host, "office": office}, "acceptance.export_verdict", NOON)
        return case

    return make


def test_my_tab_lists_the_open_steps_of_my_role_only(make_person, make_checked):
    case = make_checked()
    export = make_person("export@example.org", ("export",))

    rows = desk_queries.open_steps(desk_of(export), "mine", Filters())

    assert keys(rows) == [(case.number, "acceptance.export_verdict")]


def test_another_tab_lists_what_waits_for_others_and_for_whom(office, make_case):
    make_case("jsps_fellow")
    desk = desk_of(office)

    rows = desk_queries.open_steps(desk, "others", Filters())

    waiting = desk_queries.by_role(desk, None)
    assert {row.role for row in rows} == {role for role, _open, _late in waiting}
    assert sum(number for _role, number, _late in waiting) == len(rows)
    assert "office" not in {row.role for row in rows}


def test_steps_come_by_their_day_and_the_late_ones_are_told_apart(office, make_case):
    make_case("jsps_fellow", stay__starts_on=TODAY + timedelta(days=20))
    make_case("jsps_fellow", stay__starts_on=TODAY + timedelta(days=300))
    desk = desk_of(office)

    everything = desk_queries.open_steps(desk, "others", Filters())
    late = desk_queries.open_steps(desk, "late", Filters())

    assert [row.due for row in everything] == sorted(row.due for row in everything)
    assert {row.due < TODAY for row in late} == {True}
    assert len(late) >= desk_queries.counts(desk, None).late > 0


def test_who_looks_after_departments_sees_theirs_only(make_person, make_department, make_case):
    eng, sci = make_department("eng"), make_department("sci")
    make_department("law")
    make_case("jsps_fellow", department="eng")
    make_case("jsps_fellow", department="sci")
    hidden = make_case("jsps_fellow", department="law")
    both = Desk((Held("department", eng.id), Held("department", sci.id)), 1, TODAY)

    rows = desk_queries.open_steps(both, "late", Filters()) + desk_queries.open_steps(
        both, "others", Filters()
    )

    assert {row.department_id for row in rows} == {eng.id, sci.id}
    assert desk_queries.search(both, hidden.number) == []
    assert [row.due for row in rows] == sorted(row.due for row in rows)


def test_a_department_not_mine_cannot_be_asked_for(make_person, make_department, make_case):
    eng, law = make_department("eng"), make_department("law")
    make_case("jsps_fellow", department="law")
    mine = Desk((Held("department", eng.id),), 1, TODAY)

    rows = desk_queries.open_steps(mine, "others", Filters(department=law.id))

    assert rows == []


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(programme="jsps_fellow"), 1),
        (Filters(programme="aspire"), 1),
        (Filters(programme="nexus"), 0),
        (Filters(step="acceptance.export_precheck"), 2),
        (Filters(step="acceptance.export_precheck", programme="aspire"), 1),
        (Filters(step="acceptance.approval"), 0),
    ],
)
def test_lists_are_narrowed_by_programme_and_step(office, make_case, filters, count):
    make_case("jsps_fellow")
    make_case("aspire")

    rows = desk_queries.open_steps(desk_of(office), "others", filters)

    assert len({row.case_id for row in rows}) == count


def test_pages_follow_each_other_without_gap_or_repeat(office, make_case):
    for _ in range(7):
        make_case("jsps_fellow")
    desk, seen, filters = desk_of(office), [], Filters()
    whole = keys(desk_queries.open_steps(desk, "others", Filters()))

    while True:
        page = desk_queries.open_steps(desk, "others", filters)[:5]
        if not page:
            break
        seen += keys(page)
        filters = Filters(after=(page[-1].due, page[-1].id))

    assert len(whole) > 10
    assert seen == whole


def test_the_next_page_is_followed_to_the_last_with_its_filters(page, make_case):
    for _ in range(14):
        make_case("jsps_fellow")
    address, ticked, pages = "/desk?tab=others&programme=jsps_fellow", [], 0

    while address:
        shown, pages = page(address), pages + 1
        ticked += re.findall(r'name="listed" value="([^"]+)"', shown)
        found = re.search(r'href="([^"]+)">Next page', shown)
        address = unescape(found[1]) if found else ""

    assert pages == 2
    assert len(ticked) == len(set(ticked)) == 14 * 4


def test_arrivals_of_eight_weeks_with_what_is_open_and_late(office, make_case):
    soon = make_case("jsps_fellow", stay__starts_on=TODAY + timedelta(days=14))
    make_case("jsps_fellow", stay__starts_on=TODAY + timedelta(days=56))
    make_case("jsps_fellow", stay__starts_on=TODAY - timedelta(days=1))

    rows = desk_queries.cases(desk_of(office), "arrivals", Filters())

    assert [row.id for row in rows] == [soon.id]
    assert rows[0].open_steps >= rows[0].late_steps > 0
    assert rows[0].starts_on == date(2026, 12, 7)


@pytest.mark.parametrize(
    "query",
    ["garcia", "Ｇａｒｃｉａ", "GARC mar", "ガルシア", "がるしあ", "マリア", "加西亚", "西亚"],
)
def test_a_case_is_found_by_any_of_its_names(office, make_case, query):
    case = make_case(
        researcher__given_name="MARÍA",
        researcher__katakana_name="ガルシア・マリア",
        researcher__native_name="加西亚",
    )
    make_case(researcher__family_name="BROWN", researcher__given_name="MICHAEL")

    rows = desk_queries.search(desk_of(office), query)

    assert [row.id for row in rows] == [case.id]


def test_a_step_given_to_somebody_leaves_the_list_of_the_others(make_person, office, make_checked):
    one = make_person("one@example.org", ("export",))
    two = make_person("two@example.org", ("export",))
    given, kept = make_checked(), make_checked()
    by, step = By(office, NOON, part_in(given, office, TODAY)), "acceptance.export_verdict"
    service.assign_step(given.id, step, two, by=by)

    of_one, of_two = (
        desk_queries.open_steps(desk_of(person), "mine", Filters()) for person in (one, two)
    )

    assert keys(of_one) == [(kept.number, step)]
    assert keys(of_two) == [(given.number, step), (kept.number, step)]
    assert [desk_queries.counts(desk_of(person), None).mine for person in (one, two)] == [1, 2]


@pytest.mark.parametrize("tab", ["mine", "late", "others", "arrivals", "danger"])
@pytest.mark.parametrize("place", ["", "&department=1", "&programme=aspire", "&late=soon"])
def test_every_tab_opens_with_every_filter(page, make_case, tab, place):
    make_case("aspire", stay__starts_on=TODAY + timedelta(days=30))

    shown = page(f"/desk?tab={tab}{place}")

    assert "GARCIA" in shown or "Nothing here." in shown


@pytest.mark.parametrize(
    "address", ["?after=x.y", "?after=9999-99-99.1", "?department=abc", "?tab=nonsense", "?step=."]
)
def test_an_address_that_makes_no_sense_shows_the_desk(page, make_case, address):
    make_case("jsps_fellow")

    assert "<h1>Desk</h1>" in page(f"/desk{address}")


@pytest.mark.parametrize("tab", ["mine", "others", "arrivals", "danger"])
def test_a_page_takes_as_many_queries_for_three_cases_as_for_one(page, queries, make_case, tab):
    make_case("jsps_fellow", stay__starts_on=TODAY + timedelta(days=30))
    one = queries(lambda: page(f"/desk?tab={tab}"))
    make_case("aspire", department="sci", stay__starts_on=TODAY + timedelta(days=30))
    make_case("lotus", department="law", stay__starts_on=TODAY + timedelta(days=30))

    three = queries(lambda: page(f"/desk?tab={tab}"))

    assert three == one <= 5


@pytest.mark.parametrize("roles", [(), ("researcher",), ("head",), ("host",)])
def test_the_desk_is_for_offices(client, sign_in, make_person, roles):
    sign_in(client, make_person("somebody@example.org", roles))

    assert client.get("/desk").status_code == 403


def test_names_are_shown_as_typed_never_as_markup(page, make_case):
    make_case(researcher__family_name="<b>O'BRIEN</b>", stay__starts_on=TODAY + timedelta(days=9))

    shown = page("/desk?tab=others") + page("/desk?tab=arrivals") + page("/desk?q=%3Cb%3Eo")

    assert "<b>" not in shown
    assert shown.count("&lt;b&gt;O&#39;BRIEN&lt;/b&gt;") >= 2


def test_starts_in_danger_are_counted_and_listed(page, office, make_case):
    unmet = make_case("employed", stay__starts_on=date(2027, 2, 1))
    late = make_case(
        "jsps_fellow", stay__starts_on=date(2027, 9, 1), stay__ends_on=date(2028, 8, 31)
    )

    soon, then = desk_of(office), desk_of(office, late.start_safe_until + timedelta(days=1))

    assert desk_queries.counts(soon, None).danger == 1
    rows = desk_queries.cases(soon, "danger", Filters())
    assert [row.number for row in rows] == [unmet.number]
    rows = desk_queries.cases(then, "danger", Filters(programme="jsps_fellow"))
    assert [row.number for row in rows] == [late.number]
    assert desk_queries.counts(then, unmet.department_id).danger == 2
    fetched = page("/desk?tab=danger")
    assert "start in danger" in fetched
    assert (unmet.number in fetched, late.number in fetched) == (True, False)
