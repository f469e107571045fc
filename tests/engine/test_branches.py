"""Outcomes that lead on to a step."""

from tests.engine.building import Story, blueprint

FLOW = """
- {id: d, outcomes: {fine: , more: {then: on to papers}, ask: {then: on to papers}}}
- {id: papers}
- {id: after, needs: [papers]}
"""


def test_a_step_some_outcome_leads_to_waits_for_the_choice() -> None:
    case = Story(blueprint(FLOW)).open()

    assert case.states() == {"d": "open", "papers": "waiting", "after": "waiting"}


def test_a_step_applies_after_an_outcome_that_leads_to_it() -> None:
    shared = blueprint(FLOW)

    assert Story(shared).open().finish("d=more").opened() == ["papers"]
    assert Story(shared).open().finish("d=ask").opened() == ["papers"]


def test_a_step_is_left_out_after_another_outcome() -> None:
    case = Story(blueprint(FLOW)).open().finish("d=fine")

    assert case.states() == {"d": "done", "papers": "skipped", "after": "open"}


def test_a_step_is_left_out_where_the_choice_itself_is() -> None:
    case = Story(blueprint(FLOW.replace("id: d,", "id: d, when: person.paid,")))

    assert case.open(person__paid=False).opened() == ["after"]


def test_several_steps_may_lead_to_one_and_it_waits_for_all() -> None:
    steps = """
- {id: a, outcomes: {fine: , more: {then: on to c}}}
- {id: b, outcomes: {fine: , more: {then: on to c}}}
- {id: c, when: person.paid}
"""
    case = Story(blueprint(steps)).open(person__paid=True).finish("a=more")

    assert case.opened() == ["b"]
    assert case.finish("b=fine").opened() == ["c"]


def test_a_branch_of_an_item_is_its_own() -> None:
    steps = """
- {id: a, each: family.members, outcomes: {fine: , more: {then: on to b}}}
- {id: b, each: family.members}
"""
    case = Story(blueprint(steps)).open(family__members=("m1", "m2"))

    assert case.finish("a@m1=fine", "a@m2=more").opened() == ["b@m2"]
