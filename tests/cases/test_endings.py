"""No case of the shipped workflows gets stuck, whatever its shape and its outcomes."""

import json
from datetime import date

import pytest

from onboarding.engine.progress import Progress, State, replay
from onboarding.engine.snapshot import asked_facts, plain, restore
from tests.cases.playing import FAMILY, JAPANESE, NO_VISA, Play, Shape, programmes
from tests.engine.building import state_of

SHAPES = {
    "three days, no visa": Shape(days=3, answers=NO_VISA),
    "five days": Shape(days=5),
    "two months": Shape(days=60),
    "three months": Shape(days=90),
    "a year": Shape(days=365),
    "three years with a family": Shape(days=1095, answers=FAMILY),
    "a year, family stays behind": Shape(answers={**FAMILY, "member.comes_along": False}),
    "five days with a family": Shape(days=5, answers=FAMILY),
    "a Japanese national": Shape(answers=JAPANESE),
    "a Japanese national with a foreign family": Shape(answers={**JAPANESE, **FAMILY}),
    "hazards": Shape(answers={"research.hazards": True}),
    "own place to live, no class": Shape(
        answers={"housing.wanted": False, "japanese.wants_class": False}
    ),
    "no room found": Shape(answers={"housing.allocated": False}),
    "another room": Shape(outcomes={"housing.answer": ["other", "taken"]}),
    "COE refused once": Shape(outcomes={"visa.coe_result": ["refused", "issued"]}),
    "COE refused twice": Shape(outcomes={"visa.coe_result": ["refused", "refused", "issued"]}),
    "visa refused once": Shape(outcomes={"visa.visa_result": ["refused", "issued"]}),
    "family refused": Shape(
        answers=FAMILY, outcomes={"visa.dependant_result": ["refused", "withdrawn"]}
    ),
    "more information for export control": Shape(
        outcomes={
            "acceptance.export_verdict": ["more_info", "review", "review"],
            "acceptance.export_review": ["more_info", "conditional"],
        }
    ),
    "a licence for the technology": Shape(
        outcomes={
            "acceptance.export_verdict": ["review"],
            "acceptance.export_review": ["licence", "refused", "conditional"],
            "acceptance.export_final": ["returned", "licence"],
            "acceptance.export_licence": ["granted"],
        }
    ),
    "sent back everywhere": Shape(
        outcomes={
            "acceptance.approval": ["returned", "approved"],
            "interview_evaluation.decision": ["returned", "approved"],
        }
    ),
    "no visits, no funders": Shape(answers={"stay.visits": (), "award.funders": ()}),
}
ENDED = {
    "withdrawn from export control": Shape(outcomes={"acceptance.export_verdict": ["withdrawn"]}),
    "refused by export control": Shape(
        outcomes={
            "acceptance.export_verdict": ["review"],
            "acceptance.export_review": ["refused"],
            "acceptance.export_final": ["refused"],
        }
    ),
    "declined by the council": Shape(outcomes={"acceptance.approval": ["declined"]}),
    "declined after coming back": Shape(outcomes={"acceptance.approval": ["returned", "declined"]}),
    "given up after the COE": Shape(
        outcomes={"visa.coe_result": ["refused"], "visa.coe_refused": ["give_up"]}
    ),
    "given up after the visa": Shape(
        outcomes={"visa.visa_result": ["refused"], "visa.visa_refused": ["give_up"]}
    ),
    "not coming": Shape(answers=FAMILY, outcomes={"arrival.landed": ["not_coming"]}),
}


def of(programme: str, shape: Shape) -> Shape:
    return Shape(programme, shape.days, shape.answers, shape.outcomes)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("programme", programmes())
def test_every_case_comes_to_its_end(programme: str, name: str) -> None:
    play = Play(of(programme, SHAPES[name])).end()

    assert (play.progress.all_done(), play.progress.stopped) == (True, False)


@pytest.mark.parametrize("name", ENDED)
@pytest.mark.parametrize("programme", programmes())
def test_every_case_that_is_called_off_is_wound_up(programme: str, name: str) -> None:
    play = Play(of(programme, ENDED[name])).end()

    states = {play.progress.state(planned) for planned in play.progress.plan.steps}
    assert (play.progress.stopped, play.progress.over) == (True, True)
    assert states == {State.DONE, State.SKIPPED, State.STOPPED}
    assert play.done[-1][0] == "acceptance.call_off"


@pytest.mark.parametrize("programme", programmes())
def test_at_every_moment_the_state_follows_from_the_history(programme: str) -> None:
    play = Play(of(programme, SHAPES["three years with a family"]))

    for number, progress in enumerate(play.moments()):
        if number % 9 == 0:
            blueprint = progress.plan.blueprint
            kept = json.loads(json.dumps(plain(progress)))
            again = replay(blueprint, play.events, progress.today)
            assert state_of(again) == state_of(progress)
            assert state_of(restore(blueprint, kept, asked_facts(progress))) == state_of(progress)


def late_before_early(progress: Progress) -> list[tuple[str, date, str, date]]:
    """Return the steps due before something they need, with both dates."""
    dues, plan, found = progress.dues, progress.plan, []
    latest: dict[int, int] = {}
    for planned in plan.steps:
        needed = [latest[n] for n in latest if planned.needs >> n & 1]
        last = max(needed, key=lambda n: dues[n], default=None)
        own = dues.get(planned.number)
        applies = not progress.skipped >> planned.number & 1
        if applies and last is not None and own is not None and own < dues[last]:
            found.append((planned.key, own, plan.steps[last].key, dues[last]))
        both = [n for n in (last, planned.number if own else None) if n is not None]
        if both and applies:
            latest[planned.number] = max(both, key=lambda n: dues[n])
        elif last is not None:
            latest[planned.number] = last
    return found


@pytest.mark.parametrize("name", ["five days", "a year", "three years with a family"])
@pytest.mark.parametrize("programme", programmes())
def test_no_step_is_due_before_what_it_needs(programme: str, name: str) -> None:
    shape = of(programme, SHAPES[name])
    play = Play(Shape(programme, shape.days, {**shape.answers, "family.members": ()}))

    assert late_before_early(play.progress) == []
