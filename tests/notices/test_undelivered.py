"""A mail nobody could deliver is shown to the office, who sends it again."""

import pytest

from onboarding.database import db
from onboarding.notices.models import Notice
from onboarding.notices.service import Message, queue, undelivered
from tests.conftest import NOON


@pytest.fixture
def case(make_case):
    """A case whose mail to the researcher was given up."""
    case = make_case("jsps_fellow")
    for notice in db.session.query(Notice).filter_by(case_id=case.id):
        notice.state = "sent"
    told = queue(Message("reminder", case.researcher, case.id), at=NOON)
    told.state, told.tries = "failed", 8
    db.session.commit()
    return case


def test_the_office_sees_it_and_sends_it_again(client, sign_in, make_person, case):
    sign_in(client, make_person("office@example.org", ("office",)))
    page = f"/cases/{case.id}/overview"
    before = client.get(page).get_data(as_text=True)

    answer = client.post(f"/cases/{case.id}/mails/again", follow_redirects=True)

    after = answer.get_data(as_text=True)
    assert "A mail to Researcher1 (researcher1@example.org) could not be delivered." in before
    assert "1 mail is sent again." in after
    assert "could not be delivered" not in after
    last = db.session.query(Notice).order_by(Notice.id.desc()).first()
    assert (last.state, last.tries) == ("waiting", 0)


def test_a_later_mail_that_went_out_makes_it_a_thing_of_the_past(case):
    later = queue(Message("reminder", case.researcher, case.id, {"days": 1}), at=NOON)
    later.state = "sent"
    db.session.commit()

    assert undelivered(case.id) == []


@pytest.mark.parametrize("roles", [("researcher",), ("export",), ()])
def test_only_the_office_sends_again(client, sign_in, make_person, case, roles):
    sign_in(client, make_person("somebody@example.org", roles))

    assert client.post(f"/cases/{case.id}/mails/again").status_code == 403
