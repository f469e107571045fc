"""What a proof says: a sentence for each reason, an example in the reader's language."""

import ast
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from onboarding.cases.faults import sentence
from onboarding.cases.proofs import PROVEN, remarks
from onboarding.cli import cli
from onboarding.console import speaking
from onboarding.engine.errors import Fault, Place
from tests.cases.playing import shipped

PROVING = Path(__file__).resolve().parents[2] / "onboarding" / "proving"
FOR = "    For example: "
HERE = Place("visa/v1.yaml", 3, 5)


def words_in(file: Path) -> set[str]:
    """Return every text a module writes out."""
    tree = ast.parse(file.read_text("utf-8"))
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is str}


def test_every_sentence_is_said_by_some_proof() -> None:
    written = set().union(*map(words_in, PROVING.glob("*.py")))

    assert set(PROVEN) - written == set()


def test_every_reason_has_a_sentence() -> None:
    used = set()
    for file in PROVING.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in ("Fault", "Finding") and len(node.args) > 2:
                used |= {n.value for n in ast.walk(node.args[2]) if isinstance(n, ast.Constant)}

    assert used - set(PROVEN) == set()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "For example: Length of the stay in days = 91; Nationality / region = France; "
                "Result of the COE application = Refused; Date of birth (1) = Thu 1 Apr 2010; "
                "Reason given = not given",
                "In these programmes: EXPERT-J and LOTUS",
            ],
        ),
        (
            "ja",
            [
                "例：受入日数 = 91; 国籍・地域 = フランス; 在留資格認定証明書の結果 = 不交付; "
                "生年月日 (1) = 2010年4月1日(木); 不交付・拒否の理由 = 未入力",
                "該当するプログラム：EXPERT-J、LOTUS",
            ],
        ),
    ],
)
def test_example_speaks_of_facts_by_their_labels(language: str, expected: list[str]) -> None:
    from datetime import date

    answers = (
        ("stay.days", 91),
        ("researcher.nationality", "FRA"),
        ("visa.coe_result", "refused"),
        ("member.birth_date@i1", date(2010, 4, 1)),
        ("visa.refusal_reason", None),
    )
    fault = Fault(HERE, "E107", "stuck_closed", ("visa.passport",), answers, ("expert_j", "lotus"))

    with speaking(language):
        assert list(remarks(fault, shipped().catalogue)) == expected


def test_clash_of_two_conditions_names_both() -> None:
    about = ("visa.passport", "stay.days > 90", "stay.days < 30")

    with speaking("en"):
        said = sentence(Fault(HERE, "E106", "no_case_reaches", about))
        alone = sentence(Fault(HERE, "E106", "no_case_reaches", about[:2]))

    assert said == (
        "No case ever reaches “visa.passport”, because these never hold together by then: "
        "stay.days > 90; stay.days < 30"
    )
    assert alone == "No case ever reaches “visa.passport”: “stay.days > 90” never holds by then."


def test_command_prints_the_place_and_an_example_and_fails(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    visa = folder / "visa" / "v1.yaml"
    text = visa.read_text("utf-8").replace("asks: [visa.needed]", "asks: [visa.needed (optional)]")
    visa.write_text(text, "utf-8")

    result = CliRunner().invoke(cli, ["check", "--language", "en", str(visa)])

    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert any(" E107 A case can get stuck: nothing is open" in line for line in lines)
    examples = [line for line in lines if line.startswith(FOR)]
    answers = [one for line in examples for one in line[len(FOR) :].split("; ")]
    assert answers
    assert {re.sub(r"( \(\d+\))? = .*", "", one) for one in answers} <= labels()


def test_warning_alone_is_no_failure(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    fields = folder / "fields" / "stay.yaml"
    text = fields.read_text("utf-8")
    fields.write_text(text + "lost:\n  thing: {label: {en: A, ja: あ}, type: text}\n", "utf-8")

    result = CliRunner().invoke(cli, ["check", "--language", "en", str(folder)])

    assert (result.exit_code, result.output.split(" ", 1)[1]) == (
        0,
        "W203 The field “lost.thing” is never used.\n",
    )


def labels() -> set[str]:
    """Return what readers of English call the facts and the steps."""
    catalogue = shipped().catalogue
    titles = (step.title for flow in catalogue.current() for step in flow.steps)
    return {one.in_("en") for one in (*titles, *(f.label for f in catalogue.fields.values()))}


def copied(tmp_path: Path) -> Path:
    """Return a copy of the shipped definitions."""
    import shutil

    from onboarding.config import assets

    shutil.copytree(assets() / "workflows", tmp_path / "workflows")
    return tmp_path / "workflows"
