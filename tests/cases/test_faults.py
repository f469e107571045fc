"""Every fault of a definition file is a sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from onboarding.cases.faults import known_reasons, sentence
from onboarding.console import speaking
from onboarding.engine.errors import Fault, Place

ONBOARDING = Path(__file__).resolve().parents[2] / "onboarding"
# Where the reason stands among the arguments of what notes a fault.
REASON_AT = {"fault": 1, "Fault": 2, "ConditionFault": 1, "_known": 2}
HERE = Place("visa/v1.yaml", 3, 5)


def reasons_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in REASON_AT and len(node.args) > REASON_AT[name]:
            reason = node.args[REASON_AT[name]]
            if isinstance(reason, ast.Constant):
                yield str(reason.value)


def test_every_reason_has_a_sentence_and_every_sentence_a_reason() -> None:
    files = [*(ONBOARDING / "engine").glob("*.py"), ONBOARDING / "cases" / "library.py"]

    used = {reason for file in files for reason in reasons_in(file.read_text("utf-8"))}

    assert used == known_reasons()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            Fault(HERE, "E101", "unknown_key", ("titel",)),
            "The key “titel” cannot stand here.",
        ),
        (
            Fault(HERE, "E101", "unknown_key", ("titel", "title")),
            "The key “titel” cannot stand here; title could.",
        ),
        (
            Fault(HERE, "E101", "not_one_of", ("quiz", "form", "task", "decision")),
            "“quiz” should be one of these: form, task, or decision.",
        ),
        (
            Fault(HERE, "E105", "steps_wait_for_each_other", ("visa.a", "visa.b", "visa.a")),
            "These steps wait for each other: visa.a → visa.b → visa.a.",
        ),
        (
            Fault(HERE, "E111", "different_types", ("stay.days", "'long'")),
            "“stay.days” and “'long'” are of different types and cannot be compared.",
        ),
    ],
)
def test_sentence_says_what_is_wrong_with_what(fault: Fault, words: str) -> None:
    with speaking("en"):
        said = sentence(fault)

    assert said == words
