"""Reading the route of an approval: the steps that are its seats, and the approval itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onboarding.engine import keys
from onboarding.engine.date_reader import read_due
from onboarding.engine.definition import Need, Outcome, Step
from onboarding.engine.due import DueRule
from onboarding.engine.entries import Entry, places_of
from onboarding.engine.errors import Place
from onboarding.engine.reading import items, text_in
from onboarding.engine.routes import Seat, Stage


@dataclass(frozen=True, slots=True)
class _Read:
    """A stage as the file writes it: the roles that sit in it, each with its seats."""

    roles: tuple[tuple[str, Place], ...]
    each: int
    need: int
    due: DueRule | None
    deputy: str
    places: dict[str, Place]
    at: Place


def expanded(approval: Step, route: Iterable[Entry]) -> tuple[Step, ...]:
    """Return the seats of an approval, and the approval, which needs them all."""
    yes = approval.outcomes[0].id if approval.outcomes else ""
    seats: list[Step] = []
    stages: list[Stage] = []
    for number, entry in enumerate(route, 1):
        read, before = _stage(entry), stages[-1] if stages else None
        own = [
            _seat(approval, read, before, at=(number, role, place, seat))
            for role, place in read.roles
            for seat in range(1, read.each + 1)
        ]
        stages.append(Stage(number, tuple(seat.key for seat in own), read.need, yes, read.at))
        seats += own
    return (*seats, _joined(approval, seats, tuple(stages)))


def _stage(entry: Entry) -> _Read:
    """`head`, or `{of: [head, hr], need: 1, due: …, deputy: …}`, or `{of: panel, seats: 5}`."""
    if not entry.is_mapping:
        return _Read(((entry.text(), entry.place),), 1, 1, None, "", {}, entry.place)
    found = entry.mapping(*keys.STAGE)
    roles = tuple((one.text(), one.place) for one in items(found, "of"))
    each = found["seats"].integer(least=1) if "seats" in found else 1
    if "seats" in found and len(roles) > 1:
        found["seats"].fault("E101", "seats_of_one_role")
    need = found["need"].integer(least=1) if "need" in found else len(roles) * each
    if roles and need > len(roles) * each:
        found["need"].fault("E101", "more_than_seats", str(need), str(len(roles) * each))
    due, deputy = read_due(found.get("due")), text_in(found, "deputy") or ""
    return _Read(roles, each, need, due, deputy, places_of(found), entry.place)


def _seat(
    approval: Step, read: _Read, before: Stage | None, *, at: tuple[int, str, Place, int]
) -> Step:
    """Return one seat; what its stage does not say, the approval says for all."""
    stage, role, place, number = at
    last = f"_{number}" if read.each > 1 else ""
    earlier = before.seats if before else ()
    return replace(
        approval,
        id=f"{approval.id}_{stage}_{role}{last}",
        kind="decision",
        role=role,
        needs=approval.needs + tuple(Need(seat, place) for seat in earlier),
        due=read.due or approval.due,
        opens=() if before else approval.opens,
        deputy=read.deputy or approval.deputy,
        outcomes=tuple(_of_seat(outcome) for outcome in approval.outcomes),
        route=Seat(approval.key, stage, number, read.each, before),
        places={**approval.places, **read.places, "role": place},
    )


def _of_seat(outcome: Outcome) -> Outcome:
    """Return an outcome of a seat: it sends back at once; all else follows from the approval."""
    return outcome if outcome.then == "back" else replace(outcome, then="", on_to="")


def _joined(approval: Step, seats: list[Step], stages: tuple[Stage, ...]) -> Step:
    """Return the approval itself, which nobody finishes: it ends once its route is decided."""
    outcomes = (outcome for outcome in approval.outcomes if outcome.then != "back")
    named = approval if approval.role or not seats else seats[-1]
    return replace(
        approval,
        role=named.role,
        places={**approval.places, "role": named.places.get("role", named.at)},
        needs=approval.needs + tuple(Need(seat.key, seat.at) for seat in seats),
        asks=(),
        opens=(),
        remind=(),
        escalate=(),
        deputy="",
        redo_when_changed=(),
        outcomes=tuple(replace(outcome, asks=()) for outcome in outcomes),
        stages=stages,
    )
