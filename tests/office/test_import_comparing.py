"""The same list again, a newer list, an older list, and what the office corrected meanwhile."""

from datetime import date

import pytest

from onboarding.cases import service
from onboarding.cases.models import Case
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.office.importing import jobs as import_jobs
from onboarding.office.importing import service as imports
from onboarding.office.importing.models import Import
from onboarding.office.importing.queries import all_rows, counts
from onboarding.people.models import SignInLink
from onboarding.people.service import new_link
from tests.conftest import NOON, TODAY
from tests.office.conftest import COLUMNS, LISTS, ROW, as_csv, changed, told


@pytest.fixture
def let_in(hand_in, office):
    """Return a function that hands a list in, confirms it, and tells what became of its rows."""

    def go(content, *, take=None):
        record = hand_in(content)
        if take:
            imports.decide(record, 2, take, take=True)
        imports.confirm(record, by=office, mails=True)
        import_jobs.write(record.id)
        return db.session.get_one(Import, record.id, populate_existing=True)

    return go


def facts(case):
    return progress_of(case, TODAY).facts


def only_case():
    return db.session.query(Case).one()


def changes(row):
    return [(change.key, change.old, change.new, change.why, change.take) for change in row.changes]


def test_the_same_list_again_changes_nothing(let_in):
    content = (LISTS / "plain_utf8.csv").read_bytes()
    first = counts(let_in(content))
    sequence = [case.sequence for case in db.session.query(Case)]

    again = counts(let_in(content))

    assert (first, again) == ({"opened": 3, "hints": 1}, {"known": 3, "hints": 0})
    assert [case.sequence for case in db.session.query(Case)] == sequence


def test_what_a_newer_list_changes_is_shown_and_written(let_in, hand_in):
    let_in(as_csv([ROW]))
    newer = as_csv([changed(受入終了日="2031-03-31")])

    row = next(all_rows(hand_in(newer), "change"))
    let_in(newer)

    until = (date(2030, 3, 31), date(2031, 3, 31))
    assert changes(row) == [("stay.ends_on", *until, "changed", True)]
    assert facts(only_case())["stay.ends_on"] == date(2031, 3, 31)
    assert only_case().ends_on == date(2031, 3, 31)


def test_a_start_that_moves_moves_the_due_dates(let_in, state):
    let_in(as_csv([ROW]))
    before = state(only_case()).dues

    let_in(as_csv([changed(受入開始日="2027-11-01")]))

    after = state(only_case()).dues
    assert only_case().starts_on == date(2027, 11, 1)
    assert any(after[number] > day for number, day in before.items())


def test_a_correction_of_the_office_outlives_the_same_list(let_in, hand_in, office):
    let_in(as_csv([ROW]))
    service.record_facts(only_case().id, {"stay.ends_on": date(2029, 3, 31)}, by=By(office, NOON))

    row = next(all_rows(hand_in(as_csv([ROW])), ""))
    let_in(as_csv([ROW]))

    sentence = (
        "Last day of the stay: the system has “Sat 31 Mar 2029” since the last list, and keeps it."
    )
    assert (row.state, row.changes, told(row)) == ("known", [], [("", sentence)])
    assert facts(only_case())["stay.ends_on"] == date(2029, 3, 31)


def test_where_both_have_changed_the_system_stays_unless_told(let_in, hand_in, office):
    let_in(as_csv([ROW]))
    service.record_facts(only_case().id, {"stay.ends_on": date(2029, 3, 31)}, by=By(office, NOON))
    newer = as_csv([changed(受入終了日="2031-03-31")])

    row = next(all_rows(hand_in(newer), "change"))
    kept = counts(let_in(newer))

    both = (date(2029, 3, 31), date(2031, 3, 31))
    assert changes(row) == [("stay.ends_on", *both, "conflict", False)]
    assert (kept, only_case().ends_on) == ({"known": 1, "hints": 0}, date(2029, 3, 31))


def test_a_conflict_decided_for_the_list_is_written(let_in, office):
    let_in(as_csv([ROW]))
    service.record_facts(only_case().id, {"stay.ends_on": date(2029, 3, 31)}, by=By(office, NOON))

    let_in(as_csv([changed(受入終了日="2031-03-31")]), take="stay.ends_on")

    assert only_case().ends_on == date(2031, 3, 31)


def test_a_case_that_changed_after_the_preview_is_left_alone(hand_in, let_in, office):
    let_in(as_csv([ROW]))
    record = hand_in(as_csv([changed(受入終了日="2031-03-31")]))
    service.record_facts(only_case().id, {"stay.ends_on": date(2029, 3, 31)}, by=By(office, NOON))

    imports.confirm(record, by=office, mails=True)
    import_jobs.write(record.id)

    row = next(all_rows(record, "bad"))
    assert told(row) == [
        ("", "The system has changed since the list was read; nothing of this row went in.")
    ]
    assert only_case().ends_on == date(2029, 3, 31)


def test_an_empty_cell_takes_nothing_back(let_in):
    let_in(as_csv([ROW]))

    let_in(as_csv([changed(名="")]))

    assert facts(only_case())["researcher.given_name"] == "ROSALIND"


def test_a_stay_far_from_the_first_is_another_case(let_in):
    let_in(as_csv([ROW]))

    let_in(as_csv([changed(受入開始日="2032-04-01", 受入終了日="2032-09-30")]))

    assert [case.starts_on for case in db.session.query(Case)] == [
        date(2027, 10, 1),
        date(2032, 4, 1),
    ]
    assert len({case.researcher_id for case in db.session.query(Case)}) == 1


def test_another_programme_is_another_case(let_in):
    let_in(as_csv([ROW]))

    let_in(as_csv([changed(プログラム="ASPIRE")]))

    assert [case.programme for case in db.session.query(Case)] == ["expert_j", "aspire"]


def test_two_visits_in_one_list_stay_two_cases(let_in):
    first = changed(プログラム="LOTUS", 受入終了日="2027-10-31")
    second = changed(プログラム="LOTUS", 受入開始日="2027-11-20", 受入終了日="2027-12-20")
    let_in(as_csv([first]))

    let_in(as_csv([first, second]))

    assert [case.starts_on for case in db.session.query(Case)] == [
        date(2027, 10, 1),
        date(2027, 11, 20),
    ]


def test_a_corrected_address_moves_the_account_and_voids_its_links(let_in):
    let_in(as_csv([ROW]))
    new_link(only_case().researcher, "/", at=NOON)
    db.session.commit()

    let_in(as_csv([changed(メールアドレス="r.hartley@example.org")]))

    assert only_case().researcher.email == "r.hartley@example.org"
    assert facts(only_case())["researcher.email"] == "r.hartley@example.org"
    assert db.session.query(SignInLink).count() == 0


def test_a_child_born_meanwhile_joins_the_family(let_in):
    columns = [*COLUMNS, "配偶者", "子の生年月日"]
    let_in(as_csv([[*ROW, "有", "2019-08-02"]], columns))
    service.record_facts(only_case().id, {"member.given_name@m2": "ADA"}, by=By(None, NOON))

    let_in(as_csv([[*ROW, "有", "2019-08-02; 2026-05-06"]], columns))

    found = facts(only_case())
    assert found["family.members"] == ("m1", "m2", "m3")
    assert (found["member.given_name@m2"], found["member.birth_date@m3"]) == (
        "ADA",
        date(2026, 5, 6),
    )


def test_another_host_takes_over(let_in, make_person, make_department):
    columns = [*COLUMNS, "受入教員"]
    let_in(as_csv([[*ROW, "西村 颯太"]], columns))
    other = make_person("mori@example.org", name="Hana Mori", name_ja="森 花")
    other.department_id = make_department("eng").id
    db.session.commit()

    let_in(as_csv([[*ROW, "森 花"]], columns))

    assert only_case().host.email == "mori@example.org"
    assert facts(only_case())["host.name"] == "Hana Mori"


def test_an_ended_case_is_left_alone(let_in, hand_in, office):
    let_in(as_csv([ROW]))
    service.stop_case(only_case().id, reason="withdrawn", by=By(office, NOON))

    row = next(all_rows(hand_in(as_csv([changed(名="R.")])), ""))

    assert (row.state, told(row)) == (
        "known",
        [("", "The case has ended; nothing of it is changed.")],
    )


def test_a_change_that_breaks_a_rule_with_the_systems_facts_is_refused(let_in, hand_in, office):
    let_in(as_csv([ROW]))
    service.record_facts(only_case().id, {"stay.starts_on": date(2028, 4, 1)}, by=By(office, NOON))

    row = next(all_rows(hand_in(as_csv([changed(受入終了日="2028-01-31")])), ""))

    assert row.state == "bad"
    assert ("", "The last day lies before the first day.") in told(row)


def test_a_start_moved_to_a_day_that_cannot_be_met_is_a_hint(let_in, hand_in):
    let_in(as_csv([ROW]))

    moved = next(all_rows(hand_in(as_csv([changed(受入開始日="2027-01-15")])), "change"))
    later = next(all_rows(hand_in(as_csv([changed(受入開始日="2027-11-01")])), "change"))

    assert [hint.say.en for hint in moved.hints] == [
        "A start on Fri 15 Jan 2027 can no longer be met. The earliest that can is Thu 20 May 2027."
    ]
    assert later.hints == []
