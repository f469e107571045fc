"""What follows from the facts and the finished steps of a case: which steps apply, which are open.

Everything is a bit in a mask, and only the steps an event can change are looked at.
"""

from collections.abc import Iterable

from onboarding.engine.deciding import needless
from onboarding.engine.plan import Plan, PlannedStep, numbers_in
from onboarding.engine.state import Progress


def settle_all(progress: Progress) -> None:
    """Evaluate every step anew."""
    plan, facts = progress.plan, progress.facts
    for planned in progress.steps(plan.outcomes):
        facts.pop(planned.skipped_key, None)
    progress.refused = progress.unsure = progress.skipped = progress.undecided = 0
    _decide(progress, (1 << len(plan.conditions)) - 1, plan.seats)
    progress.satisfied = progress.ready = 0
    _follow(progress, plan.every())
    open_and_close(progress)


def affected(plan: Plan, changed: Iterable[str]) -> tuple[int, int]:
    """Return the conditions that read facts, and the finished steps these take back."""
    affects, ask, remade = plan.affects, 0, 0
    for key in changed:
        if key in affects:
            conditions, steps = affects[key]
            ask |= conditions
            remade |= steps
    return ask, remade


def settle(progress: Progress, touched: int, ask: int) -> None:
    """Evaluate the steps that changed themselves, and those that conditions decide about."""
    seats = progress.plan.seats
    if ask or touched & seats:
        touched |= _decide(progress, ask, seats)
    if touched:
        _follow(progress, touched)
    open_and_close(progress)


def _decide(progress: Progress, ask: int, look: int) -> int:
    """Ask conditions; return the steps that apply or not, otherwise than before.

    A condition may ask for the outcome of a step that turns out not to apply, so those are asked
    then. No condition hangs on itself (E105), so that ends. `look`: steps to look at anyway.
    """
    plan = progress.plan
    affects, steps = plan.affects, plan.steps
    needed_no_more = needless(progress) if plan.routes else 0
    before, undecided = progress.skipped, progress.undecided
    while ask or look:
        look |= _ask(progress, ask)
        flipped = _apply_answers(progress, look, needed_no_more) & plan.outcomes
        ask = look = 0
        while flipped:
            bit = flipped & -flipped
            flipped ^= bit
            planned = steps[bit.bit_length() - 1]
            _note_skipped(progress, planned, bit)
            ask |= affects[planned.key][0] if planned.key in affects else 0
    return (before ^ progress.skipped) | (undecided ^ progress.undecided)


def _ask(progress: Progress, ask: int) -> int:
    """Ask conditions; return the steps of those with another answer than before."""
    conditions, facts = progress.plan.conditions, progress.facts
    refused, unsure, found = progress.refused, progress.unsure, 0
    while ask:
        bit = ask & -ask
        ask ^= bit
        holds, steps = conditions[bit.bit_length() - 1]
        answer = holds(facts)
        if answer is False:
            if not refused & bit:
                refused, unsure, found = refused | bit, unsure & ~bit, found | steps
        elif answer is None:
            if not unsure & bit:
                refused, unsure, found = refused & ~bit, unsure | bit, found | steps
        elif (refused | unsure) & bit:
            refused, unsure, found = refused & ~bit, unsure & ~bit, found | steps
    progress.refused, progress.unsure = refused, unsure
    return found


def _apply_answers(progress: Progress, look: int, needed_no_more: int) -> int:
    """Note which steps apply by the answers there are; return those that are skipped otherwise."""
    asked_of, refused, unsure = progress.plan.asked_of, progress.refused, progress.unsure
    skipped, undecided = progress.skipped, progress.undecided
    while look:
        bit = look & -look
        look ^= bit
        conditions = asked_of[bit.bit_length() - 1]
        if conditions & refused or needed_no_more & bit:
            skipped, undecided = skipped | bit, undecided & ~bit
        elif conditions & unsure:
            skipped, undecided = skipped & ~bit, undecided | bit
        else:
            skipped, undecided = skipped & ~bit, undecided & ~bit
    flipped = skipped ^ progress.skipped
    progress.skipped, progress.undecided = skipped, undecided
    return flipped


def _note_skipped(progress: Progress, planned: PlannedStep, bit: int) -> None:
    """Keep among the facts that a step has no outcome to wait for, or take that back."""
    if progress.skipped & bit:
        progress.facts[planned.skipped_key] = True
    else:
        del progress.facts[planned.skipped_key]


def _follow(progress: Progress, look: int) -> None:
    """Decide, in plan order, which of the steps are satisfied and ready, and what follows."""
    plan, ready = progress.plan, progress.ready
    order, successors, skipped = plan.order, plan.successors, progress.skipped
    finished, held, unmet = progress.done, plan.held, ~progress.satisfied
    if progress.stopped_by is not None:
        finished, held = finished | ~plan.winding_up, 0
    never, over = finished | skipped | progress.undecided, finished | skipped
    while look:
        number = (look & -look).bit_length() - 1
        bit, needs = order[number]
        look ^= bit
        if needs & unmet or held & bit:
            if bit & unmet & ~ready & ~finished:
                continue
            ready, now = ready & ~bit, finished & bit
        elif never & bit:
            ready, now = ready & ~bit, over & bit
        else:
            ready, now = ready | bit, 0
        if now == unmet & bit:
            unmet ^= bit
            look |= successors[number]
    progress.satisfied, progress.ready = ~unmet, ready


def open_and_close(progress: Progress) -> None:
    """Open what is ready and whose day has come, close what is not; note the day of opening."""
    running, plan = progress.sequence and not progress.closed, progress.plan
    may = progress.ready if running else 0
    gated = may & plan.gated
    while gated:
        bit = gated & -gated
        gated ^= bit
        gate = plan.steps[bit.bit_length() - 1].opens
        if gate and not gate.lets_through(progress.facts, progress.today):
            may ^= bit
    was, opened = progress.open, progress.opened
    if may == was:
        return
    if closing := was & ~may & ~progress.done:
        for number in numbers_in(closing):
            del opened[number]
    opening = may & ~was
    while opening:
        bit = opening & -opening
        opening ^= bit
        opened[bit.bit_length() - 1] = progress.today
    progress.open = may
