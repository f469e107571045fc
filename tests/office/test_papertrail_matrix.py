"""The whole matrix, walked: each fact of each paper of each programme changed on a real case."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
import yaml

from onboarding.cases.planning import with_facts
from onboarding.config import assets
from onboarding.database import db
from onboarding.documents.models import Document
from onboarding.engine.events import FINISHED, Change
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, State
from onboarding.interviews.outcome import is_figure
from onboarding.office.papertrail.following import changed_facts, newest_made, outdated_by
from onboarding.office.papertrail.models import Outdating
from tests.cases.playing import FAMILY, Shape, programmes
from tests.whole_cases import Wanting, WholeCase

# One day later it is a year more.
BORN = {"researcher.birth_date": date(1990, 4, 2)}
SHAPES = [
    Shape(programme, days, answers)
    for programme in programmes()
    for days, answers in ((365, {**FAMILY, **BORN}), (60, BORN))
]
# What the answers of a play leave out, and papers tell.
MORE: Mapping[str, Any] = {
    "interview.results": ("c1",),
    "criterion.name@c1": "Plan",
    "criterion.name_ja@c1": "計画",
    "criterion.weight@c1": 50,
    "criterion.mean@c1": "4.0",
    "criterion.range@c1": "3–5",
}


# --- What should be stale, read from the files alone -------------------------------------------


@cache
def dictionary() -> dict[str, Mapping[str, Any]]:
    """Return every field as its file writes it."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted((assets() / "workflows" / "fields").glob("*.yaml")):
        for group, fields in yaml.safe_load(path.read_text("utf-8")).items():
            found |= {f"{group}.{name}": field for name, field in fields.items()}
    return found


@cache
def declared(paper: str) -> frozenset[str]:
    """Return what a paper says it is made from."""
    path = assets() / "templates" / "documents" / paper / "document.yaml"
    found = yaml.safe_load(path.read_text("utf-8"))
    return frozenset((*found["uses"], *found.get("optional", ())))


@cache
def reads(paper: str) -> frozenset[str]:
    """Return the facts a paper is made from; a formula stands for those in it."""
    return frozenset(fact for name in declared(paper) for fact in behind(name))


def behind(name: str) -> set[str]:
    """Return the facts of a formula, or the fact itself."""
    formula = dictionary().get(name, {}).get("formula")
    if formula is None:
        return {name}
    named = {one for one in re.findall(r"[a-z_]+\.[a-z_]+", formula) if one in dictionary()}
    return {fact for one in named for fact in behind(one)}


def expected(made: Mapping[str, str], key: str, facts: Mapping[str, Any]) -> set[str]:
    """Return the steps whose papers are made from a fact. `made`: step → its paper.

    A paper of one item is made from what is known of that item and of the items within it, and
    of no other item of the same list.
    """
    name, _, item = key.partition("@")
    others = set(facts.get(outermost(name), ())) - {item.partition(".")[0]}
    told = {step for step, paper in made.items() if name in reads(paper)}
    return {step for step in told if not item or step.partition("@")[2] not in others}


def outermost(name: str) -> str:
    """Return the list in whose items a fact stands, the outermost one; empty where in none."""
    group = name.partition(".")[0]
    of = next((one for one, field in dictionary().items() if field.get("item") == group), "")
    return (outermost(of) or of) if of else ""


@cache
def decided_on() -> Mapping[str, frozenset[str]]:
    """Return step → the facts whose change takes back what was decided there."""
    found = {}
    for path in sorted((assets() / "workflows").glob("*/v1.yaml")):
        workflow = yaml.safe_load(path.read_text("utf-8"))
        for step in workflow["steps"]:
            facts = step.get("redo_when_changed", ())
            found[f"{workflow['id']}.{step['id']}"] = frozenset(facts)
    return found


def told_by(progress: Progress, papers: Mapping[str, str], key: str) -> set[str]:
    """Return the papers a fact puts out of date: by itself, or by what was decided on it."""
    name = key.partition("@")[0]
    over = [
        step for step, facts in decided_on().items() if name in facts and step in progress.facts
    ]
    found = (expected(papers, one, progress.facts) for one in (key, *over))
    return set().union(*found)


# --- The whole matrix: every fact of every paper of every programme, known or not ----------------


def other(field: Mapping[str, Any], value: Any) -> Any:
    """Return another value of a field's type that moves what is calculated from it, too."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value - timedelta(days=800) if field.get("limits") else value + timedelta(days=1)
    if isinstance(value, int):
        return value + 1
    if field["type"] == "choice":
        return next(one for one in field["options"] if one != value)
    if field["type"] == "choices":
        return tuple(one for one in field["options"] if one not in value)
    if field["type"] == "list":
        return (*value, "new")
    if field["type"] == "country":
        return "FRA" if value != "FRA" else "DEU"
    return f"{value} y"


FIRST: Mapping[str, Any] = {
    "date": date(2027, 5, 1),
    "integer": 1,
    "money": 1,
    "yes_no": True,
    "choice": "",
    "choices": (),
    "country": "",
    "list": (),
}


def almost_done(shape: Shape) -> Progress:
    """Return a case short of its last step, each of its lists with two items."""
    *_before, progress = Wanting(shape).moments()
    lists = sorted(progress.plan.blueprint.lists)
    for name in sorted(lists, key=lambda name: name in inner()):
        for key in keys_of(progress, name):
            progress = with_facts(progress, {key: progress.facts.get(key) or ("x1", "x2")})
    return progress


@cache
def inner() -> frozenset[str]:
    """Return the lists that stand in the items of another list."""
    groups = {field["item"] for field in dictionary().values() if field["type"] == "list"}
    return frozenset(name for name in dictionary() if name.partition(".")[0] in groups)


def keys_of(progress: Progress, name: str) -> list[str]:
    """Return the keys of a fact in a case: one, or one for each item of its list."""
    group = name.partition(".")[0]
    of = [one for one, field in dictionary().items() if field.get("item") == group]
    if not of:
        return [name]
    outer = [key for one in of for key in keys_of(progress, one)]
    places = [(key.partition("@")[2], progress.facts.get(key) or ()) for key in outer]
    return [f"{name}@{f'{at}.' if at else ''}{item}" for at, items in places for item in items]


def papers_of(progress: Progress) -> dict[str, str]:
    """Return step → paper of each step a case may come to, whether it applies now or not."""
    steps = (planned for planned in progress.plan.steps if planned.document is not None)
    return {planned.key: planned.step.options["document"] for planned in steps}


@pytest.mark.parametrize("programme", programmes())
def test_each_fact_known_or_not_outdates_exactly_the_papers_that_tell_it(app, programme):
    progress = almost_done(Shape(programme, 365, {**FAMILY, **BORN}))
    papers, walked = papers_of(progress), set()

    for name in sorted({name for paper in papers.values() for name in reads(paper)}):
        field = dictionary().get(name)
        for key in keys_of(progress, name) if field else ():
            value = progress.facts.get(key, FIRST.get(field["type"], "x"))
            after = with_facts(progress, {key: other(field, value)})
            changed = changed_facts(progress, after)
            stale = {step for step in papers if outdated_by(progress, after, step, changed)}

            assert stale <= told_by(progress, papers, key), key
            if key in progress.facts:
                assert stale == told_by(progress, papers, key), key
            else:  # what is calculated from it may stay unknown
                named = {step for step, paper in papers.items() if name in declared(paper)}
                assert stale >= named & expected(papers, key, progress.facts), key
            walked.add(name)

    missed = {name for paper in papers.values() for name in reads(paper)} - walked
    assert {name for name in missed if name in dictionary()} == set()


def test_every_paper_of_a_case_is_walked_in_some_programme(app):
    walked = {
        paper
        for programme in programmes()
        for paper in papers_of(almost_done(Shape(programme, 365, FAMILY))).values()
    }
    folder = assets() / "templates" / "documents"

    assert {path.parent.name for path in folder.glob("*/document.yaml")} - walked == {
        "agent_application"  # from the register of agents, of no case
    }


# --- On real cases: noted, made anew as a set, each naming what it replaces ----------------------


def changeable(whole: WholeCase) -> list[tuple[str, Any]]:
    """Return known facts with another value, so few that each paper is made from one of them."""
    made = made_now(whole)
    found: dict[str, set[str]] = {}
    for key in whole.progress().facts:
        field = dictionary().get(key.partition("@")[0])
        ours = key.startswith(("enclosed.", "filed."))  # the service itself lists what is enclosed
        if field and field["type"] not in ("list", "choices", "yes_no") and not ours:
            found[key] = expected(made, key, whole.progress().facts)
    chosen, left = [], set(made)
    while left and (key := max(found, key=lambda key: len(found[key] & left))) and found[key]:
        if not found[key] & left:
            break
        chosen.append(key)
        left -= found[key]
    assert left <= {"papers.bureau_cover", "papers.mission_cover"}
    facts = whole.progress().facts
    return [(key, other(dictionary()[key.partition("@")[0]], facts[key])) for key in chosen]


def made_now(whole: WholeCase) -> dict[str, str]:
    return {one.step_key: one.name for one in newest_made(whole.case.id)}


def outdated_since(whole: WholeCase, sequence: int) -> dict[str, Document]:
    """Return step → the paper put out of date by events from a number on."""
    found = db.session.query(Outdating).filter_by(case_id=whole.case.id)
    rows = found.filter(Outdating.sequence >= sequence)
    return {row.document.step_key: row.document for row in rows if row.document}


def to_be_made(whole: WholeCase, key: str) -> bool:
    """Return whether a case still comes to the paper of a step."""
    planned: PlannedStep | None = whole.progress().plan.find(key)
    return planned is not None and whole.progress().state(planned) in (State.OPEN, State.DONE)


def give(whole: WholeCase, facts: Mapping[str, Any]) -> int:
    """Change facts as they are changed: by a correction, or by the scores they follow from."""
    if not any(is_figure(key) for key in facts):
        return whole.know(facts)
    number = whole.case.sequence + 1
    scored = Change(FINISHED, {"step": "interview_evaluation.scores", "facts": dict(facts)})
    whole.happen(scored, whole.day)
    return number


@pytest.fixture
def whole(make_department, make_person):
    def make(shape: Shape) -> WholeCase:
        researcher, host = make_person("r@example.org"), make_person("h@example.org")
        found = WholeCase(shape, make_department().id, researcher, host)
        if "interview.members" in found.progress().facts:
            give(found, MORE)
        found.make_papers()
        return found

    return make


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: f"{s.programme}-{s.days}")
def test_papers_put_out_of_date_are_noted_and_made_anew_as_a_set(whole, shape):
    found = whole(shape)

    for key, value in changeable(found):
        before, facts = made_now(found), found.progress().facts
        sequence = give(found, {key: value})
        stale = outdated_since(found, sequence)
        anew: dict[str, Document] = {}
        for document in found.make_papers():  # a list of papers is made anew after them, too
            anew.setdefault(document.step_key, document)

        assert set(stale) == expected(before, key, facts), key
        for step, document in stale.items():
            if to_be_made(found, step):
                assert anew[step].replaces_id == document.id, (key, step)
                assert anew[step].number != document.number
