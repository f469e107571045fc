"""The shipped workflows: they load, name their sources, and differ where they should."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from onboarding.cases.library import load, read_folder
from onboarding.config import assets
from onboarding.engine.asking import broken_programme_rules
from onboarding.processes.checking import read_definitions
from tests.cases.playing import (
    FAMILY,
    JAPANESE,
    NO_VISA,
    START,
    Play,
    Shape,
    done,
    programmes,
    shipped,
)
from tests.institutions import write_institution


def test_every_shipped_file_loads_without_fault() -> None:
    assert shipped().faults == ()
    assert load(assets() / "workflows").workflows.keys() == {
        "acceptance",
        "arrival",
        "family",
        "housing",
        "interview_evaluation",
        "japanese_classes",
        "papers",
        "residence",
        "visa",
    }


def test_every_step_names_its_source_and_the_day_it_was_checked() -> None:
    steps = [step for workflow in shipped().catalogue.current() for step in workflow.steps]

    unnamed = [s.key for s in steps if not s.source or not s.source.text or not s.source.checked]

    assert unnamed == []


def test_every_programme_names_its_source() -> None:
    found = shipped().catalogue.programmes.values()

    assert [p.id for p in found if not p.source or not p.source.checked] == []


EMPLOYEE = {
    "acceptance.employment_certificate",
    "acceptance.terms",
    "acceptance.working_conditions",
    "arrival.contract",
    "arrival.employees_insurance",
    "arrival.erad",
    "arrival.health_check",
    "arrival.pay_account",
    "residence.employment_insurance",
    "residence.tax_treaty",
}
AT_CITY_HALL = {"arrival.health_insurance", "arrival.pension"}
NOT_EMPLOYEE = AT_CITY_HALL | {
    "residence.health_insurance_exit",
    "residence.host_start_notice",
}
INTERVIEW = {
    f"interview_evaluation.{step}"
    for step in ("statement", "panel", "slot", "scores", "proposal", "decision", "memo")
}
VISITOR = NOT_EMPLOYEE | {"visa.living_costs"}
FUNDED = {"acceptance.funders", "arrival.funder_report"}


@pytest.mark.parametrize(
    ("programme", "steps"),
    [
        ("employed", EMPLOYEE | INTERVIEW),
        ("expert_j", EMPLOYEE | INTERVIEW | {"acceptance.tenure_plan"}),
        ("own_funds", VISITOR | INTERVIEW),
        ("aspire", VISITOR | INTERVIEW | FUNDED),
        ("nexus", VISITOR | INTERVIEW | FUNDED),
        ("horizon_europe", VISITOR | INTERVIEW | FUNDED | {"arrival.time_sheets"}),
        (
            "jsps_fellow",
            NOT_EMPLOYEE
            | {
                "acceptance.award_account",
                "acceptance.award_consent",
                "acceptance.award_letter",
                "acceptance.conditions",
                "arrival.commencement",
            },
        ),
        (
            "lotus",
            NOT_EMPLOYEE | FUNDED | {"acceptance.visits", "arrival.visit_report"},
        ),
    ],
)
def test_each_programme_has_steps_of_its_own(programme: str, steps: set[str]) -> None:
    shared = set.intersection(*(done(Shape(each)) for each in programmes()))

    assert done(Shape(programme)) - shared == steps


def test_each_programme_sets_what_it_needs_otherwise() -> None:
    found = shipped().catalogue.programmes.values()

    assert {
        (p.id, c.workflow): c.parameters for p in found for c in p.workflows if c.parameters
    } == {
        ("expert_j", "acceptance"): {
            "application_lead": 100,
            "approval_lead": 92,
            "conditions_lead": 91,
            "certificate_lead": 91,
            "verdict_days": 10,
        },
        ("expert_j", "interview_evaluation"): {
            "interview_from_days": 1,
            "statement_lead": 100,
            "panel_lead": 99,
            "slot_lead": 97,
            "panel_size": 5,
            "rubric": "principal_investigator",
        },
        ("expert_j", "visa"): {"papers_lead": 91, "proofs_lead": 91},
        ("nexus", "interview_evaluation"): {"interview_from_days": 30},
        ("own_funds", "interview_evaluation"): {"panel_size": 2},
    }
    assert {p.id: p.tags for p in found if p.tags} == {"expert_j": ("j_rise",)}
    assert [p.id for p in found if p.umbrella] == ["j_rise"]


@pytest.mark.parametrize(
    ("programme", "days", "interviewed"),
    [
        ("expert_j", 1, True),
        ("nexus", 30, True),
        ("nexus", 29, False),
        ("employed", 60, True),
        ("employed", 59, False),
        ("jsps_fellow", 365, False),
    ],
)
def test_who_is_interviewed_hangs_on_programme_and_length(
    programme: str, days: int, interviewed: bool
) -> None:
    assert done(Shape(programme, days)).issuperset(INTERVIEW) is interviewed


@pytest.mark.parametrize(
    ("programme", "answers", "broken"),
    [
        ("nexus", {"award.funders": ("f1",)}, ["count(award.funders) >= 2"]),
        ("nexus", {}, []),
        ("lotus", {}, []),
        (
            "lotus",
            {"visit.ends_on@v1": START + timedelta(days=60)},
            ["count(stay.visits, visit.days < 90) == 0"],
        ),
        (
            "lotus",
            {"visit.ends_on@v1": START + timedelta(days=299)},
            ["total(stay.visits, visit.days) <= 366"],
        ),
    ],
)
def test_the_rules_of_a_programme_warn(
    programme: str, answers: dict[str, Any], broken: list[str]
) -> None:
    play = Play(Shape(programme, answers=answers)).end()

    assert [rule.that.text for rule in broken_programme_rules(play.progress)] == broken


def test_a_visit_of_days_and_a_stay_of_years_have_different_plans() -> None:
    days = done(Shape("employed", 3, NO_VISA))
    years = done(Shape("employed", 1095, FAMILY))

    assert (len(days), len(years)) == (38, 88)
    assert days - years == {"arrival.withholding", "visa.visa_need"}
    assert {key.partition(".")[0] for key in days} == {"acceptance", "arrival", "housing", "visa"}
    assert {key.partition(".")[0] for key in years - days} == {
        "acceptance",
        "arrival",
        "family",
        "housing",
        "interview_evaluation",
        "japanese_classes",
        "residence",
        "visa",
    } - {"acceptance"}


SHORT_STAY_LACKS = {
    "visa.status",
    "visa.coe_filed",
    "visa.coe_result",
    "visa.coe_sent",
    "arrival.card",
    "arrival.registered",
    "arrival.health_insurance",
    "arrival.pension",
    "arrival.bank",
    "arrival.pay_account",
    "housing.utilities",
    "family.school",
    "family.nursery",
    "family.child_allowance",
    "family.marriage_certificate",
    "family.birth_certificate",
}


@pytest.mark.parametrize("programme", programmes())
def test_a_stay_of_ninety_days_has_no_city_hall_bank_or_coe(programme: str) -> None:
    ninety = done(Shape(programme, 90, FAMILY))

    assert ninety & SHORT_STAY_LACKS == set()
    assert {"arrival.withholding", "arrival.insurance", "visa.visa_need"} <= ninety


@pytest.mark.parametrize("programme", programmes())
def test_one_day_more_has_them(programme: str) -> None:
    more = done(Shape(programme, 91, FAMILY))

    assert {"visa.coe_filed", "arrival.card", "arrival.registered", "arrival.bank"} <= more
    assert more & {"arrival.withholding", "visa.visa_need"} == set()


@pytest.mark.parametrize("programme", programmes())
def test_a_japanese_national_needs_no_visa_but_registers(programme: str) -> None:
    found = done(Shape(programme, answers=JAPANESE))

    assert {key for key in found if key.startswith("visa.")} == set()
    assert "arrival.card" not in found
    assert {"arrival.registered", "arrival.bank", "arrival.mobile"} <= found


@pytest.mark.parametrize("programme", programmes())
def test_employees_are_insured_by_the_employer_and_others_at_city_hall(programme: str) -> None:
    found = done(Shape(programme)) & (AT_CITY_HALL | {"arrival.employees_insurance"})

    employed = programme in ("employed", "expert_j")
    assert found == ({"arrival.employees_insurance"} if employed else AT_CITY_HALL)


@pytest.mark.parametrize(
    ("born", "pension"), [(1967, False), (1968, True), (2006, True), (2008, False)]
)
def test_only_those_of_twenty_to_fifty_nine_years_pay_into_the_pension(
    born: int, pension: bool
) -> None:
    answers = {"researcher.birth_date": date(born, 3, 1)}

    assert ("arrival.pension" in done(Shape("own_funds", answers=answers))) is pension


def test_dates_follow_the_start_until_something_happens() -> None:
    play = Play(Shape("own_funds"))
    before = {play.progress.plan.steps[n].key: day for n, day in play.progress.dues.items()}

    assert before["arrival.journey"] == date(2027, 3, 18)
    assert before["visa.visa_result"] == date(2027, 3, 11)
    assert before["acceptance.application"] == date(2026, 12, 2)
    assert {
        "arrival.registered",
        "arrival.bank",
        "arrival.health_insurance",
    } & before.keys() == set()
    play.end()
    after = {play.progress.plan.steps[n].key: day for n, day in play.progress.dues.items()}
    moved_in = play.progress.facts["housing.moved_in_on"]
    assert after["arrival.registered"] == moved_in + timedelta(days=14)


def test_nobody_promises_anything_before_the_export_control_verdict() -> None:
    play = Play(Shape("expert_j", answers=FAMILY)).end()

    order = [key for key, _outcome in play.done]
    before = set(order[: order.index("acceptance.export_verdict")])
    assert before <= {
        "acceptance.application",
        "acceptance.export_precheck",
        "acceptance.profile",
        "acceptance.declaration",
        "acceptance.papers",
        "interview_evaluation.statement",
        "interview_evaluation.panel",
        "interview_evaluation.slot",
        "interview_evaluation.scores",
        "interview_evaluation.proposal",
    }


def test_who_comes_along_is_asked_only_after_the_decision() -> None:
    order = [key for key, _outcome in Play(Shape(answers=FAMILY)).end().done]

    assert order.index("acceptance.household") > order.index("acceptance.agreement")
    assert order.index("acceptance.agreement") > order.index("acceptance.approval")


def test_every_family_member_has_the_steps_of_their_age_and_relation() -> None:
    keys = {key for key, _outcome in Play(Shape(days=1095, answers=FAMILY)).end().done}

    each = ("m1", "m2", "m3")
    assert {key for key in keys if "@" in key} == {
        *(f"visa.dependant_papers@{who}" for who in each),
        *(f"residence.family_stay@{who}" for who in each),
        *(f"residence.family_extension@{who}" for who in each),
        *(f"visa.dependant_print@{who}" for who in each),
        *(f"visa.dependant_result@{who}" for who in each),
        "family.marriage_certificate@m1",
        "family.birth_certificate@m2",
        "family.birth_certificate@m3",
        "family.spouse@m1",
        "family.school@m2",
        "family.nursery@m3",
        "family.vaccination@m3",
    }


@pytest.fixture
def faults_with(tmp_path: Path) -> Callable[[str], list[Any]]:
    """Return a function that gives the faults of the project's folder with other closed days."""
    shutil.copytree(assets() / "workflows", tmp_path / "workflows")

    def read(text: str) -> list[Any]:
        (tmp_path / "workflows" / "rules" / "closed_days.yaml").write_text(text, "utf-8")
        found = read_folder(tmp_path / "workflows").faults
        return [(str(f.place), f.code, f.reason, f.about) for f in found]

    return read


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("days:\n  - 2026-12-29\n  - 2026-13-40\n", ("3:5", "not_a_date", ("2026-13-40",))),
        ("days: [2026-12-29, soon]\n", ("1:20", "not_a_date", ("soon",))),
        ("days: []\nday: []\n", ("2:6", "unknown_key", ("day", "days"))),
    ],
)
def test_a_slip_in_the_closed_days_is_a_fault_with_its_place(
    faults_with: Callable[[str], list[Any]], text: str, fault: tuple[str, str, tuple[str, ...]]
) -> None:
    place, reason, about = fault

    assert faults_with(text) == [(f"rules/closed_days.yaml:{place}", "E101", reason, about)]


def test_no_closed_days_at_all_is_fine(faults_with: Callable[[str], list[Any]]) -> None:
    assert faults_with("days: []\n") == []


def test_the_definitions_of_the_tests_pass_the_check(tmp_path):
    assert read_definitions([write_institution(tmp_path / "workflows")]) == []
