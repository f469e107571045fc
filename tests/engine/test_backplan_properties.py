"""What holds of every plan: the reckoning is exact, and a slip moves exactly what waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.engine.backplan import Outlook, outlook, safe_until
from onboarding.engine.definition import Source, Text
from onboarding.engine.errors import Place
from onboarding.engine.leadtimes import LeadTime, LeadTimes, Season
from onboarding.engine.progress import Progress, wake
from onboarding.engine.slipping import Cause, What, Why, retimed
from onboarding.engine.tempo import Tempo
from onboarding.engine.workdays import Workdays
from tests.engine.building import DAY, Story, blueprint, dump

FIELDS = "stay: {starts_on: {type: date}}"
TEXT, US, NOWHERE = Text("Busy", "繁忙期"), Source("", "", False), Place("", 1, 1)
WORKDAYS = Workdays()


@dataclass(frozen=True)
class Network:
    """Steps s0, s1 …: which earlier ones each needs, how long it takes, how many are done."""

    needs: tuple[tuple[int, ...], ...]
    days: tuple[int, ...]
    working: tuple[bool, ...]
    done: int
    pace: int
    start: date

    def progress(self) -> Progress:
        steps = [
            {"id": f"s{n}", "needs": [f"s{m}" for m in needs]} for n, needs in enumerate(self.needs)
        ]
        story = Story(blueprint(dump(steps), fields=FIELDS)).open(stay__starts_on=self.start)
        return story.finish(*(f"s{n}" for n in range(self.done))).progress

    def tempo(self, progress: Progress, more: Mapping[int, int] | None = None) -> Tempo:
        """Return the lead times, some of them longer by so many days."""
        days = [time + (more or {}).get(n, 0) for n, time in enumerate(self.days)]
        times = {
            f"w.s{n}": LeadTime(time, time, time, working=self.working[n], by="office")
            for n, time in enumerate(days)
        }
        season = Season("s", TEXT, ("office",), (), (0, 2, 1), (0, 2, 20), self.pace, US, NOWHERE)
        ready = (f"w.s{len(days) - 1}",)
        return Tempo(LeadTimes(ready=ready, times=times, seasons=(season,)), WORKDAYS)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Return small networks; the last step waits, in the end, for all the others."""
    count = draw(st.integers(2, 7))
    needs = [
        tuple(sorted(draw(st.sets(st.integers(0, n - 1), max_size=3)))) if n else ()
        for n in range(count)
    ]
    loose = set(range(count - 1)) - {m for before in needs[:-1] for m in before}
    needs[-1] = tuple(sorted(loose | set(needs[-1])))
    return Network(
        needs=tuple(needs),
        days=tuple(draw(st.lists(st.integers(0, 15), min_size=count, max_size=count))),
        working=tuple(draw(st.lists(st.booleans(), min_size=count, max_size=count))),
        done=draw(st.integers(0, count - 1)),
        pace=draw(st.sampled_from([0, 50, 100])),
        start=DAY + timedelta(days=draw(st.integers(0, 150))),
    )


def needs_of(progress: Progress, number: int) -> set[int]:
    """Return the numbers of the steps one needs."""
    needs = progress.plan.needs[number]
    return {n for n in range(len(progress.plan.steps)) if needs >> n & 1}


def seen(network: Network, progress: Progress, more: Mapping[int, int] | None = None) -> Outlook:
    found = outlook(progress, network.tempo(progress, more))
    assert found is not None
    return found


def ends(progress: Progress, chosen: Tempo) -> dict[int, date]:
    """Return when each step ends, by the definition: after all it needs, and its time."""
    found: dict[int, date] = {}
    for planned in progress.plan.steps:
        number = planned.number
        if progress.done >> number & 1:
            found[number] = progress.today
        else:
            opens = max((found[n] for n in needs_of(progress, number)), default=progress.today)
            found[number] = chosen.finish(planned.step, opens)
    return found


@settings(max_examples=40, deadline=None)
@given(networks())
def test_steps_end_after_all_they_need_and_their_time(network):
    progress = network.progress()
    found = seen(network, progress)
    by_definition = ends(progress, network.tempo(progress))

    assert {n: timing.finish for n, timing in found.timings.items()} == {
        n: day for n, day in by_definition.items() if not progress.done >> n & 1
    }


@settings(max_examples=40, deadline=None)
@given(networks())
def test_a_start_can_be_met_where_every_step_can_end_by_its_latest_day(network):
    progress = network.progress()
    found = seen(network, progress)
    slack = [timing.slack for timing in found.timings.values() if timing.slack is not None]

    assert found.met is (min(slack) >= 0)


@settings(max_examples=40, deadline=None)
@given(networks(), st.data())
def test_a_step_has_to_end_before_what_waits_for_it_has_to_open(network, data):
    progress = network.progress()
    found = seen(network, progress)
    number = data.draw(st.sampled_from(sorted(found.timings)))
    timing, step = found.timings[number], progress.plan.steps[number].step
    chosen = network.tempo(progress)

    assert timing.finish_by is not None
    assert timing.open_by == chosen.open_by(step, timing.finish_by)
    waiting = [t.open_by for n, t in found.timings.items() if number in needs_of(progress, n)]
    assert timing.finish_by == min(filter(None, waiting), default=found.wanted)


@settings(max_examples=40, deadline=None)
@given(networks())
def test_the_earliest_start_can_be_met_and_the_day_before_cannot(network):
    progress = network.progress()
    found = seen(network, progress)
    assert found.earliest is not None

    def met(start: date) -> bool:
        moved = Story(progress.plan.blueprint)
        facts = {**progress.facts, "stay.starts_on": start}
        moved.progress = progress.copy()
        moved.progress.facts.update(facts)
        return seen(network, moved.progress).met

    assert met(found.earliest)
    assert found.met or not met(found.earliest - timedelta(days=1))


@settings(max_examples=40, deadline=None)
@given(networks())
def test_the_start_is_safe_until_a_day_and_no_longer(network):
    progress = network.progress()
    last = safe_until(progress, network.tempo(progress))
    assert last is not None

    if last >= progress.today:
        assert seen(network, wake(progress, last)).met
        assert not seen(network, wake(progress, last + timedelta(days=1))).met
    else:
        assert last == progress.today - timedelta(days=1)
        assert not seen(network, progress).met


@settings(max_examples=40, deadline=None)
@given(networks())
def test_the_path_is_a_chain_of_steps_that_wait_for_each_other(network):
    progress = network.progress()
    found = seen(network, progress)

    last = progress.plan.steps[found.path[-1]].step.id
    assert last == f"s{len(network.needs) - 1}"
    assert not found.timings[found.path[0]].after
    for before, after in zip(found.path, found.path[1:], strict=False):
        assert before in needs_of(progress, after)
        assert found.timings[after].opens == found.timings[before].finish
    assert found.spare == found.timings[found.path[0]].slack


@settings(max_examples=40, deadline=None)
@given(networks(), st.data(), st.integers(1, 40))
def test_a_slip_moves_exactly_what_waits_for_it_and_has_no_room(network, data, more):
    progress = network.progress()
    slipping = data.draw(st.integers(network.done, len(network.needs) - 1))
    before, after = network.tempo(progress), network.tempo(progress, {slipping: more})
    was, now = ends(progress, before), ends(progress, after)
    found = [s for s in retimed(progress, before, after) if s.what is What.EXPECTED]

    reached = {progress.plan.number[f"w.s{slipping}"]}
    for number in range(len(network.needs)):
        if reached & needs_of(progress, number):
            reached.add(number)
    moved = {progress.plan.number[shift.step]: shift for shift in found}
    assert moved.keys() <= reached
    assert {n: (s.was, s.now) for n, s in moved.items()} == {
        n: (was[n], now[n]) for n in was if was[n] != now[n]
    }
    assert {s.cause for s in found} <= {Cause(Why.TIME, f"w.s{slipping}")}
