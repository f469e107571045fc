"""Approvals: seats in stages, a quorum in each, the end by the system."""

from datetime import date
from typing import Any

import pytest

from onboarding.engine import actions
from onboarding.engine.actions import Actor
from onboarding.engine.deciding import automatic
from onboarding.engine.errors import NotYourStep, SecondSeat
from onboarding.engine.events import Change
from onboarding.engine.progress import advance, begin
from tests.engine.building import DAY, Story, blueprint

OUTCOMES = "{fine: , again: {then: back to form}, refused: {then: stop}, later: }"
FLOW = f"""
- id: form
- id: ok
  kind: approval
  needs: [form]
  route: [office, {{of: [office, guest, host], need: 2}}]
  outcomes: {OUTCOMES}
- {{id: after, needs: [ok]}}
"""
PANEL = """
- {id: ok, kind: approval, route: [{of: guest, seats: 3, need: 2}], outcomes: {fine: , bad: }}
- {id: after, when: w.ok == "fine"}
"""


class Decided(Story):
    """A case in which the system ends what is decided at once, as the service does."""

    def tell(self, kind: str, on: date | None = None, **data: Any) -> "Decided":
        """Let an event happen, and all that follows by itself."""
        super().tell(kind, on, **data)
        while follows := automatic(self.progress):
            super().tell(follows.kind, **follows.data)
        return self


def case(flow: str = FLOW, **facts: Any) -> Decided:
    told = Decided(blueprint(flow))
    told.open(**facts)
    return told


def outcome(told: Story, step: str = "w.ok") -> str | None:
    mark = told.progress.marks.get(step)
    return mark.outcome if mark else None


def test_an_approval_is_read_into_its_seats_and_itself() -> None:
    steps = {step.id: step for step in blueprint(FLOW).workflows[0].steps}
    seats = ["ok_1_office", "ok_2_office", "ok_2_guest", "ok_2_host"]

    assert list(steps) == ["form", *seats, "ok", "after"]
    assert [steps[seat].kind for seat in seats] == ["decision"] * 4
    assert [need.step for need in steps["ok_2_host"].needs] == ["w.form", "w.ok_1_office"]
    assert [need.step for need in steps["ok"].needs] == ["w.form", *(f"w.{s}" for s in seats)]
    assert [o.id for o in steps["ok"].outcomes] == ["fine", "refused", "later"]
    assert [o.then for o in steps["ok_2_host"].outcomes] == ["", "back", "", ""]
    assert (steps["ok"].role, steps["ok"].kind) == ("host", "approval")


def test_stages_follow_each_other() -> None:
    told = case().finish("form")

    assert told.opened() == ["ok_1_office"]
    assert told.finish("ok_1_office=fine").opened() == ["ok_2_office", "ok_2_guest", "ok_2_host"]


def test_an_approval_ends_with_its_yes_once_every_stage_has_its_quorum() -> None:
    told = case().finish("form", "ok_1_office=fine", "ok_2_host=fine", "ok_2_guest=fine")

    assert outcome(told) == "fine"
    assert told.states()["ok_2_office"] == "skipped"
    assert told.opened() == ["after"]


def test_a_no_ends_it_as_soon_as_the_quorum_is_impossible() -> None:
    told = case().finish("form", "ok_1_office=fine", "ok_2_host=later")
    assert outcome(told) is None

    told.finish("ok_2_guest=refused")

    assert outcome(told) == "refused"
    assert told.progress.stopped_by == "w.ok"


def test_stages_after_a_no_are_not_asked() -> None:
    told = case().finish("form", "ok_1_office=later")

    assert outcome(told) == "later"
    assert told.states() == {
        "form": "done",
        "ok_1_office": "done",
        "ok_2_office": "skipped",
        "ok_2_guest": "skipped",
        "ok_2_host": "skipped",
        "ok": "done",
        "after": "open",
    }


def test_a_seat_sends_back_at_once_for_the_whole_route() -> None:
    told = case().finish("form", "ok_1_office=fine", "ok_2_host=fine")

    told.finish("ok_2_guest=again")

    assert told.opened() == ["form"]
    assert told.progress.marks == {}
    told.finish("form", "ok_1_office=fine", "ok_2_host=fine", "ok_2_guest=fine")
    assert told.opened() == ["after"]


def test_a_seat_may_send_back_to_another_seat_alone() -> None:
    flow = FLOW.replace("back to form", "back to form or ok_1_office")
    told = case(flow).finish("form", "ok_1_office=fine", "ok_2_host=fine")

    told.tell("finished", step="w.ok_2_guest", outcome="again", back_to="w.ok_1_office")

    assert told.opened() == ["ok_1_office"]
    assert told.progress.marks.keys() == {"w.form", "w.ok_2_host"}


def test_what_a_seat_sends_back_besides_is_named() -> None:
    flow = FLOW.replace("back to form", "back to form, redo: [aside]") + "- {id: aside}"
    told = case(flow).finish("form", "aside", "ok_1_office=fine")

    told.finish("ok_2_guest=again")

    assert told.progress.marks == {}


def test_an_approval_reopened_is_decided_anew() -> None:
    told = case().finish("form", "ok_1_office=later").reopen("ok")

    assert told.progress.marks.keys() == {"w.form"}
    assert told.opened() == ["ok_1_office"]


def test_a_step_before_an_approval_is_reopened_alone() -> None:
    told = case().finish("form", "ok_1_office=later").reopen("form")

    assert told.progress.marks.keys() == {"w.ok_1_office", "w.ok"}


def test_a_seat_reopened_takes_back_the_approval() -> None:
    told = case().finish("form", "ok_1_office=fine", "ok_2_host=fine", "ok_2_guest=refused")
    told.finish("ok_2_office=refused")
    assert told.progress.stopped

    told.reopen("ok_2_guest")

    assert not told.progress.stopped
    assert told.opened() == ["ok_2_guest"]
    assert outcome(told.finish("ok_2_guest=fine")) == "fine"


def test_an_approval_that_does_not_apply_asks_nobody() -> None:
    flow = FLOW.replace("kind: approval", "kind: approval\n  when: person.paid")

    assert case(flow, person__paid=False).finish("form").opened() == ["after"]


def test_seats_are_done_again_when_a_fact_changes() -> None:
    flow = FLOW.replace("kind: approval", "kind: approval\n  redo_when_changed: [person.pay]")
    told = case(flow).finish("form", "ok_1_office=fine", "ok_2_host=fine", "ok_2_guest=fine")

    told.answer(person__pay=3)

    assert told.opened() == ["ok_1_office"]
    assert told.progress.marks.keys() == {"w.form"}


def test_only_the_first_stage_opens_by_date_and_all_have_their_due() -> None:
    flow = """
- id: ok
  kind: approval
  role: guest
  opens: on 2027-02-01
  due: on 2027-03-01
  route: [host, {of: office, due: 3 days after opening, deputy: guest}]
  deputy: office
  remind: 1 day before
  outcomes: {fine: {asks: [person.level]}}
"""
    steps = {step.id: step for step in blueprint(flow).workflows[0].steps}
    first, second, joined = steps["ok_1_host"], steps["ok_2_office"], steps["ok"]

    assert [len(one.opens) for one in (first, second, joined)] == [1, 0, 0]
    assert [one.due.text for one in (first, second, joined) if one.due] == [
        *("on 2027-03-01", "3 days after opening", "on 2027-03-01")
    ]
    assert [one.deputy for one in (first, second, joined)] == ["office", "guest", ""]
    assert [len(one.remind) for one in (first, second, joined)] == [1, 1, 0]
    assert [len(one.every_ask()) for one in (first, second, joined)] == [1, 1, 0]
    assert joined.role == "guest"


def test_seats_of_items_decide_for_their_item() -> None:
    flow = """
- id: ok
  kind: approval
  each: family.members
  route: [office, host]
  outcomes: {fine: , bad: }
"""
    told = case(flow, family__members=("m1", "m2"))

    told.finish("ok_1_office@m1=fine", "ok_1_office@m2=bad", "ok_2_host@m1=fine")

    assert (outcome(told, "w.ok@m1"), outcome(told, "w.ok@m2")) == ("fine", "bad")


def test_seats_of_one_role_are_filled_by_different_people() -> None:
    told = case(PANEL)
    li, mei = (Actor(id, frozenset({"guest"})) for id in ("li", "mei"))

    change = actions.finish(told.progress, "w.ok_1_guest_1", by=li, outcome="fine")
    assert change.data == {"step": "w.ok_1_guest_1", "outcome": "fine", "by": "li"}
    told.tell("finished", **change.data)
    with pytest.raises(SecondSeat):
        actions.finish(told.progress, "w.ok_1_guest_2", by=li, outcome="fine")
    told.tell(
        "finished",
        **actions.finish(told.progress, "w.ok_1_guest_2", by=mei, outcome="fine").data,
    )
    assert outcome(told) == "fine"
    assert told.opened() == ["after"]


def test_one_person_may_hold_two_roles() -> None:
    told = case(FLOW).finish("form", "ok_1_office=fine")
    both = Actor("li", frozenset({"guest", "host"}))

    for step in ("w.ok_2_guest", "w.ok_2_host"):
        change = actions.finish(told.progress, step, by=both, outcome="fine")
        assert "by" not in change.data
        told.tell("finished", **change.data)

    assert outcome(told) == "fine"


def test_nobody_ends_an_approval_themselves() -> None:
    told = Story(blueprint(PANEL)).open().finish("ok_1_guest_1=fine", "ok_1_guest_2=fine")

    with pytest.raises(NotYourStep):
        actions.finish(told.progress, "w.ok", by=Actor("li", frozenset({"guest"})), outcome="fine")
    assert automatic(told.progress) == Change("finished", {"step": "w.ok", "outcome": "fine"})


def test_a_case_closes_by_itself_once_all_is_done() -> None:
    shared = blueprint("[{id: a}]")
    told = Story(shared).open()

    assert automatic(begin(shared, DAY)) is None
    assert automatic(told.progress) is None
    assert automatic(told.finish("a").progress) == Change("closed", {})
    assert automatic(told.tell("closed").progress) is None
    assert automatic(Story(shared).open().stop().progress) is None


def test_what_follows_by_itself_may_be_replayed() -> None:
    told = case().finish("form", "ok_1_office=fine", "ok_2_host=fine", "ok_2_guest=fine")
    progress = begin(told.blueprint, DAY)

    for event in told.events:
        progress = advance(progress, event)

    assert progress.marks == told.progress.marks
