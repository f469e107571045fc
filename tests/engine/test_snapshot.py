"""Keeping a progress as plain values, and having it back."""

import json
from datetime import date

from onboarding.engine.events import CLOSED
from onboarding.engine.progress import Progress, begin
from onboarding.engine.snapshot import asked_facts, plain, restore
from tests.engine.building import DAY, Story, blueprint, state_of

FLOW = """
- {id: a, outcomes: {fine: , bad: {then: stop}}}
- {id: letter, document: letter}
- {id: b, needs: [a], due: 3 days after opening}
- {id: c, each: family.members}
- {id: tell, when: case.stopped}
- {id: later, opens: on stay.starts_on}
"""
PROGRAMME = "{facts: {person.paid: true}}"


def told() -> Story:
    shared = blueprint(FLOW, programme=PROGRAMME, documents={"letter": "{uses: [person.name]}"})
    return Story(shared).open(person__name="A", stay__starts_on=date(2027, 4, 1))


def again(progress: Progress) -> Progress:
    kept = json.loads(json.dumps(plain(progress)))
    return restore(progress.plan.blueprint, kept, asked_facts(progress))


def test_what_is_kept_of_a_case() -> None:
    case = told().finish("a=fine", "letter", on=date(2027, 1, 8))
    case.answer(person__name="B", family__members=("m1",), person__paid=False)

    assert plain(case.progress) == {
        "sequence": 4,
        "today": 2564,
        "done": {"w.a": [2562, 2, 2564, "fine"]},
        "open": {"w.letter": 2564, "w.b": 2564, "w.c@m1": 2564},
        "stale": ["w.letter"],
    }
    assert asked_facts(case.progress) == {
        "person.name": "B",
        "person.paid": False,
        "stay.starts_on": date(2027, 4, 1),
        "family.members": ("m1",),
    }


def test_what_is_kept_of_a_case_that_ended() -> None:
    stopped = told().finish("a=bad").progress
    called_off = told().stop().progress
    closed = told().tell(CLOSED).progress

    assert (plain(stopped)["stopped"], plain(called_off)["stopped"]) == ("w.a", "")
    assert plain(closed) == {"sequence": 2, "today": 2562, "done": {}, "open": {}, "closed": True}


def test_a_progress_comes_back_as_it_was_at_every_moment() -> None:
    case = told()
    moments = [begin(case.blueprint, DAY), case.progress]
    for tell in (
        lambda: case.finish("letter", on=date(2027, 1, 8)),
        lambda: case.answer(family__members=("m1", "m2")),
        lambda: case.finish("c@m2"),
        lambda: case.answer(person__name="B", family__members=("m2",)),
        lambda: case.tell("noted", on=date(2027, 5, 1)),
        lambda: case.finish("a=bad"),
        lambda: case.finish("tell"),
        lambda: case.reopen("a"),
        lambda: case.stop(),
        lambda: case.tell(CLOSED),
    ):
        moments.append(tell().progress)

    assert [state_of(again(progress)) for progress in moments] == [
        state_of(progress) for progress in moments
    ]


def test_a_step_finished_before_it_was_open_comes_back_too() -> None:
    case = told().finish("b")

    assert plain(case.progress)["done"] == {"w.b": [None, 2, 2562]}
    assert state_of(again(case.progress)) == state_of(case.progress)


def test_who_filled_a_seat_is_kept() -> None:
    steps = """
- {id: a, kind: approval, route: [{of: host, seats: 2}], outcomes: {fine: , bad: }}
"""
    case = Story(blueprint(steps)).open()
    case.tell("finished", step="w.a_1_host_1", outcome="fine", by="17")

    assert plain(case.progress)["done"] == {"w.a_1_host_1": [2562, 2, 2562, "fine", "17"]}
    assert state_of(again(case.progress)) == state_of(case.progress)
