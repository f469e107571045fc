"""Approvals on a real database: what the system ends by itself is written with what led to it."""

import json
import shutil

import pytest

from onboarding.cases import service
from onboarding.cases.library import load
from onboarding.cases.queries import history
from onboarding.config import assets
from onboarding.engine.errors import NotYourStep, SecondSeat
from tests.conftest import TODAY

APPROVAL = """
id: leave
version: 1
title: {en: Leave, ja: 休暇}
source: {from: Own rule, checked: 2026-11}
steps:
  - id: ok
    kind: approval
    title: {en: Approve, ja: 承認}
    route: [head, {of: office, seats: 3, need: 2}]
    outcomes:
      approved: {en: Approved, ja: 承認}
      refused: {en: Refused, ja: 不承認}
"""
PROGRAMME = """
id: leave_only
title: {en: Leave only, ja: 休暇のみ}
workflows: [leave]
source: {from: Own rule, checked: 2026-11}
"""


@pytest.fixture
def case(app, make_case, tmp_path):
    """A case of one approval, under definitions of its own."""
    folder, shipped = tmp_path / "workflows", app.extensions["library"]
    shutil.copytree(assets() / "workflows", folder)
    (folder / "leave").mkdir()
    (folder / "leave" / "v1.yaml").write_text(APPROVAL, "utf-8")
    (folder / "programmes" / "leave_only.yaml").write_text(PROGRAMME, "utf-8")
    app.extensions["library"] = load(folder)
    yield make_case("leave_only")
    app.extensions["library"] = shipped


def told(case):
    """Return what happened: the kind, the step, whether the system did it."""
    return [(e.kind, json.loads(e.data).get("step"), e.by_id is None) for e in history(case)]


def test_a_decided_approval_ends_with_the_decision_and_the_case_with_it(
    case, act, make_person, make_department, state
):
    department = make_department("eng")
    head = make_person("head@example.org", ("head",), department)
    first, second = (make_person(f"{n}@example.org", ("office",)) for n in ("one", "two"))

    act(case, head, "leave.ok_1_head", outcome="approved")
    act(case, first, "leave.ok_2_office_1", outcome="approved")
    with pytest.raises(SecondSeat):
        act(case, first, "leave.ok_2_office_2", outcome="approved")
    with pytest.raises(NotYourStep):
        act(case, head, "leave.ok_2_office_2", outcome="approved")
    act(case, second, "leave.ok_2_office_2", outcome="approved")

    assert told(case)[-3:] == [
        ("finished", "leave.ok_2_office_2", False),
        ("finished", "leave.ok", True),
        ("closed", None, True),
    ]
    assert state(case).marks["leave.ok"].outcome == "approved"
    assert service.rebuild(case.id, TODAY) is False
