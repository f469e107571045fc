"""What is done again where an outcome sends back."""

from functools import reduce
from operator import or_

from onboarding.engine.deciding import route_of, whole_routes
from onboarding.engine.definition import Outcome
from onboarding.engine.nesting import same_item
from onboarding.engine.plan import Plan, PlannedStep, numbers_in
from onboarding.engine.state import Progress


def way_back(plan: Plan, sender: PlannedStep, chosen: Outcome, target: str | None) -> int:
    """Return what is done again: the target, the sender, and what lies between them.

    Where the outcome names what else is to be done again, exactly that instead. A seat sends
    back for its whole approval, but to another seat of it.
    """
    start, route = _meant(plan, target or chosen.back_to[0], sender), route_of(plan, sender)
    last = 1 << (route.approval if route and not start & route.seats else sender).number
    ends = start | last | 1 << sender.number
    if chosen.redo is not None:
        return reduce(or_, (_meant(plan, need.step, sender) for need in chosen.redo), ends)
    before = _reach(last, plan.needs)
    return _reach(start, plan.successors) & before | ends


def done_again(
    progress: Progress, sender: PlannedStep, chosen: Outcome, target: str
) -> list[PlannedStep]:
    """Return the finished steps that an outcome would have done again, in plan order."""
    mask = way_back(progress.plan, sender, chosen, target)
    return list(progress.steps(whole_routes(progress.plan, mask, progress.done) & progress.done))


def _meant(plan: Plan, key: str, sender: PlannedStep) -> int:
    """Return the steps of a key; of a list the sender's item stands in, only its own."""
    target, lists = plan.blueprint.by_key.get(key), plan.blueprint.shared_lists
    depth = lists(sender.step, target) if target else 0
    steps = (plan.steps[number] for number in numbers_in(plan.of_step.get(key, 0)))
    return sum(1 << one.number for one in steps if same_item(sender.item, one.item, depth))


def _reach(mask: int, edges: tuple[int, ...]) -> int:
    """Return everything that can be reached from some steps."""
    found, look = 0, mask
    while look:
        step = 0
        for number in numbers_in(look):
            step |= edges[number]
        look = step & ~found
        found |= step
    return found
