"""Rubrics are data: the institution's own load, broken ones are named by line."""

import shutil
from pathlib import Path

import pytest

from onboarding.cases.faults import sentence
from onboarding.cases.library import read_folder
from onboarding.config import assets
from onboarding.console import speaking
from onboarding.engine.errors import FaultyDefinition
from onboarding.interviews.rubric import SCALE, read_rubrics, rubrics


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the definitions that may be spoilt."""
    return Path(shutil.copytree(assets() / "workflows", tmp_path / "workflows"))


def spoil(folder: Path, file: str, old: str, new: str) -> list[str]:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with speaking("en"):
        return [f"{f.place.file} {f.code} {sentence(f)}" for f in read_folder(folder).faults]


def test_default_rubric_weighs_as_the_domain_file_says():
    default = rubrics(assets() / "workflows")["default"]

    assert {one.id: one.weight for one in default.all_criteria} == {
        "research_plan": 25,
        "research_ability": 20,
        "contrib_research": 15,
        "contrib_society": 10,
        "network": 10,
        "host_fit": 10,
        "communication": 5,
        "motivation": 5,
        "independence": 0,
    }
    assert "independence" not in {one.id for one in default.criteria}


def test_rubric_for_group_leaders_adds_independence():
    leader = rubrics(assets() / "workflows")["principal_investigator"]

    assert "independence" in {one.id for one in leader.criteria}
    assert sum(one.weight for one in leader.criteria) == 100


def test_every_level_of_every_criterion_has_an_anchor_of_its_own_in_both_languages():
    for rubric in rubrics(assets() / "workflows").values():
        anchors = [one.anchors[level] for one in rubric.all_criteria for level in SCALE]

        assert len({text.en for text in anchors}) == len({text.ja for text in anchors}) == 45


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "rules/rubric_default.yaml",
            "    weight: 25",
            "    weight: 30",
            "rules/rubric_default.yaml E101 The weights add up to 105; "
            "they are shares of 100 together.",
        ),
        (
            "rules/rubric_default.yaml",
            'en: "A new idea with a clear question, method and schedule; '
            'the risks are named and answered.", ',
            "",
            "rules/rubric_default.yaml E102 The text in the language “en” is missing.",
        ),
        (
            "rules/rubric_principal_investigator.yaml",
            "extends: default",
            "extends: defualt",
            "rules/rubric_principal_investigator.yaml E103 “defualt” is not among the choices "
            "(default).",
        ),
        (
            "programmes/expert_j.yaml",
            "rubric: principal_investigator",
            "rubric: principal",
            "programmes/expert_j.yaml E103 “principal” is not among the choices "
            "(default or principal_investigator).",
        ),
        (
            "interview_evaluation/v1.yaml",
            "rubric: parameter.rubric",
            "rubric: unknown",
            "interview_evaluation/v1.yaml E103 “unknown” is not among the choices "
            "(default or principal_investigator).",
        ),
    ],
)
def test_check_names_the_fault_of_a_rubric(folder, file, old, new, told):
    assert told in spoil(folder, file, old, new)


def test_weight_below_nothing_is_a_fault(folder):
    path = folder / "rules" / "rubric_default.yaml"
    path.write_text(path.read_text("utf-8").replace("weight: 25", "weight: -25"), "utf-8")

    _rubrics, faults = read_rubrics(folder)

    assert [(fault.reason, fault.about) for fault in faults if fault.about == ("-25",)] == [
        ("not_a_number", ("-25",))
    ]


def test_broken_rubrics_are_not_run(folder):
    (folder / "rules" / "rubric_default.yaml").write_text("levels: [", "utf-8")

    with pytest.raises(FaultyDefinition):
        rubrics(folder)
