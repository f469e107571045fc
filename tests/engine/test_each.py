"""Steps that come once for every item of a list."""

from datetime import date

from tests.engine.building import DAY, Story, blueprint

FLOW = """
- {id: a, each: family.members, when: member.comes}
- {id: b, each: family.members, needs: [a], due: 7 days after w.a.done_on}
- {id: end, needs: [b]}
"""


def test_an_unknown_list_is_waited_for_and_an_empty_one_is_not() -> None:
    case = Story(blueprint(FLOW)).open()

    assert case.states() == {"end": "waiting"}
    assert case.answer(family__members=()).states() == {"end": "open"}
    assert case.answer(family__members=None).states() == {"end": "waiting"}


def test_an_unknown_list_does_not_keep_a_case_from_closing() -> None:
    case = Story(blueprint("[{id: a}, {id: b, each: family.members}]")).open()

    assert case.finish("a").progress.all_done() is True


def test_every_item_has_its_own_steps_in_file_order() -> None:
    case = Story(blueprint(FLOW)).open(
        family__members=("m1", "m2"), member__comes_at_m1=True, member__comes_at_m2=False
    )

    assert case.states() == {
        "a@m1": "open",
        "a@m2": "skipped",
        "b@m1": "waiting",
        "b@m2": "open",
        "end": "waiting",
    }
    assert [p.position for p in case.progress.plan.steps] == [0, 1, 100, 101, 200]
    assert case.finish("a@m1", "b@m1", "b@m2").opened() == ["end"]
    assert case.dues() == {"b@m1": date(2027, 1, 13)}


def test_adding_an_item_adds_steps_and_keeps_what_was_done() -> None:
    case = Story(blueprint(FLOW)).open(family__members=("m2",), member__comes_at_m2=True)
    case.finish("a@m2", "b@m2", "end", on=date(2027, 1, 8))

    case.answer(family__members=("m1", "m2"), member__comes_at_m1=True)

    assert case.states() == {
        "a@m1": "open",
        "a@m2": "done",
        "b@m1": "waiting",
        "b@m2": "done",
        "end": "done",
    }
    assert case.progress.opened == {
        0: date(2027, 1, 8),
        1: DAY,
        3: date(2027, 1, 8),
        4: date(2027, 1, 8),
    }


def test_removing_an_item_forgets_its_steps_and_opens_what_waited_for_them() -> None:
    case = Story(blueprint(FLOW)).open(family__members=("m1", "m2"))
    case.answer(member__comes_at_m1=True, member__comes_at_m2=True)
    case.finish("a@m1", "a@m2", "b@m2")

    case.answer(family__members=("m2",))

    assert case.states() == {"a@m2": "done", "b@m2": "done", "end": "open"}
    assert case.progress.marks.keys() == {"w.a@m2", "w.b@m2"}
    assert "w.a@m1.done_on" not in case.progress.facts
    assert case.progress.facts["member.comes@m1"] is True


def test_an_item_that_comes_back_starts_anew() -> None:
    case = Story(blueprint(FLOW)).open(family__members=("m1",), member__comes_at_m1=True)
    case.finish("a@m1").answer(family__members=()).answer(family__members=("m1",))

    assert case.states() == {"a@m1": "open", "b@m1": "waiting", "end": "waiting"}


def test_a_step_may_be_finished_with_the_list_it_asks_for() -> None:
    steps = """
- {id: ask, kind: form, asks: [family.members]}
- {id: a, each: family.members, needs: [ask]}
"""
    case = Story(blueprint(steps)).open()

    case.finish("ask", family__members=("m1",))

    assert case.states() == {"ask": "done", "a@m1": "open"}


def test_steps_of_another_list_are_all_needed() -> None:
    steps = """
- {id: a, each: family.members}
- {id: v, each: stay.visits, needs: [a]}
"""
    case = Story(blueprint(steps)).open(stay__visits=("m1", "v2"))
    assert case.states() == {"v@m1": "waiting", "v@v2": "waiting"}

    case.answer(family__members=("m1", "m2")).finish("a@m1")
    assert case.opened() == ["a@m2"]
    assert case.finish("a@m2").opened() == ["v@m1", "v@v2"]


def test_the_outcome_of_an_item_decides_about_that_item() -> None:
    steps = """
- {id: r, each: family.members, outcomes: {fine: , bad: }}
- {id: s, each: family.members, when: w.r == "bad"}
- {id: t, when: 'count(family.members, w.r == "bad") > 0'}
"""
    case = Story(blueprint(steps)).open(family__members=("m1", "m2")).finish("r@m1=bad")
    assert case.opened() == ["r@m2", "s@m1"]

    assert case.finish("r@m2=fine").states() == {
        "r@m1": "done",
        "r@m2": "done",
        "s@m1": "open",
        "s@m2": "skipped",
        "t": "open",
    }


def test_skipped_items_leave_nothing_behind() -> None:
    steps = """
- {id: r, each: family.members, when: member.comes, outcomes: {fine: , bad: }}
- {id: s, each: family.members, when: w.r == "bad"}
"""
    case = Story(blueprint(steps)).open(family__members=("m1",), member__comes_at_m1=False)
    assert case.progress.facts["w.r@m1.skipped"] is True

    assert "w.r@m1.skipped" not in case.answer(family__members=()).progress.facts


def test_cases_of_one_shape_share_their_plan() -> None:
    shared = blueprint(FLOW)

    one = Story(shared).open(family__members=("m1",)).progress
    other = Story(shared).open(family__members=("m1",)).progress

    assert one.plan is other.plan


def test_plans_of_odd_shapes_do_not_pile_up() -> None:
    shared = blueprint(FLOW)

    for number in range(600):
        shared.plan({"family.members": (f"m{number}",)})

    assert len(shared._plans) <= 512
