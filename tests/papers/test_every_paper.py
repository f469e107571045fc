"""Every paper a host makes is a document, and every document is made somewhere."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cases.playing import shipped
from tests.documents.samples import NAMES

# The collected list of papers; not part of the project, read where it lies beside the checkout.
LISTED = Path(__file__).parents[3] / "shared" / "domain" / "documents.yaml"
# What the host makes, by the ids of that list → our documents.
MADE: dict[str, tuple[str, ...]] = {
    "host_application": ("host_application",),
    "export_control_check": ("export_control_check",),
    "letter_of_acceptance": ("acceptance_certificate",),
    "activity_description": ("activity_description",),
    "activity_proof": ("activity_proof",),
    "employment_contract": ("employment_contract", "offer_of_employment", "planned_employment"),
    "salary_certificate": ("salary_certificate",),
    "employment_certificate": ("employment_certificate", "nursery_certificate"),
    "invitation_letter": ("invitation_letter",),
    "schedule_of_stay": ("schedule_of_stay",),
    "letter_of_guarantee": ("letter_of_guarantee",),
    "applicant_list": ("applicant_list",),
    "host_outline": ("host_outline",),
    "category_proof": ("category_proof",),
    "representative_declaration": ("representative_declaration",),
    "reply_envelope": ("reply_envelope",),
    "staff_id": ("staff_identity",),
    "explanation": ("explanation",),
    "supporter_income": ("supporter_income",),
    "host_notice": ("host_notice_start", "host_notice_end"),
    "employment_status_report": ("employment_report_start", "employment_report_end"),
    "housing_guarantee": ("housing_guarantee",),
    "jsps_consent": ("jsps_consent",),
    "visit_report": ("visit_report_arrival", "visit_report_departure"),
    "agent_application": ("agent_application",),
}
# Made from the register of agents: it concerns no case, so no workflow has a step for it.
OUTSIDE_OF_CASES = {"agent_application"}


def made_in_workflows() -> set[str]:
    workflows = shipped().catalogue.workflows.values()
    steps = (step for versions in workflows for one in versions.values() for step in one.steps)
    return {step.options["document"] for step in steps if "document" in step.options}


def listed() -> dict[str, Any]:
    content = yaml.safe_load(LISTED.read_text("utf-8"))
    groups = (rows for name, rows in content.items() if name not in ("meta", "sources"))
    return {row["id"]: row for rows in groups for row in rows if "id" in row}


@pytest.mark.skipif(not LISTED.is_file(), reason="the list lies beside the checkout only")
def test_every_listed_paper_of_the_host_is_a_document() -> None:
    of_the_host = {id for id, row in listed().items() if row["role"] == "M"}

    assert of_the_host == MADE.keys()


def test_every_paper_of_the_host_has_a_template_and_is_made() -> None:
    papers = {name for names in MADE.values() for name in names}

    assert papers <= set(NAMES)
    assert papers - made_in_workflows() == OUTSIDE_OF_CASES


def test_no_template_is_left_that_nobody_makes() -> None:
    assert set(NAMES) - made_in_workflows() == OUTSIDE_OF_CASES
