"""What follows from the facts and the finished steps of a case: which steps apply, which are open.

Everything is a bit in a mask, and only the steps an event can change are looked at.
"""

from collections.abc import Iterable

from onboarding.engine.deciding import needless
from onboarding.engine.plan import numbers_in
from onboarding.engine.state import Progress


def settle_all(progress: Progress) -> None:
    """Evaluate every step anew."""
    decide(progress)
    progress.satisfied = progress.ready = 0
    follow(progress, progress.plan.every())
    open_and_close(progress)


def settle(progress: Progress, touched: int, changed: Iterable[str]) -> None:
    """Evaluate the steps that changed themselves, and those that changed facts decide about."""
    if not progress.plan.decided_by.isdisjoint(changed):
        touched |= decide(progress)
    follow(progress, touched)
    open_and_close(progress)


def decide(progress: Progress) -> int:
    """Ask every condition; return the steps whose answer is another than before.

    A condition may ask for the outcome of a step that turns out not to apply, so they are asked
    again until nothing changes. No condition hangs on itself (E105), so that ends.
    """
    plan, facts = progress.plan, progress.facts
    unfilled = needless(progress)
    asking = True
    while asking:
        skipped, unknown = unfilled, 0
        for holds, steps in plan.conditions:
            answer = holds(facts)
            if answer is False:
                skipped |= steps
            elif answer is None:
                unknown |= steps
        asking = _note_skipped(progress, skipped)
    undecided = unknown & ~skipped
    changed = (skipped ^ progress.skipped) | (undecided ^ progress.undecided)
    progress.skipped, progress.undecided = skipped, undecided
    return changed


def _note_skipped(progress: Progress, skipped: int) -> bool:
    """Keep among the facts which steps have no outcome to wait for; return whether any is new."""
    facts, changed = progress.facts, False
    for bit, key in progress.plan.outcomes:
        if bool(skipped & bit) is not (key in facts):
            changed = True
            if skipped & bit:
                facts[key] = True
            else:
                del facts[key]
    return changed


def follow(progress: Progress, look: int) -> None:
    """Decide, in plan order, which of the steps are satisfied and ready, and what follows."""
    plan, satisfied, ready = progress.plan, progress.satisfied, progress.ready
    ended = ~plan.winding_up if progress.stopped else 0
    finished, skipped = progress.done | ended, progress.skipped
    held = 0 if ended else plan.held
    never = finished | skipped | progress.undecided
    while look:
        bit = look & -look
        look ^= bit
        number = bit.bit_length() - 1
        met = not (plan.needs[number] & ~satisfied or held & bit)
        if bool(finished & bit or (met and skipped & bit)) is not bool(satisfied & bit):
            satisfied ^= bit
            look |= plan.successors[number]
        ready = ready & ~bit if never & bit or not met else ready | bit
    running = progress.sequence and not progress.closed
    progress.satisfied, progress.ready = satisfied, ready if running else 0


def open_and_close(progress: Progress) -> None:
    """Open what is ready and whose day has come, close what is not; note the day of opening."""
    may = progress.ready
    for planned in progress.steps(may & progress.plan.gated):
        if planned.opens and not planned.opens.lets_through(progress.facts, progress.today):
            may ^= 1 << planned.number
    for number in numbers_in(progress.open & ~may & ~progress.done):
        del progress.opened[number]
    for number in numbers_in(may & ~progress.open):
        progress.opened[number] = progress.today
    progress.open = may
