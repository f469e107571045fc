"""The whole matrix, walked: each fact of each paper of each programme changed on a real case."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
import yaml

from onboarding.config import assets
from onboarding.database import db
from onboarding.documents.models import Document
from onboarding.engine.events import FINISHED, Change
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.interviews.outcome import is_figure
from onboarding.office.papertrail.following import newest_made
from onboarding.office.papertrail.models import Outdating
from tests.cases.playing import FAMILY, Shape, programmes
from tests.whole_cases import WholeCase

# One day later it is a year more.
BORN = {"researcher.birth_date": date(1990, 4, 2)}
SHAPES = [
    Shape(programme, days, answers)
    for programme in programmes()
    for days, answers in ((365, {**FAMILY, **BORN}), (60, BORN))
]
# These at least stand on papers of every case.
SAID = {"researcher.family_name", "stay.starts_on", "stay.ends_on", "stay.theme", "host.name"}
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
def reads(paper: str) -> frozenset[str]:
    """Return the facts a paper is made from; a formula stands for those in it."""
    path = assets() / "templates" / "documents" / paper / "document.yaml"
    declared = yaml.safe_load(path.read_text("utf-8"))
    return frozenset(
        fact for name in (*declared["uses"], *declared.get("optional", ())) for fact in behind(name)
    )


def behind(name: str) -> set[str]:
    """Return the facts of a formula, or the fact itself."""
    formula = dictionary().get(name, {}).get("formula")
    if formula is None:
        return {name}
    named = {one for one in re.findall(r"[a-z_]+\.[a-z_]+", formula) if one in dictionary()}
    return {fact for one in named for fact in behind(one)}


def expected(made: list[Document], key: str) -> set[str]:
    """Return the steps whose papers are made from a fact."""
    name, _, item = key.partition("@")
    of_step = {one.step_key: one.step_key.partition("@")[2] for one in made}
    return {
        one.step_key
        for one in made
        if name in reads(one.name) and of_step[one.step_key] in ("", item or of_step[one.step_key])
    }


# --- The walk ------------------------------------------------------------------------------------


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
    if field["type"] == "country":
        return "FRA" if value != "FRA" else "DEU"
    return f"{value} y"


def changeable(whole: WholeCase) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """Yield key, field and value of each known fact that a made paper is made from."""
    names = {fact for one in newest_made(whole.case.id) for fact in reads(one.name)}
    for key, value in list(whole.progress().facts.items()):
        field = dictionary().get(key.partition("@")[0])
        ours = key.startswith(("enclosed.", "filed."))  # the service itself lists what is enclosed
        asked = field is not None and field["type"] not in ("list", "choices") and not ours
        if asked and key.partition("@")[0] in names:
            yield key, field, value


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
def test_each_fact_puts_exactly_its_papers_out_of_date_and_they_are_made_anew(whole, shape):
    found = whole(shape)
    walked = set()

    for key, field, value in changeable(found):
        turns = field["type"] in ("yes_no", "choice", "country")  # other steps may apply then
        for changed in (other(field, value), *((value,) if turns else ())):
            made = newest_made(found.case.id)
            sequence = give(found, {key: changed})
            stale = outdated_since(found, sequence)
            anew: dict[str, Document] = {}
            for document in found.make_papers():  # a list of papers is made anew after them, too
                anew.setdefault(document.step_key, document)

            assert set(stale) == expected(made, key), key
            for step, document in stale.items():
                if to_be_made(found, step):
                    assert anew[step].replaces_id == document.id, (key, step)
                    assert anew[step].number != document.number
        walked.add(key.partition("@")[0])

    papers = {one.name for one in newest_made(found.case.id)}
    assert walked >= {fact for paper in papers for fact in reads(paper) if fact in SAID}
