"""E114: whether anything can be promised before what must hold first does.

A step is looked at in every state a case can come to, and in those it comes to once earlier
steps are taken back while later ones stay finished: sent back, or a fact changed. There only
what a step itself needs still stands in its way.
"""

from collections.abc import Iterator

import z3

from onboarding.engine.conditions import parse_condition
from onboarding.engine.errors import Place
from onboarding.engine.plan import numbers_in
from onboarding.engine.promising import Promising
from onboarding.engine.vocabulary import scope_of
from onboarding.proving.examples import example
from onboarding.proving.findings import Finding
from onboarding.proving.logic import Formula, every, opposite, possible, some
from onboarding.proving.stages import Stage
from onboarding.proving.world import PATIENCE, World, first_items


def broken_promises(world: World, promising: Promising) -> Iterator[Finding]:
    """Return every step that may promise something while a rule does not hold."""
    scope = scope_of(world.blueprint.names, {})
    trees = [(rule.that.text, parse_condition(rule.that.text, scope)) for rule in promising.rules]
    if not trees:
        return
    asked: dict[tuple[Stage, Place, str], Formula] = {}
    for stage in first_items(world):
        place = _promise(world, stage, promising)
        if place is not None:
            lacking = {text: opposite(world.read(tree, stage).yes) for text, tree in trees}
            asked |= {(stage, place, text): one for text, one in lacking.items()}
    reopened = _Reopened(world)
    goals = {key: reopened.wrongly_done(key[0], one) for key, one in asked.items()}
    for stage, place, text in possible(goals, reopened.may_hold):
        world.looking_at = stage
        goal = every((stage.open, world.going_on(stage), asked[stage, place, text]))
        answers = example(world, goal, [stage])
        reason = "promised_too_early" if answers is not None else "promised_once_taken_back"
        yield Finding(place, "E114", reason, (stage.planned.step.key, text), answers)


def _promise(world: World, stage: Stage, promising: Promising) -> Place | None:
    """Return where a step is said to promise something; None where it is not."""
    step = stage.planned.step
    if step.promises:
        return step.places["promises"]
    document = world.blueprint.documents.get(step.options.get("document", ""))
    if document is not None and document.promises:
        return step.places["document"]
    said = next((one.at for one in step.outcomes if one.promises), None)
    return said or (step.at if promising.by_nature(step) else None)


class _Reopened:
    """The states of a case in which a finished step may have lost what it once needed.

    More states than can come about: a step that cannot be done wrongly in any of them cannot be
    done wrongly at all.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.solver = z3.Solver()
        self.solver.set("timeout", PATIENCE)
        self._settled: dict[int, Formula] = {}
        for stage in world.stages:
            if stage.planned.step.outcomes:
                self.solver.add(*world.endings(stage))
                left_out = some((stage.applies.no, stage.needless))
                self.solver.add(z3.Bool(f"skipped {stage.planned.key}") == left_out)

    def wrongly_done(self, stage: Stage, lacking: Formula) -> Formula:
        """Return when somebody can act in a step while something is lacking."""
        parts = (stage.exists, self._needed(stage), stage.applies.yes, stage.opening)
        return every((*parts, self.world.going_on(stage), lacking))

    def may_hold(self, goal: Formula) -> bool:
        """Return whether a formula may hold in some of these states, as far as one can tell."""
        if goal is False:
            return False
        self.solver.push()
        self.solver.add(*self.world.grounds, goal)
        answer = self.solver.check()
        self.solver.pop()
        return bool(answer != z3.unsat)

    def _needed(self, stage: Stage) -> Formula:
        steps = (self.world.stages[number] for number in numbers_in(stage.planned.needs))
        return every(self._over(one, stage.planned.winds_up) for one in steps)

    def _over(self, stage: Stage, wound_up: bool) -> Formula:
        """Return when a step is finished, or left out after all it needs is over.

        `wound_up`: whether what waits for it winds the case up.
        """
        number = stage.planned.number
        if number not in self._settled:
            left_out = some((stage.applies.no, stage.needless))
            self._settled[number] = some((stage.done, every((left_out, self._needed(stage)))))
        ended = self.world.stopped if wound_up and not stage.planned.winds_up else False
        return some((self._settled[number], opposite(stage.exists), ended))
