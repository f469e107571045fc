"""Moving a case to other versions of its workflows, and undoing that."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.effects import Effect, Seen, StepEffect, effect_of, read_effect
from onboarding.engine.errors import CaseIsOver, HappenedSince
from onboarding.engine.events import CLOSED, MOVED, Event
from onboarding.engine.moving import move, opened_with
from onboarding.engine.progress import State, advance, begin, replay, wake
from onboarding.engine.snapshot import asked_facts, plain, restore
from onboarding.engine.undoing import foreseen, undo_move
from tests.engine.building import (
    BOTH,
    DAY,
    Files,
    Story,
    dump,
    filled,
    filled_fields,
    paper,
    read,
    state_of,
    workflow,
)
from tests.engine.test_nesting import NESTED
from tests.engine.test_properties import FACTS, _act, flows, some

LETTER = "{uses: [person.name]}"
OTHER_LETTER = "{uses: [person.name, person.country]}"


def lineage(*versions: str, roles: str = "", **documents: str) -> Blueprint:
    """Return the first version of a workflow `w`; its `at` gives the later ones."""
    texts = [_numbered(workflow(text), number) for number, text in enumerate(versions, 1)]
    papers = {name: paper(text) for name, text in {"letter": LETTER, **documents}.items()}
    programme = dump({"id": "p", "title": BOTH, "workflows": ["w"]})
    given = (filled_fields(NESTED), filled(roles) if roles else "")
    files = Files(texts, [programme], *given, papers)
    catalogue, faults = read(files)
    assert faults == []
    return catalogue.blueprint("p", {"w": 1})


def _numbered(text: str, number: int) -> str:
    return dump({**yaml.safe_load(text), "version": number})


def moved(story: Story, to: int, on: date | None = None) -> Story:
    """Let a case move to another version."""
    now = {one.id: one.version for one in story.progress.plan.blueprint.workflows}
    change = move(story.progress, now, {"w": to})
    assert change is not None
    return story.tell(change.kind, on, **change.data)


def undo(story: Story, on: date | None = None) -> Story:
    """Undo the move a history ends with; what is recorded goes through JSON."""
    change = undo_move(story.blueprint, story.events)
    return story.tell(change.kind, on, **json.loads(json.dumps(change.data)))


def test_what_is_still_there_keeps_its_mark_and_what_is_gone_loses_it() -> None:
    first = "[{id: a}, {id: b, needs: [a]}, {id: c, needs: [b]}]"
    second = "[{id: a}, {id: x, needs: [a]}, {id: c, needs: [a]}]"
    story = Story(lineage(first, second)).open().finish("a", "b")

    moved(story, 2)

    assert story.states() == {"a": "done", "x": "open", "c": "open"}
    assert story.progress.marks.keys() == {"w.a"}
    assert "w.b.done_on" not in story.progress.facts


def test_what_was_open_stays_open_since_the_same_day() -> None:
    story = Story(lineage("[{id: a, due: 3 days after opening}]", "[{id: b}, {id: a}]")).open()

    moved(story, 2, DAY + timedelta(days=9))

    opened = {p.key: story.progress.opened[p.number] for p in story.progress.open_steps()}
    assert opened == {"w.a": DAY, "w.b": DAY + timedelta(days=9)}


@pytest.mark.parametrize(
    ("second", "facts", "state"),
    [
        ("{id: a, asks: [person.name, person.country]}", {}, "open"),
        ("{id: a, asks: [person.name, person.country (optional)]}", {}, "done"),
        ("{id: a, asks: [person.name, person.country]}", {"person__country": "ESP"}, "done"),
        ("{id: a, asks: [person.name]}", {}, "done"),
    ],
)
def test_a_finished_step_that_asks_for_more_is_open_again(
    second: str, facts: dict[str, Any], state: str
) -> None:
    story = Story(lineage("[{id: a, asks: [person.name]}]", f"[{second}]")).open(**facts)
    story.finish("a", person__name="A")

    moved(story, 2)

    assert story.states() == {"a": state}


def test_a_fact_that_was_missing_before_reopens_nothing() -> None:
    first = "[{id: a, asks: [person.name]}]"
    second = "[{id: a, asks: [person.name, person.pay (optional)]}]"
    story = Story(lineage(first, second)).open().finish("a", person__name="A")
    story.answer(person__name=None)

    moved(story, 2)

    assert story.states() == {"a": "done"}


@pytest.mark.parametrize(
    ("second", "state"),
    [
        ("{id: a, outcomes: {fine: , late: }}", "open"),
        ("{id: a, outcomes: {bad: , late: }}", "done"),
        ("{id: a}", "done"),
    ],
)
def test_a_step_whose_outcome_is_gone_is_open_again(second: str, state: str) -> None:
    story = Story(lineage("[{id: a, outcomes: {fine: , bad: }}]", f"[{second}]")).open()
    story.finish("a=bad")

    moved(story, 2)

    assert story.states() == {"a": state}


def test_a_task_that_has_outcomes_now_is_open_again() -> None:
    story = Story(lineage("[{id: a}]", "[{id: a, outcomes: {fine: , bad: }}]")).open().finish("a")

    moved(story, 2)

    assert story.states() == {"a": "open"}


@pytest.mark.parametrize(
    ("second", "state", "stale"),
    [
        ("{id: a, document: letter}", "done", False),
        ("{id: a, document: other}", "open", True),
        ("{id: a}", "done", False),
    ],
)
def test_a_paper_that_would_read_otherwise_is_out_of_date(
    second: str, state: str, stale: bool
) -> None:
    blueprint = lineage("[{id: a, document: letter}]", f"[{second}]", other=OTHER_LETTER)
    story = Story(blueprint).open(person__name="A", person__country="ESP").finish("a")

    moved(story, 2)

    assert story.states() == {"a": state}
    assert bool(story.progress.stale) is stale


def test_a_paper_is_out_of_date_when_a_step_it_reads_is_gone() -> None:
    first = "[{id: a, outcomes: {fine: , bad: }}, {id: b, document: letter}]"
    second = "[{id: b, document: letter}]"
    third = "[{id: a, outcomes: {fine: }}, {id: b, document: letter}]"
    uses = "{uses: [person.name], optional: [w.a]}"
    for to, text in ((2, second), (3, third)):
        story = Story(lineage(first, second, third, letter=uses)).open(person__name="A")
        story.finish("a=bad", "b")

        moved(story, to)

        assert story.states()["b"] == "open", text
        assert bool(story.progress.stale)


def test_a_closed_or_stopped_case_is_not_moved() -> None:
    blueprint = lineage("[{id: a}]", "[{id: a}, {id: b}]")
    for story in (Story(blueprint).open().stop(), Story(blueprint).open().tell(CLOSED)):
        with pytest.raises(CaseIsOver):
            move(story.progress, {"w": 1}, {"w": 2})


def test_a_case_that_has_the_versions_already_is_not_moved() -> None:
    assert move(Story(lineage("[{id: a}]")).open().progress, {"w": 1}, {"w": 1}) is None


def test_a_case_began_with_what_its_first_move_came_from() -> None:
    story = Story(lineage("[{id: a}]", "[{id: b}]", "[{id: c}]")).open()
    assert opened_with(story.events, {"w": 1}) == {"w": 1}

    moved(moved(story, 2), 3)

    assert opened_with(story.events, {"w": 3}) == {"w": 1}


def test_undoing_puts_back_what_was_there_before() -> None:
    first = "[{id: a}, {id: b, needs: [a], due: 3 days after opening}, {id: l, document: letter}]"
    second = "[{id: a, asks: [person.pay]}, {id: l, document: other}, {id: x}]"
    story = Story(lineage(first, second, other=OTHER_LETTER))
    story.open(person__name="A", person__country="ESP").finish("a", "l")
    before = state_of(story.progress)

    undo(moved(story, 2))

    after = state_of(story.progress)
    assert after.pop("sequence") == before.pop("sequence") + 2
    assert after == before


def test_what_opens_by_its_date_meanwhile_is_open_after_undoing() -> None:
    first = "[{id: a}, {id: b, opens: on stay.starts_on}]"
    story = Story(lineage(first, "[{id: a}]")).open(stay__starts_on=DAY + timedelta(days=5))
    unmoved = wake(story.progress, DAY + timedelta(days=9))

    undo(moved(story, 2), DAY + timedelta(days=9))

    assert story.progress.opened == unmoved.opened
    assert plain(story.progress) == {**plain(unmoved), "sequence": 3}


def test_a_move_that_closed_the_case_is_undone_with_its_end() -> None:
    story = Story(lineage("[{id: a}, {id: b}]", "[{id: a}]")).open().finish("a")
    moved(story, 2)
    assert story.progress.all_done()
    story.tell(CLOSED)

    undo(story)

    assert story.states() == {"a": "done", "b": "open"}
    assert not story.progress.closed


def test_what_follows_from_a_move_is_foreseen_with_it() -> None:
    story = Story(lineage("[{id: a}, {id: b}]", "[{id: a}]")).open().finish("a")
    change = move(story.progress, {"w": 1}, {"w": 2})
    assert change is not None

    after = foreseen(story.progress, change, DAY)

    assert (after.closed, after.sequence) == (True, 4)
    assert effect_of(story.progress, after).ends


def test_a_move_is_not_undone_once_something_happened() -> None:
    story = Story(lineage("[{id: a}]", "[{id: a}, {id: b}]")).open()
    with pytest.raises(HappenedSince) as never:
        undo_move(story.blueprint, story.events)
    moved(story, 2).finish("a").tell("noted")

    with pytest.raises(HappenedSince) as refused:
        undo_move(story.blueprint, story.events)

    assert (never.value.sequence, never.value.kinds) == (0, ())
    assert (refused.value.sequence, refused.value.kinds) == (3, ("finished", "noted"))


ROUTE = "{id: ok, kind: approval, route: [head], outcomes: {fine: , bad: }}"
LONGER = "{id: ok, kind: approval, route: [head, hr], outcomes: {fine: , bad: }}"


@pytest.mark.parametrize("decided", [True, False])
def test_a_longer_route_asks_more_only_of_what_is_not_decided(decided: bool) -> None:
    roles = "{office: {held: department}, head: {held: department}, hr: {held: department}}"
    story = Story(lineage(f"[{ROUTE}]", f"[{LONGER}]", roles=roles)).open()
    story.finish("ok_1_head=fine")
    if decided:
        story.finish("ok=fine")

    moved(story, 2)

    rest = {"ok_2_hr": "skipped", "ok": "done"} if decided else {"ok_2_hr": "open", "ok": "waiting"}
    assert story.states() == {"ok_1_head": "done", **rest}


def test_the_effect_of_a_move_says_what_becomes_of_each_step() -> None:
    first = """
    - {id: a, asks: [person.name]}
    - {id: b, due: on stay.starts_on}
    - {id: c, outcomes: {fine: }}
    - {id: l, document: letter}
    - {id: s, when: person.paid}
    """
    second = """
    - {id: a, asks: [person.name, person.pay]}
    - {id: b, due: 2 days after stay.starts_on}
    - {id: l, document: other}
    - {id: s}
    - {id: x, due: 3 days after opening}
    - {id: n, needs: [x], asks: [person.level]}
    """
    starts_on = date(2027, 4, 1)
    blueprint = lineage(first, second, other=OTHER_LETTER)
    facts = {"person__paid": False, "person__country": "ESP", "stay__starts_on": starts_on}
    story = Story(blueprint).open(**facts).finish("a", "l", "c=fine", person__name="A")
    before = story.progress

    effect = effect_of(before, moved(story, 2).progress)

    opened, done = State.OPEN, State.DONE
    assert effect == Effect(
        steps=(
            StepEffect("w.a", Seen(done, None), Seen(opened, None)),
            StepEffect("w.b", Seen(opened, starts_on), Seen(opened, date(2027, 4, 3))),
            StepEffect("w.l", Seen(done, None), Seen(opened, None)),
            StepEffect("w.s", Seen(State.SKIPPED, None), Seen(opened, None)),
            StepEffect("w.x", None, Seen(opened, DAY + timedelta(days=3)), floats=True),
            StepEffect("w.n", None, Seen(State.WAITING, None)),
            StepEffect("w.c", Seen(done, None), None),
        ),
        stale=("w.l",),
        asked=("person.pay", "person.level"),
        ends=False,
    )
    assert [step.key for step in effect.gained()] == ["w.s", "w.x", "w.n"]
    assert [step.key for step in effect.lost()] == ["w.c"]
    assert [step.key for step in effect.reopened()] == ["w.a", "w.l"]
    assert [(s.key, old, new) for s, old, new in effect.redated()] == [
        ("w.b", starts_on, date(2027, 4, 3))
    ]
    assert read_effect(json.loads(json.dumps(effect.plain()))) == effect


def test_the_effect_says_what_opens_now_and_what_waits_again() -> None:
    first = "[{id: a}, {id: b}, {id: c, needs: [a]}]"
    second = "[{id: a}, {id: b, needs: [a]}, {id: c}]"
    story = Story(lineage(first, second)).open()
    before = story.progress

    effect = effect_of(before, moved(story, 2).progress)

    assert [step.key for step in effect.opening()] == ["w.c"]
    assert [step.key for step in effect.waiting()] == ["w.b"]


def test_what_lasts_of_an_effect_is_the_same_on_another_day() -> None:
    second = "[{id: a}, {id: x, due: 3 days after opening}, {id: l, document: letter}]"
    blueprint = lineage("[{id: a}, {id: l, document: letter}]", second)
    days = [DAY, DAY + timedelta(days=8)]
    effects = []
    for day in days:
        story = Story(blueprint).open(person__name="A").finish("l")
        story.answer(person__name="B")
        before = wake(story.progress, day)
        effects.append(effect_of(before, moved(story, 2, day).progress))

    assert effects[0] != effects[1]
    assert effects[0].lasting() == effects[1].lasting()
    assert effects[0].lasting()["steps"] == [["w.x", None, ["open", None]]]


@settings(some(30), phases=(Phase.generate,))  # a failure is found as fast as it is rare
@given(flows(), flows(), flows(), st.data())
def test_any_history_with_moves_is_the_same_however_it_is_made(
    first: list[dict[str, Any]],
    second: list[dict[str, Any]],
    third: list[dict[str, Any]],
    draw: st.DataObject,
) -> None:
    texts = [dump(steps) for steps in (first, second, third)]
    letter = "{uses: [person.name, stay.days], optional: [member.comes, guest.comes]}"
    story = Story(lineage(*texts, letter=letter))
    story.tell("opened", facts=draw.draw(FACTS))
    for _event in range(draw.draw(st.integers(1, 8))):
        for act in draw.draw(st.lists(st.sampled_from(["finish", "answer", "wait", "reopen"]))):
            _act(draw, story, act)
        _move_or_undo(draw, story)
        _same_however_made(story)


def _move_or_undo(draw: st.DataObject, story: Story) -> None:
    progress = story.progress
    now = {one.id: one.version for one in progress.plan.blueprint.workflows}
    to = draw.draw(st.sampled_from([1, 2, 3]))
    if now["w"] == to:
        return
    if progress.stopped or progress.closed:
        with pytest.raises(CaseIsOver):
            move(progress, now, {"w": to})
        return
    before = state_of(progress)
    moved(story, to)
    _effect_is_complete(progress, story)
    if draw.draw(st.booleans()):
        undo(story)
        after = state_of(story.progress)
        assert after.pop("sequence") == before.pop("sequence") + 2
        assert after == before


def _effect_is_complete(before: Any, story: Story) -> None:
    """What was there, with the effect put in its place, is what is there now."""
    effect = effect_of(before, story.progress)
    rows = {p.key: Seen(before.state(p), before.dues.get(p.number)) for p in before.plan.steps}
    for step in effect.steps:
        if step.after is None:
            del rows[step.key]
        else:
            rows[step.key] = step.after
    now = story.progress
    assert rows == {p.key: Seen(now.state(p), now.dues.get(p.number)) for p in now.plan.steps}


def _same_however_made(story: Story) -> None:
    """Kept and restored, replayed from the first event, woken: always the same state."""
    progress, now = story.progress, state_of(story.progress)
    kept = json.loads(json.dumps(plain(progress)))
    assert state_of(replay(story.blueprint, story.events, progress.today)) == now
    assert state_of(restore(progress.plan.blueprint, kept, asked_facts(progress))) == now
    again = begin(story.blueprint, DAY)
    for event in story.events:
        again = advance(again, Event(event.sequence, event.kind, event.on, event.data))
    assert state_of(again) == now
    assert all(event.kind != MOVED or event.data["from"] for event in story.events)
