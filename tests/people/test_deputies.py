"""Naming who stands in: for oneself, or as administrator for anybody."""

import re
from datetime import date

import pytest

from onboarding.database import db
from onboarding.people.models import Deputy

PAGE = "/deputies"


@pytest.fixture
def here(client, sign_in, make_person, make_department):
    """A head who is signed in, and a colleague without any role."""
    head = make_person("head@example.org", ("head",), make_department())
    colleague = make_person("fujii@example.org", name="Naoko Fujii")
    make_person("researcher@example.org", name="Maria Garcia")
    colleague.department_id = make_department().id
    db.session.commit()
    sign_in(client, head)
    return head, colleague


def typed(head, colleague, **changes):
    plain = {"absent": head.id, "deputy": colleague.id}
    return {**plain, "starts_on": "2027-03-01", "ends_on": "2027-03-14", **changes}


def choices(page, name):
    [box] = re.findall(rf'<select[^>]*name="{name}".*?</select>', page, re.S)
    return re.findall(r"<option[^>]*>([^<]*)", box)


def test_everybody_of_the_institution_can_stand_in_and_no_researcher(client, here):
    page = client.get(PAGE).get_data(as_text=True)

    assert choices(page, "absent") == ["Head"]
    assert choices(page, "deputy") == ["Naoko Fujii", "Head"]


def test_a_head_names_a_colleague_without_a_role(client, here):
    answer = client.post(PAGE, data=typed(*here), follow_redirects=True)

    [found] = db.session.query(Deputy).all()
    assert "The deputy is named." in answer.get_data(as_text=True)
    assert (found.absent_id, found.deputy_id) == (here[0].id, here[1].id)
    assert (found.starts_on, found.ends_on) == (date(2027, 3, 1), date(2027, 3, 14))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ends_on": "2027-02-28"}, "The last day lies before the first day."),
        ({"deputy": 1}, "Nobody is their own deputy."),
        ({"starts_on": "soon"}, "Not a valid date value."),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(client, here, changes, says):
    answer = client.post(PAGE, data=typed(*here, **changes))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in page
    assert 'value="2027-03-14"' in page or "2027-02-28" in page
    assert db.session.query(Deputy).count() == 0


def test_nobody_names_a_deputy_for_somebody_else(client, here, make_person):
    other = make_person("other@example.org", ("head",))

    answer = client.post(PAGE, data=typed(*here, absent=other.id))

    assert answer.status_code == 422
    assert db.session.query(Deputy).count() == 0


def test_an_administrator_names_one_for_anybody(client, sign_in, here, make_person):
    sign_in(client, make_person("admin@example.org", ("admin",)))

    client.post(PAGE, data=typed(*here))

    assert db.session.query(Deputy).count() == 1


def test_only_the_absent_end_it_early(client, sign_in, here, make_person):
    client.post(PAGE, data=typed(*here))
    number = db.session.query(Deputy).one().id
    sign_in(client, make_person("other@example.org", ("head",)))
    refused = client.post(f"{PAGE}/{number}/end").status_code
    sign_in(client, here[0])

    ended = client.post(f"{PAGE}/{number}/end").status_code

    assert (refused, ended) == (403, 303)


def test_a_researcher_has_no_deputies(client, sign_in, make_person):
    sign_in(client, make_person("researcher@example.org"))

    assert client.get(PAGE).status_code == 403
