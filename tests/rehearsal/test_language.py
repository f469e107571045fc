"""What the workflow language says is played: approvals, chosen ways back, lists in lists."""

from datetime import date

import pytest

from onboarding.engine.leadtimes import LeadTimes
from onboarding.engine.tempo import Tempo
from onboarding.rehearsal.clockwork.answering import Answers
from onboarding.rehearsal.clockwork.memory import Memory
from onboarding.rehearsal.clockwork.running import Clockwork
from tests.engine import building
from tests.rehearsal import tiny

ARRIVAL = [tiny.arrival(1, date(2027, 1, 4), date(2027, 2, 1))]


def played(steps, *, roles=building.ROLES, fields=building.FIELDS, **season):
    """Play one arrival through some steps; return its case."""
    files = building.Files(
        [building.workflow(steps)],
        [building.dump({"id": "p", "title": building.BOTH, "workflows": ["w"]})],
        building.filled_fields(fields),
        building.filled(roles),
    )
    found, faults = building.read(files)
    assert faults == []
    own = tiny.SEASON
    for name, value in season.items():
        own = tiny.replaced(own, name, value)
    answers = Answers(own, 1, found.workdays)
    blueprint = found.blueprint("p", found.versions_for("p"))
    world = Memory(answers, found.registry, lambda name: blueprint)
    clock = Clockwork(world, Tempo(LeadTimes(), found.workdays), tiny.HOURLY, seed=1)
    return clock.play(ARRIVAL, {}, until=date(2027, 6, 30), tell=lambda opened: None).cases[0]


def done(case):
    """Return the steps that were finished, in the order of their ends."""
    works = sorted(
        (work for work in case.all if work.done), key=lambda work: (work.done, work.number)
    )
    return [work.step.key.removeprefix("w.") for work in works]


APPROVAL = """
- id: consent
  kind: approval
  role: office
  route: [{of: [office, host], need: 2}]
  outcomes: {yes_: , no_: }
- {id: letter, role: office, needs: [consent], when: w.consent == "yes_"}
"""


def test_approval_is_joined_by_the_system():
    case = played(APPROVAL)

    assert done(case)[-1] == "letter"
    assert len(done(case)) == 3
    assert case.progress.marks["w.consent"].outcome == "yes_"
    assert case.progress.closed


def test_approval_that_fails_leaves_the_letter_out():
    noes = {key: {"no_": 100.0} for key in ("w.consent_1_office", "w.consent_1_host")}
    case = played(APPROVAL, chances=noes)

    assert "letter" not in done(case)
    assert case.progress.marks["w.consent"].outcome == "no_"


BACK = """
- {id: one, kind: form, role: guest, asks: [person.name]}
- {id: two, role: guest, needs: [one]}
- id: check
  role: office
  needs: [two]
  outcomes:
    fine:
    again: {then: back to one or two}
"""


def test_way_back_is_chosen_and_done_again():
    case = played(BACK, chances={"w.check": {"again": 60.0}})

    ends = done(case)
    assert ends[-1] == "check"
    assert ends.count("check") > 1
    assert case.progress.marks["w.check"].outcome == "fine"
    assert case.stuck == ""


def test_step_that_is_always_sent_back_does_not_run_for_ever():
    case = played(BACK, chances={"w.check": {"again": 100.0}})

    assert done(case).count("check") > 3
    assert not case.progress.closed


VISITS = """
- {id: plan, kind: form, role: host, asks: [stay.visits]}
- {id: report, role: office, each: stay.visits, needs: [plan]}
"""


@pytest.mark.parametrize("count", [0, 1, 3])
def test_step_for_each_item_is_played_for_each(count):
    case = played(VISITS, lists={"stay.visits": [(count, 1.0)]})

    assert done(case) == ["plan", *(f"report@v{number}" for number in range(1, count + 1))]
    assert case.progress.closed
