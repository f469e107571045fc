"""What holds for any workflow and any history: random ones, many times."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.engine.deciding import automatic
from onboarding.engine.events import FINISHED, Event
from onboarding.engine.folding import open_steps
from onboarding.engine.plan import numbers_in
from onboarding.engine.progress import Progress, advance, begin, replay, settle_all, wake
from onboarding.engine.snapshot import asked_facts, plain, restore
from tests.engine.building import DAY, Story, blueprint, dump, state_of
from tests.engine.test_nesting import NESTED

MEMBERS = (("m1",), ("m1", "m2"), ("m2", "m3"), (), None)
CONDITIONS = (
    "person.paid",
    "not person.paid",
    "person.pay > 3",
    "person.paid or person.pay > 3",
    "stay.days > 90 and person.paid",
    "count(family.members) > 0",
    "total(stay.visits, count(visit.guests, guest.comes)) > 0",
    "count(family.members, member.comes) > 0",
    "known(person.name) and not person.paid",
    "at_least(2, person.paid, person.pay > 3, stay.days > 90)",
    "case.stopped",
    "case.stopped and person.paid",
    "not case.stopped",
)
GATES = (
    "on stay.starts_on",
    "5 days before stay.ends_on",
    "on 2027-02-01",
    "after person.name",
    "after stay.days",
    "once person.paid",
    "once at_least(2, person.paid, person.pay > 3, known(person.name))",
)
OF_ITEMS = {
    "family.members": (
        *("member.comes", "member.comes and person.paid", "not member.comes or person.pay > 3"),
    ),
    "stay.visits": ("count(visit.guests, guest.comes) > 0", "visit.size > 2"),
    "visit.guests": ("guest.comes", "visit.size > 2 and not guest.comes"),
}
WATCHED = (["person.pay"], ["stay.days", "person.name"], ["member.comes"])
STAGES: list[Any] = [
    "office",
    {"of": ["office", "host"], "need": 1},
    {"of": ["office", "host", "guest"], "need": 2},
    {"of": "host", "seats": 3, "need": 2},
]
OUTCOMES: dict[str, Any] = {"fine": {}, "bad": {}, "end": {"then": "stop"}}
Draw = st.DrawFn


@st.composite
def flows(draw: Draw) -> list[dict[str, Any]]:
    """Return the steps of a workflow: needs and conditions reach back, outcomes anywhere."""
    steps: list[dict[str, Any]] = []
    for number in range(draw(st.integers(2, 7))):
        step: dict[str, Any] = {"id": f"s{number}"}
        earlier = [one["id"] for one in steps]
        if earlier:
            step["needs"] = draw(st.lists(st.sampled_from(earlier), max_size=3, unique=True))
        _shape(draw, step, earlier)
        _condition(draw, step, steps)
        steps.append(step)
    for number, step in enumerate(steps):
        _branch(draw, step, steps[number + 1 :])
    return steps


def _shape(draw: Draw, step: dict[str, Any], earlier: list[str]) -> None:
    if draw(st.booleans()) and draw(st.booleans()):
        step["each"] = draw(st.sampled_from(["family.members", "stay.visits", "visit.guests"]))
    if draw(st.booleans()) and draw(st.booleans()):
        step["redo_when_changed"] = draw(st.sampled_from(WATCHED))
    kind = draw(st.sampled_from(["task", "task", "outcome", "document", "dated", "approval"]))
    if kind == "approval":
        step["kind"] = "approval"
        step["route"] = draw(st.lists(st.sampled_from(STAGES), min_size=1, max_size=2))
    if kind in ("outcome", "approval"):
        step["outcomes"] = dict(OUTCOMES)
        if earlier:
            step["outcomes"]["back"] = _way_back(draw, earlier)
    elif kind == "document":
        step["document"] = "letter"
    elif kind == "dated":
        gates = [*GATES, *(f"after {one}" for one in earlier)]
        step["opens"] = draw(st.lists(st.sampled_from(gates), min_size=1, max_size=2))
        step["due"] = draw(st.sampled_from(["2 working days after opening", "on stay.ends_on"]))


def _way_back(draw: Draw, earlier: list[str]) -> dict[str, Any]:
    targets = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=3, unique=True))
    redo = draw(st.none() | st.lists(st.sampled_from(earlier), max_size=2, unique=True))
    more = {} if redo is None else {"redo": redo}
    return {"then": f"back to {' or '.join(targets)}", **more}


def _branch(draw: Draw, step: dict[str, Any], later: list[dict[str, Any]]) -> None:
    """Let an outcome of a step lead on to a later one, of the same list where it has one."""
    fitting = [one["id"] for one in later if step.get("each") in (None, one.get("each"))]
    if "outcomes" in step and fitting and draw(st.booleans()):
        step["outcomes"]["on"] = {"then": f"on to {draw(st.sampled_from(fitting))}"}


def _condition(draw: Draw, step: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    choices = [*CONDITIONS, *OF_ITEMS.get(step.get("each", ""), ())]
    for one in steps:
        if one.get("each") in (None, step.get("each")):
            choices.append(f"done(w.{one['id']})")
            if "outcomes" in one:
                choices += [f"w.{one['id']} == 'bad'", f"w.{one['id']} != 'fine'"]
    if draw(st.booleans()):
        step["when"] = draw(st.sampled_from(choices))


FACTS = st.sampled_from(
    [
        {"person.paid": True},
        {"person.paid": False},
        {"person.paid": None},
        {"person.pay": 2},
        {"person.pay": 9, "person.name": "A"},
        {"person.name": "B"},
        {"stay.starts_on": date(2027, 1, 15)},
        {"stay.starts_on": date(2027, 4, 1), "stay.ends_on": date(2028, 3, 31)},
        {"stay.ends_on": None},
        {"member.comes@m1": True, "member.comes@m2": False},
        {"member.comes@m2": None},
        {"stay.visits": ("v1",), "visit.guests@v1": ("g1", "g2")},
        {"stay.visits": ("v1", "v2"), "visit.guests@v2": ("g1",), "guest.comes@v2.g1": True},
        {"visit.guests@v1": ("g2",), "guest.comes@v1.g2": False, "guest.comes@v1.g1": True},
        {"visit.guests@v1": None},
        *({"family.members": members} for members in MEMBERS),
    ]
)
ACTS = st.sampled_from(
    ["finish", "finish", "finish", "finish", "answer", "answer", "reopen", "wait", "note", "stop"]
)


def told(draw: st.DataObject, steps: list[dict[str, Any]]) -> Iterator[Story]:
    """Play a random history; yield the story after every event."""
    letter = "{uses: [person.name, stay.days], optional: [member.comes, guest.comes]}"
    story = Story(blueprint(dump(steps), fields=NESTED, documents={"letter": letter}))
    yield story
    story.tell("opened", facts=draw.draw(FACTS))
    yield story
    for _event in range(draw.draw(st.integers(1, 12))):
        _act(draw, story, draw.draw(ACTS))
        yield story
        while (follows := automatic(story.progress)) and follows.kind == FINISHED:
            story.tell(follows.kind, **follows.data)
            yield story


def _act(draw: st.DataObject, story: Story, act: str) -> None:
    progress = story.progress
    mask = progress.open if act == "finish" else progress.done if act == "reopen" else 0
    if mask:
        step = draw.draw(st.sampled_from([p.key for p in progress.steps(mask)]))
        if act == "reopen":
            story.reopen(step)
        else:
            _finish(draw, story, step)
    elif act == "stop" and not progress.stopped:
        story.stop()
    elif act == "wait":
        story.tell("noted", on=progress.today + timedelta(days=draw.draw(st.integers(1, 90))))
    elif act == "note":
        story.tell("noted", on=DAY)
    else:
        story.tell("answered", facts=draw.draw(FACTS))


def _finish(draw: st.DataObject, story: Story, key: str) -> None:
    planned = story.progress.plan.find(key)
    outcomes = planned.step.outcomes if planned else ()
    facts = draw.draw(FACTS) if draw.draw(st.booleans()) else {}
    data = {"step": key, "facts": facts}
    if outcomes:
        outcome = draw.draw(st.sampled_from(outcomes))
        data["outcome"] = outcome.id
        if len(outcome.back_to) > 1:
            data["back_to"] = draw.draw(st.sampled_from(outcome.back_to))
    story.tell("finished", **data)


def some(examples: int) -> settings:
    """Return how often a property is tried; always the same examples."""
    unhurried = list(HealthCheck)
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=unhurried, derandomize=True
    )


@some(70)
@given(flows(), st.data())
def test_at_every_moment_of_any_history_the_state_is_right(
    steps: list[dict[str, Any]], draw: st.DataObject
) -> None:
    for story in told(draw, steps):
        _same_however_made(story)
        _open_only_with_all_it_needs(story.progress)
        _agree(story.progress)
        _only_more_opens_later(story.progress)


def _same_however_made(story: Story) -> None:
    """Replayed, restored and settled anew are what was reached event by event."""
    progress = story.progress
    again = replay(story.blueprint, story.events, progress.today)
    kept = json.loads(json.dumps(plain(progress)))
    back = restore(story.blueprint, kept, asked_facts(progress))
    anew = progress.copy()
    settle_all(anew)
    at_once = (
        advance(begin(story.blueprint, story.events[0].on), *story.events)
        if story.events
        else again
    )
    for other in (again, back, anew, at_once):
        assert state_of(other) == state_of(progress)
    opened = open_steps(story.blueprint, story.events, progress.today)
    assert list(opened) == list(progress.open_steps())


def _open_only_with_all_it_needs(progress: Progress) -> None:
    for planned in progress.open_steps():
        assert planned.needs & ~progress.satisfied == 0
        assert progress.stopped or not planned.awaits
    for planned in progress.steps(progress.satisfied & ~progress.done):
        left_out = progress.stopped and not planned.winds_up
        assert left_out or progress.skipped >> planned.number & 1
        assert left_out or planned.needs & ~progress.satisfied == 0


def _only_more_opens_later(progress: Progress) -> None:
    later = wake(progress, progress.today + timedelta(days=60))
    _agree(later)
    assert later.open & progress.open == progress.open
    assert all(progress.opened[n] == later.opened[n] for n in progress.opened)


def _agree(progress: Progress) -> None:
    plan, facts = progress.plan, progress.facts
    done, skipped, undecided = progress.done, progress.skipped, progress.undecided
    assert (done | skipped | undecided | progress.satisfied | progress.open) <= plan.every()
    assert skipped & undecided == 0
    assert progress.ready & (done | skipped | undecided) == 0
    assert progress.open & ~progress.ready == 0
    assert done & ~progress.satisfied == 0
    assert progress.stale & done == 0
    assert set(progress.opened) - set(numbers_in(done)) == set(numbers_in(progress.open))
    assert {planned.key for planned in progress.steps(done)} == progress.marks.keys()
    ends = {key for key in facts if key.endswith(".done_on")}
    assert ends == {f"{key}.done_on" for key in progress.marks}
    for key, mark in progress.marks.items():
        assert (facts[f"{key}.done_on"], facts.get(key)) == (mark.on, mark.outcome)


@some(25)
@given(flows(), st.data())
def test_the_order_of_independent_finishes_does_not_matter(
    steps: list[dict[str, Any]], draw: st.DataObject
) -> None:
    for story in told(draw, steps):
        progress = story.progress
        keys = [p.key for p in progress.open_steps() if not p.step.outcomes]
        ways = [_finished(progress, order) for order in (keys, draw.draw(st.permutations(keys)))]
        if None not in ways:
            assert ways[0] == ways[1]


def _finished(progress: Progress, keys: list[str]) -> dict[str, Any] | None:
    """Return the state after finishing steps in an order, without which event did it.

    None where finishing one of them closes another: they hang on each other.
    """
    first = progress.sequence + 1
    for number, key in enumerate(keys, first):
        planned = progress.plan.find(key)
        if planned is None or not progress.open >> planned.number & 1:
            return None
        progress = advance(progress, Event(number, FINISHED, progress.today, {"step": key}))
    return {name: value for name, value in state_of(progress).items() if name != "marks"}
