"""How rooms follow their cases: nights go back when they are not wanted, and move with the dates.

Where they cannot move, the stay keeps what it has and the step opens again for housing: a
room kept for the wrong nights is worth more than none, and only people can choose.
"""

from typing import Any

from flask_babel import gettext as _

from onboarding.cases.narrating import Teller, words_for
from onboarding.cases.recording import By
from onboarding.cases.registry import Happened, follow
from onboarding.cases.service import add_note
from onboarding.engine.events import CLOSED, OPENED
from onboarding.engine.progress import Progress
from onboarding.housing import service
from onboarding.housing.models import RoomStay
from onboarding.housing.nights import LONGEST, moved
from onboarding.housing.queries import nights_of, stays_of_case
from onboarding.web.filters import day, text


@follow
def follow_case(happened: Happened) -> None:
    """Do what an event means for the rooms the case holds."""
    if happened.event.kind in (OPENED, CLOSED):
        return
    for stay in stays_of_case(happened.case.id):
        if stay.until_night > happened.after.today:
            _follow(happened, stay)


def _follow(happened: Happened, stay: RoomStay) -> None:
    after = happened.after
    if _is_wanted(after, stay):
        if _is_given(after, stay):
            _follow_dates(happened, stay)
    else:
        _lose(happened, stay)


def _is_given(progress: Progress, stay: RoomStay) -> bool:
    planned = progress.plan.find(stay.step_key)
    return planned is not None and bool(progress.done >> planned.number & 1)


def _is_wanted(progress: Progress, stay: RoomStay) -> bool:
    """Whether the case goes on, asks for a room, and this one was not sent back."""
    planned = progress.plan.find(stay.step_key)
    if planned is None or progress.stopped or progress.skipped >> planned.number & 1:
        return False
    return stay.in_question or _is_given(progress, stay)


def _lose(happened: Happened, stay: RoomStay) -> None:
    """Give the nights back; a case that goes on forgets the room and what was said of it."""
    case, after = happened.case, happened.after
    service.give_back(stay, at=happened.at)
    if _is_ending(after):
        return
    add_note(case.id, "room_given_back", service.told(stay), by=By(None, happened.at))
    if not after.stopped:
        service.forget_room(case, stay.step_key, at=happened.at)


def _is_ending(progress: Progress) -> bool:
    """Whether the event at hand closes the case: nothing may be added to it then."""
    return progress.all_done() and not progress.stopped


def _follow_dates(happened: Happened, stay: RoomStay) -> None:
    before, after = happened.before, happened.after
    held = nights_of(stay)
    wished = moved(held, before.facts, after.facts, after.today)
    if wished == held or _is_ending(after):
        return
    if not 0 < wished.nights <= LONGEST:
        service.put_in_question(stay, wished, at=happened.at)
        return
    try:
        service.follow_stay(stay, wished, at=happened.at)
    except service.RoomTaken:
        service.put_in_question(stay, wished, at=happened.at)


def _room(data: dict[str, Any]) -> dict[str, str]:
    return {"building": text(data["building"]), "room": data["room"]}


def _given_back(data: dict[str, Any], teller: Teller) -> str:
    return _("Room %(room)s of %(building)s was given back.", **_room(data))


def _moved(data: dict[str, Any], teller: Teller) -> str:
    return _(
        "Room %(room)s of %(building)s followed the new dates: from %(first)s until %(leaving)s.",
        first=day(data["first"]),
        leaving=day(data["until"]),
        **_room(data),
    )


def _in_question(data: dict[str, Any], teller: Teller) -> str:
    return _(
        "Room %(room)s of %(building)s cannot be had from %(first)s until %(leaving)s. "
        "The housing office decides what to do.",
        first=day(data["wished_from"]),
        leaving=day(data["wished_until"]),
        **_room(data),
    )


def _nights(data: dict[str, Any], teller: Teller) -> str:
    return _(
        "%(who)s changed the nights in room %(room)s of %(building)s: "
        "from %(first)s until %(leaving)s.",
        who=teller.who,
        first=day(data["first"]),
        leaving=day(data["until"]),
        **_room(data),
    )


for _kind, _say in {
    "room_given_back": _given_back,
    "room_moved": _moved,
    "room_in_question": _in_question,
    "room_nights": _nights,
}.items():
    words_for(_kind, _say)
