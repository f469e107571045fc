"""E112: steps somebody can do, reminders in time, escalations to somebody else."""

import pytest

from tests.proving.building import seeded

DUE = "due: 3 days before stay.starts_on"
FAULTS = {
    "a reminder after the escalation": (
        "reminder_after_escalation",
        f"- {{id: a, kind: task, role: guest, {DUE},"
        " remind: [2 days after -> office, ‸3 days after]}",
    ),
    "a reminder after the escalation line": (
        "reminder_after_escalation",
        f"- {{id: a, kind: task, role: guest, {DUE}, remind: [‸5 days after],"
        " escalate: [4 days after -> office]}",
    ),
    "an escalation to who acts": (
        "escalation_to_who_acts",
        f"- {{id: a, kind: task, role: office, {DUE}, escalate: [‸4 days after -> office]}}",
    ),
    "a reminder to who acts, by name": (
        "escalation_to_who_acts",
        f"- {{id: a, kind: task, role: office, {DUE}, remind: [‸4 days after -> office]}}",
    ),
    "an escalation to a machine": (
        "escalation_to_nobody",
        f"- {{id: a, kind: task, role: office, {DUE}, escalate: [‸4 days after -> robot]}}",
    ),
    "an escalation to a role no case names": (
        "escalation_to_nobody",
        f"- {{id: a, kind: task, role: office, {DUE}, remind: [‸1 day after -> helper]}}",
    ),
    "a step of a machine": (
        "nobody_has_role",
        "- {id: a, kind: task, role: ‸robot}",
    ),
    "a step of a role no case names": (
        "nobody_has_role",
        "- {id: a, kind: task, role: ‸helper}",
    ),
    "a seat in an approval nobody can fill": (
        "nobody_has_role",
        "- {id: a, kind: approval, route: [office, ‸robot], outcomes: {fine: {}, bad: {}}}",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_nobody_to_act_or_to_tell_is_found(name: str) -> None:
    reason, text = FAULTS[name]
    found = seeded(text)

    assert {(f.place, f.reason) for f in found.only("E112")} == {
        (place, reason) for place in found.marks
    }


FINE = {
    "reminders before, then others are told": (
        f"- {{id: a, kind: task, role: guest, {DUE},"
        " remind: [3 days before, 1 day after, 2 days after -> office],"
        " escalate: [5 days after -> hr]}"
    ),
    "a reminder to others before the day": (
        f"- {{id: a, kind: task, role: guest, {DUE}, remind: [3 days before -> host, 1 day after]}}"
    ),
    "a reminder on the day others are told": (
        f"- {{id: a, kind: task, role: guest, {DUE},"
        " remind: [2 days after, 2 days after -> office]}"
    ),
    "roles of a case and of a department": (
        "- {id: a, kind: task, role: guest}\n"
        "- {id: b, kind: task, role: host, deputy: hr, needs: [a]}"
    ),
}


@pytest.mark.parametrize("name", FINE)
def test_somebody_acts_and_is_told_in_time(name: str) -> None:
    assert seeded(FINE[name]).found == []
