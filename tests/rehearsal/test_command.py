"""`onboarding simulate` as people type it: the same bytes twice, two languages, clear refusals."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onboarding.cli import cli
from onboarding.config import assets
from onboarding.rehearsal.columns import width

PYTHON = [sys.executable, "-m", "onboarding"]
SEASON = (*("simulate", "employed", "own_funds", "--arrivals", "12"), "--from", "2027-04-01")


def place(tmp_path: Path) -> dict[str, str]:
    """Return the settings a command is typed with."""
    workflows = str(assets() / "workflows")
    return {
        "ONBOARDING_DATA": str(tmp_path),
        "ONBOARDING_WORKFLOWS": workflows,
        "LC_ALL": "C.UTF-8",
    }


def typed(tmp_path: Path, *words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(cli, words, env=place(tmp_path))


def typed_elsewhere(tmp_path: Path, *words: str, hashes: str) -> str:
    """Return what a command says in a process whose hashes are in an order of their own."""
    env = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": hashes, **place(tmp_path)}
    done = subprocess.run([*PYTHON, *words], env=env, text=True, capture_output=True, check=True)
    return done.stdout


def test_same_season_twice_in_other_processes(tmp_path):
    files = [tmp_path / name for name in ("a.csv", "b.csv")]
    said = [
        typed_elsewhere(tmp_path, *SEASON, "--staff", "office=1", "--csv", str(file), hashes=hashes)
        for file, hashes in zip(files, ("1", "2"), strict=True)
    ]

    assert said[0] == said[1]
    assert said[0].startswith("Rehearsal of 12 arrivals\n")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_another_seed_is_another_season(tmp_path):
    said = {typed(tmp_path, *SEASON, "--seed", seed).stdout for seed in ("1", "2")}

    assert len(said) == 2


def test_columns_stand_below_each_other_in_japanese(tmp_path):
    said = typed(tmp_path, *SEASON, "--language", "ja").stdout
    head, *lines = said.partition("よく含まれる手続\n")[2].partition("\n\n")[0].splitlines()

    assert head.split() == ["手続", "担当", "件数", "待ち（日）", "所要（日）"]
    assert {width(line) for line in lines} == {width(head)}


def test_comparison_with_the_season_as_it_is(tmp_path):
    said = typed(tmp_path, *SEASON, "--set", "visa.coe_result=200", "--compare").stdout

    assert "Instead: Result of the COE application takes 200 days\n" in said
    assert "Without these changes\nCould start on their day: " in said


def test_nothing_is_kept_of_a_rehearsal(tmp_path):
    typed(tmp_path, *SEASON)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--set", "visa.coe=3"), "There is no step “visa.coe”."),
        (("--set", "visa.coe_result"), "“visa.coe_result” needs a name, “=” and a number."),
        (("--set", "visa.coe_result=1e3"), "“1e3” should be a whole number from 0 to 999."),
        (("--staff", "office=0"), "“0” should be a whole number from 1 to 999."),
        (("--arrivals", "0"), "Rehearse from 1 to 5000 arrivals."),
    ],
)
def test_wish_that_makes_no_sense_is_refused_with_a_sentence(tmp_path, words, sentence):
    found = typed(tmp_path, *SEASON, *words)

    assert (found.exit_code, found.stdout, found.stderr) == (1, "", f"{sentence}\n")


def test_programme_and_role_that_are_not_there(tmp_path):
    programme = typed(tmp_path, "simulate", "expertj", "--from", "2027-04-01")
    role = typed(tmp_path, *SEASON, "--staff", "ofice=1", "--language", "ja")

    assert programme.stderr.startswith("There is no programme “expertj”; there are: aspire, ")
    assert role.stderr.startswith("「ofice」という役割はありません。使えるもの：researcher, ")


def test_umbrella_stands_for_its_programmes(tmp_path):
    said = typed(tmp_path, "simulate", "j_rise", "--arrivals", "1", "--from", "2027-04-01").stdout

    assert said.splitlines()[2] == "Programmes: EXPERT-J"
