"""Outcomes that send back for correction."""

from datetime import date

from onboarding.engine.progress import done_again
from tests.engine.building import Story, blueprint

FLOW = """
- id: form
- {id: check, needs: [form]}
- {id: aside, needs: [form]}
- {id: decision, needs: [check], outcomes: {fine: , again: {then: back to form}}}
- {id: after, needs: [decision]}
"""


def test_target_sender_and_what_lies_between_are_done_again() -> None:
    case = Story(blueprint(FLOW)).open().finish("form", "check", "aside")

    case.finish("decision=again")

    assert case.states() == {
        "form": "open",
        "check": "waiting",
        "aside": "done",
        "decision": "waiting",
        "after": "waiting",
    }
    assert case.progress.marks.keys() == {"w.aside"}
    assert case.progress.facts.keys().isdisjoint({"w.decision", "w.form.done_on"})


def test_the_second_round_ends_like_the_first() -> None:
    case = Story(blueprint(FLOW)).open().finish("form", "check", "decision=again")

    case.finish("form", "check", "decision=fine")

    assert case.opened() == ["aside", "after"]


def test_a_step_sent_back_opens_on_the_day_it_was() -> None:
    case = Story(blueprint(FLOW)).open().finish("form", "check", on=date(2027, 1, 7))

    case.finish("decision=again", on=date(2027, 2, 1))

    assert {case.progress.plan.steps[n].step.id: d for n, d in case.progress.opened.items()} == {
        "form": date(2027, 2, 1),
    }


def test_back_may_lead_to_another_workflow() -> None:
    main = "[{id: d, needs: [w2.x], outcomes: {again: {then: back to w2.x}}}]"
    case = Story(blueprint(main, "[{id: x}]")).open().finish("w2.x", "d=again")

    assert case.opened() == ["w2.x"]


def test_back_to_a_workflow_the_programme_has_not_reopens_the_sender() -> None:
    main = "[{id: d, outcomes: {again: {then: back to w2.x}}}]"
    case = Story(blueprint(main, "[{id: x}]", programme="{workflows: [w]}")).open()

    assert case.finish("d=again").opened() == ["d"]


def test_back_to_a_skipped_step_reopens_the_sender() -> None:
    steps = """
- {id: a, when: person.paid}
- {id: d, needs: [a], outcomes: {again: {then: back to a}}}
"""
    case = Story(blueprint(steps)).open(person__paid=False)

    assert case.finish("d=again").opened() == ["d"]


def test_an_item_sends_back_its_own_item() -> None:
    steps = """
- {id: a, each: family.members}
- {id: b, each: family.members, needs: [a]}
- {id: d, each: family.members, needs: [b], outcomes: {again: {then: back to a}}}
"""
    case = Story(blueprint(steps)).open(family__members=("m1", "m2"))
    case.finish("a@m1", "a@m2", "b@m1", "b@m2")

    case.finish("d@m1=again")

    assert case.opened() == ["a@m1", "d@m2"]


def test_a_step_for_all_sends_back_every_item() -> None:
    steps = """
- {id: a, each: family.members}
- {id: b, each: family.members, needs: [a]}
- {id: d, needs: [b], outcomes: {again: {then: back to a}}}
"""
    case = Story(blueprint(steps)).open(family__members=("m1", "m2"))
    case.finish("a@m1", "a@m2", "b@m1", "b@m2")

    case.finish("d=again")

    assert case.opened() == ["a@m1", "a@m2"]


def test_an_item_sends_back_what_all_share() -> None:
    steps = """
- id: a
- {id: b, each: family.members, needs: [a]}
- {id: d, each: family.members, needs: [b], outcomes: {again: {then: back to a}}}
"""
    case = Story(blueprint(steps)).open(family__members=("m1", "m2"))
    case.finish("a", "b@m1", "b@m2")

    case.finish("d@m2=again")

    assert case.states() == {
        "a": "open",
        "b@m1": "done",
        "b@m2": "waiting",
        "d@m1": "open",
        "d@m2": "waiting",
    }


CHOICE = """
- id: a
- {id: b, needs: [a]}
- {id: c, needs: [b]}
- {id: d, needs: [c], outcomes: {fine: , again: {then: back to a or b or c}}}
"""


def test_one_of_several_steps_is_chosen_to_be_done_again() -> None:
    shared = blueprint(CHOICE)

    for target, again in (("w.a", ["a"]), ("w.b", ["b"]), ("w.c", ["c"])):
        case = Story(shared).open().finish("a", "b", "c")
        case.tell("finished", step="w.d", outcome="again", back_to=target)
        assert case.opened() == again


def test_exactly_the_steps_named_are_done_again_besides() -> None:
    steps = CHOICE.replace("a or b or c", "a, redo: [c, c2]") + "- {id: c2, needs: [b]}"
    case = Story(blueprint(steps)).open().finish("a", "b", "c", "c2")

    case.finish("d=again")

    assert case.progress.marks.keys() == {"w.b"}


def test_nothing_else_is_done_again_where_none_is_named() -> None:
    steps = CHOICE.replace("a or b or c", "a, redo: []")
    case = Story(blueprint(steps)).open().finish("a", "b", "c")

    case.finish("d=again")

    assert case.progress.marks.keys() == {"w.b", "w.c"}


def test_what_would_be_done_again_is_known_before() -> None:
    case = Story(blueprint(FLOW)).open().finish("form", "check", "aside")
    planned = case.progress.plan.find("w.decision")
    assert planned
    chosen = planned.step.outcome("again")
    assert chosen

    again = done_again(case.progress, planned, chosen, "w.form")

    assert [one.key for one in again] == ["w.form", "w.check"]
    assert case.finish("decision=again").progress.marks.keys() == {"w.aside"}
