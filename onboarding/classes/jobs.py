"""Worker entry: seats that became free while somebody worked on the case of the next in line."""

from datetime import datetime

from onboarding.classes import service
from onboarding.classes.queries import courses_with_both


def sweep_seats(at: datetime) -> int:
    """Give free seats to who waits for them; return in how many classes there were some."""
    ids = courses_with_both()
    for course_id in ids:
        service.give_waiting_seats(course_id, at=at)
    return len(ids)
