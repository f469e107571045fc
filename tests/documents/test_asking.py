"""Asking for papers: once for the same facts, anew when they have been others meanwhile."""

from onboarding.database import db, transaction
from onboarding.documents import service
from onboarding.documents.models import Document
from tests.conftest import NOON


def asked(case, fingerprint="a"):
    """Ask for the paper of a step; return its id, None where none was needed."""
    with transaction():
        sheet = service.Asked(case.id, "housing.permit", "housing_permit", "{}", fingerprint, ())
        found = service.ask(sheet, at=NOON)
        return found.id if found else None


def make(id):
    """Make a paper, as a worker does."""
    with transaction():
        document = db.session.get_one(Document, id)
        document.state, document.stale = "made", False


def test_paper_is_asked_for_once_for_the_same_facts(make_case):
    case = make_case()
    first = asked(case)

    assert (first, asked(case)) == (first, None)
    make(first)
    assert asked(case) is None


def test_stale_paper_is_made_anew_though_its_facts_are_the_same_again(make_case):
    case = make_case()
    first = asked(case)
    make(first)
    with transaction():
        service.mark_stale(case.id, "housing.permit")

    second = asked(case)

    found = db.session.get_one(Document, second)
    assert (found.state, found.replaces_id) == ("asked", first)
    assert asked(case) is None
