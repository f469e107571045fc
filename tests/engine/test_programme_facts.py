"""Facts true of every case of a programme, unless a case says otherwise."""

from datetime import date

from tests.engine.building import Story, blueprint

PAID = "{facts: {person.paid: true, stay.starts_on: 2027-04-01}}"


def test_they_are_known_from_the_start() -> None:
    case = Story(blueprint("[{id: a, when: person.paid}]", programme=PAID)).open()

    assert case.opened() == ["a"]
    assert case.progress.facts["stay.starts_on"] == date(2027, 4, 1)


def test_one_taken_back_is_again_what_the_programme_says() -> None:
    case = Story(blueprint("[{id: a, when: person.paid}]", programme=PAID)).open()

    assert case.answer(person__paid=False).opened() == []
    assert case.answer(person__paid=None).opened() == ["a"]
