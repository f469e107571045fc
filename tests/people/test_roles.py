"""Roles given and taken back; somebody always stays administrator."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from onboarding.database import db
from onboarding.people import service
from onboarding.people.models import Grant, Person


def admins():
    db.session.rollback()
    return db.session.query(Grant).filter_by(role="admin").count()


def test_the_last_administrator_keeps_the_role(client, sign_in, make_person):
    boss = make_person("boss@example.org", ("admin",))
    sign_in(client, boss)

    answer = client.post(f"/people/roles/{boss.grants[0].id}/take-back", follow_redirects=True)

    assert "Somebody has to be administrator." in answer.text
    assert admins() == 1


def test_somebody_who_has_left_does_not_count_as_administrator(make_person):
    boss, left = make_person("a@example.org", ("admin",)), make_person("b@example.org", ("admin",))
    left.active = False
    db.session.commit()

    with pytest.raises(service.LastAdministrator):
        service.take_back_but_last(boss, boss.grants[0].id)


def test_two_administrators_who_depose_each_other_leave_one(app, make_person):
    people = [make_person(f"{name}@example.org", ("admin",)) for name in "ab"]
    ids, both = [(person.id, person.grants[0].id) for person in people], Barrier(2)

    def depose(person_id, grant_id):
        with app.app_context():
            both.wait(timeout=10)
            try:
                service.take_back_but_last(db.session.get_one(Person, person_id), grant_id)
            except service.LastAdministrator:
                return "kept"
            return "taken"

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(depose, *zip(*ids, strict=True)))

    assert found == ["kept", "taken"]
    assert admins() == 1


@pytest.mark.parametrize("path", ["/people", "/people/roles/1/take-back"])
def test_roles_are_the_administrators_business(client, sign_in, make_person, path):
    make_person("boss@example.org", ("admin",))
    sign_in(client, make_person("office@example.org", ("office", "head")))

    assert client.post(path).status_code == 403
    assert admins() == 1
