"""Numbers of papers and cases: each once, without gaps, in the fiscal year of the office's date."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest

from onboarding.cases import service as cases
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.documents import service
from onboarding.documents.models import Document
from tests.conftest import NOON, TODAY

MANY = 8


@pytest.fixture
def paper(app, make_case):
    """Return a function that adds a paper in some state."""
    case = make_case("employed")

    def add(**more):
        values = {"state": "asked", "tries": 0, "claimed_until": None, **more}
        document = Document(
            case_id=case.id,
            step_key="acceptance.certificate",
            name="acceptance_certificate",
            fingerprint="",
            facts="",
            asked_at=NOON,
            **values,
        )
        db.session.add(document)
        db.session.commit()
        return document.id

    return add


@pytest.mark.parametrize(
    ("on", "number"),
    [(date(2027, 3, 31), "X-26-0001"), (date(2027, 4, 1), "X-27-0001")],
)
def test_numbers_follow_the_fiscal_year(app, on, number):
    with transaction():
        assert service.next_number("X", on) == number


def test_a_case_opened_in_the_first_hour_of_april_in_japan_is_one_of_the_new_year(app, make_case):
    first = make_case("employed")
    new = cases.NewCase("employed", first.department_id, first.researcher_id, None)
    half_past_midnight = datetime(2027, 3, 31, 15, 30, tzinfo=UTC)

    case = cases.open_case(new, by=By(None, half_past_midnight))

    assert case.number == "27-0001"


def test_the_first_numbers_of_a_year_are_given_once_each_at_the_same_moment(app):
    barrier = Barrier(MANY)

    def take(_worker):
        with app.app_context():
            barrier.wait(timeout=30)
            with transaction():
                return service.next_number("X", TODAY)

    db.session.rollback()
    with ThreadPoolExecutor(MANY) as pool:
        found = list(pool.map(take, range(MANY)))

    assert sorted(found) == [f"X-26-{number:04d}" for number in range(1, MANY + 1)]


def test_a_number_taken_back_is_given_again(app):
    db.session.rollback()
    first = service.next_number("X", TODAY)
    db.session.rollback()

    with transaction():
        assert (first, service.next_number("X", TODAY)) == ("X-26-0001", "X-26-0001")


def test_a_paper_keeps_its_number_however_often_it_is_tried(paper):
    id, later = paper(), NOON + timedelta(minutes=1)

    first = service.claim(id, "X", at=NOON, on=TODAY).number
    again = service.claim(id, "X", at=later, on=TODAY).number

    assert (first, again) == ("X-26-0001", "X-26-0001")


def test_a_paper_that_kills_its_makers_is_given_up(paper):
    id = paper(state="making", tries=5, claimed_until=NOON)

    taken = service.claim(id, "X", at=NOON + timedelta(minutes=1), on=TODAY)

    db.session.rollback()
    assert (taken, db.session.get_one(Document, id).state) == (None, "failed")
