"""Open steps straight from a history, whatever it did, are those a replay finds."""

from datetime import date, timedelta

import pytest

from onboarding.engine.events import CLOSED
from onboarding.engine.folding import open_steps
from onboarding.engine.progress import advance, begin, happen, replay
from onboarding.engine.workdays import Workdays
from tests.engine.building import DAY, Story, blueprint, state_of

FLOW = """
- {id: form, asks: [person.name]}
- {id: decision, needs: [form], outcomes: {fine: , bad: {then: stop}, more: {then: on to extra}}}
- {id: extra}
- {id: letter, document: letter, needs: [form]}
- {id: paid, when: person.paid and w.decision != "bad"}
- {id: member, each: family.members, needs: [form]}
- {id: all, needs: [member]}
- {id: later, opens: on stay.starts_on}
- id: check
  needs: [form]
  outcomes: {fine: , again: {then: back to form}}
  redo_when_changed: [person.pay]
- {id: ok, kind: approval, needs: [form], route: [host, guest], outcomes: {fine: , bad: }}
- {id: after, when: w.ok == "fine" or done(w.letter)}
"""
PROGRAMME = "{facts: {person.level: low}}"
APRIL = date(2027, 4, 1)


@pytest.fixture(scope="module")
def told() -> Story:
    letter = {"letter": "{uses: [person.name], optional: [w.decision]}"}
    return Story(blueprint(FLOW, programme=PROGRAMME, documents=letter))


def agree(story: Story, today: date | None = None) -> list[str]:
    """Return what is open by the history alone, which is what a replay finds."""
    day = today or story.progress.today
    found = open_steps(story.blueprint, story.events, day)
    again = replay(story.blueprint, story.events, day)
    assert [p.key for p in found] == [p.key for p in again.open_steps()]
    return [p.key.removeprefix("w.") for p in found]


def opened(told: Story, **facts: object) -> Story:
    return Story(told.blueprint).open(**facts)


def test_nothing_is_open_before_the_case_is(told: Story) -> None:
    assert agree(Story(told.blueprint)) == []


def test_what_is_only_added_is_added_up(told: Story) -> None:
    case = opened(told, family__members=("m1",), person__paid=True).finish("form")

    assert set(agree(case)) == {"letter", "member@m1", "decision", "check", "ok_1_host"}
    case.finish("member@m1", "decision=more")
    assert set(agree(case)) == {"letter", "all", "extra", "paid", "check", "ok_1_host"}


def test_a_day_that_has_come_opens_a_step(told: Story) -> None:
    case = opened(told, stay__starts_on=APRIL)

    assert "later" not in agree(case)
    assert "later" in agree(case, APRIL)
    assert "later" in agree(case.tell("noted", on=APRIL), DAY)


def test_lists_that_become_known_bring_their_steps(told: Story) -> None:
    case = opened(told).finish("form")
    assert "all" not in agree(case)

    case.answer(family__members=("m1", "m2"), person__paid=False).finish("member@m2")

    assert "member@m1" in agree(case)
    assert "all" in agree(case.finish("member@m1"))


def test_lists_that_change_take_steps_back(told: Story) -> None:
    case = opened(told, family__members=("m1",)).finish("form", "member@m1")

    assert "all" in agree(case)
    assert "member@m2" in agree(case.answer(family__members=("m2",)))
    assert "member@m1" in agree(case.answer(family__members=("m1",)))


def test_facts_taken_back_are_what_the_programme_says(told: Story) -> None:
    case = opened(told, person__paid=True, person__level="high")

    case.answer(person__paid=None, person__level=None, person__pay=None, person__name="Mei")

    assert "paid" not in agree(case)


def test_papers_are_made_anew(told: Story) -> None:
    case = opened(told, person__name="Mei").finish("form", "letter")
    assert "letter" not in agree(case.answer(person__name="Mei", person__paid=True))

    assert "letter" in agree(case.answer(person__name="Li"))
    assert "letter" not in agree(case.finish("letter"))
    assert "letter" in agree(case.finish("decision=fine"))


def test_a_paper_finished_with_its_own_facts_is_made_anew(told: Story) -> None:
    case = opened(told).finish("form").finish("letter", person__name="Mei")

    assert "letter" in agree(case)


def test_steps_are_redone_when_their_facts_change(told: Story) -> None:
    case = opened(told).finish("form").finish("check=fine", person__pay=3)

    assert "check" not in agree(case)
    assert "check" in agree(case.answer(person__pay=4))


def test_what_stops_sends_back_or_reopens_is_replayed(told: Story) -> None:
    assert agree(opened(told).finish("form", "decision=bad")) == []
    assert "form" in agree(opened(told).finish("form", "check=again"))
    assert "form" in agree(opened(told).finish("form").reopen("form"))
    assert agree(opened(told).stop()) == []


def test_approvals_are_replayed(told: Story) -> None:
    case = opened(told).finish("form", "ok_1_host=fine")

    assert "ok_2_guest" in agree(case)
    assert "after" in agree(case.finish("ok_2_guest=fine", "ok=fine"))


def test_nothing_is_open_in_a_closed_case(told: Story) -> None:
    assert agree(opened(told).finish("form").tell(CLOSED)) == []


def test_events_may_happen_to_a_progress_of_ones_own(told: Story) -> None:
    case = opened(told, person__paid=True).finish("form", "decision=fine", "letter")
    first = begin(told.blueprint, DAY)
    own = begin(told.blueprint, DAY)

    for event in case.events:
        happen(own, event)

    assert state_of(own) == state_of(case.progress) == state_of(advance(first, *case.events))
    assert state_of(first) == state_of(begin(told.blueprint, DAY))


def test_reminders_and_escalations_are_counted_from_the_due_date() -> None:
    step = "{id: a, remind: [3 days before, on the day], escalate: 5 days after -> host}"
    planned = Story(blueprint(f"[{step}]")).progress.plan.steps[0]

    told = planned.told_on(APRIL, Workdays())
    assert told == [date(2027, 3, 29), APRIL, date(2027, 4, 6)]


@pytest.mark.parametrize(("legal", "first"), [("true", 29), ("false", 34)])
def test_deadline_of_law_on_a_closed_day_is_warned_of_earlier(legal: str, first: int) -> None:
    step = f"{{id: a, legal: {legal}, remind: [1 day before, 1 day after], due: on stay.starts_on}}"
    planned = Story(blueprint(f"[{step}]")).progress.plan.steps[0]
    in_golden_week = date(2027, 5, 5)

    told = planned.told_on(in_golden_week, Workdays())
    assert told == [date(2027, 3, 31) + timedelta(days=first), date(2027, 5, 6)]
