"""Steps that are done again when facts change they were done with."""

from datetime import date

from tests.engine.building import DAY, Story, blueprint

FLOW = """
- {id: a, asks: [person.name], redo_when_changed: [person.name, stay.days]}
- {id: b, needs: [a]}
"""


def told() -> Story:
    case = Story(blueprint(FLOW)).open(stay__starts_on=DAY, stay__ends_on=DAY)
    return case.finish("a", person__name="Mei")


def test_a_step_is_taken_back_when_one_of_its_facts_changes() -> None:
    case = told().finish("b").answer(person__name="Li")

    assert case.states() == {"a": "open", "b": "done"}
    assert [planned.key for planned in case.progress.steps(case.progress.stale)] == ["w.a"]
    assert case.finish("a").progress.stale == 0


def test_a_step_is_taken_back_when_what_is_computed_changes() -> None:
    case = told()

    case.answer(stay__starts_on=date(2027, 2, 1), stay__ends_on=date(2027, 2, 1))
    assert case.opened() == ["b"]
    case.answer(stay__ends_on=date(2027, 2, 2))
    assert case.opened() == ["a"]


def test_answers_given_with_the_step_itself_do_not_take_it_back() -> None:
    case = told()

    assert case.opened() == ["b"]
    case.reopen("a").finish("a", person__name="Li")
    assert case.opened() == ["b"]


def test_answers_given_in_another_step_take_it_back() -> None:
    assert told().finish("b", person__name="Li").opened() == ["a"]


def test_a_step_of_an_item_is_redone_for_its_own_item_and_what_all_share() -> None:
    steps = "[{id: a, each: family.members, redo_when_changed: [member.name, person.name]}]"
    case = Story(blueprint(steps)).open(family__members=("m1", "m2")).finish("a@m1", "a@m2")

    assert case.answer(member__name_at_m2="Li").opened() == ["a@m2"]
    assert case.answer(person__name="Mei").opened() == ["a@m1", "a@m2"]


def test_a_step_for_all_is_redone_for_any_item() -> None:
    steps = "[{id: a, redo_when_changed: [member.name]}]"
    case = Story(blueprint(steps)).open(family__members=("m1", "m2")).finish("a")

    assert case.answer(member__name_at_m2="Li").opened() == ["a"]
    assert case.finish("a").answer(family__members=("m1",)).opened() == ["a"]


def test_a_paper_may_be_redone_for_facts_it_does_not_show() -> None:
    steps = "[{id: a, document: letter, redo_when_changed: [person.pay]}]"
    letter = {"letter": "{uses: [person.name]}"}
    case = Story(blueprint(steps, documents=letter)).open(person__name="Mei").finish("a")

    assert case.answer(person__pay=3).opened() == ["a"]
    assert case.finish("a").answer(person__name="Li").opened() == ["a"]
    assert case.finish("a").answer(person__paid=True).opened() == []
