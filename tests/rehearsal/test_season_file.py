"""The rule table of a season: what is wrong with it is named with its place."""

import shutil

import pytest

from onboarding.cases.library import read_folder
from onboarding.config import assets
from onboarding.rehearsal.reading import read_season
from tests.rehearsal import tiny

TEXT = (assets() / "workflows/rules/season.yaml").read_text("utf-8")


@pytest.fixture
def faults(tmp_path):
    """Return a function that reads a changed table, and tells line, code and what about."""

    def read(old: str, new: str):
        (tmp_path / "rules").mkdir(exist_ok=True)
        changed = TEXT.replace(old, new, 1)
        assert changed != TEXT
        (tmp_path / "rules" / "season.yaml").write_text(changed, "utf-8")
        _season, found = read_season(tmp_path, tiny.shipped())
        line = TEXT[: TEXT.index(old)].count("\n") + 1
        return [(f.place.line - line, f.code, f.reason, f.about[:2]) for f in found]

    return read


def test_shipped_season_has_no_fault():
    assert read_season(assets() / "workflows", tiny.shipped())[1] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("follow: 16", "folow: 16", (0, "E101", "unknown_key", ("folow", "follow"))),
        ("{1: 5, 2: 3", "{13: 5, 2: 3", (0, "E101", "not_one_of", ("13", "1"))),
        (
            "{low: 14, usual: 30, high: 60}",
            "{low: 14, usual: 70, high: 60}",
            (0, "E101", "not_in_order", ("14", "70")),
        ),
        (
            "researcher.sex: {shares: {female",
            "researcher.sex: {shares: {women",
            (0, "E103", "unknown_option", ("women", "female")),
        ),
        (
            "  arrival.flight: NH 204",
            "  arrival.fligt: NH 204",
            (0, "E103", "unknown_field", ("arrival.fligt",)),
        ),
        (
            "    visa.coe_refused: {give_up: 35}",
            "    visa.coe_refused: {give: 35}",
            (0, "E103", "unknown_option", ("give", "again")),
        ),
        ("give_up: 35", "give_up: many", (0, "E101", "not_a_number", ("many",))),
        (
            '"24 months after stay.ends_on"',
            '"two years after stay.ends_on"',
            (0, "E101", "not_a_due_date", ("two years after stay.ends_on",)),
        ),
        ("staff: {}", "staff: {ofice: 2}", (0, "E103", "unknown_role", ("ofice",))),
    ],
)
def test_fault_of_a_season_is_named_with_its_line(faults, old, new, fault):
    assert faults(old, new)[0] == fault


def test_check_reads_the_season_too(tmp_path):
    folder = tmp_path / "workflows"
    shutil.copytree(assets() / "workflows", folder)
    (folder / "rules/season.yaml").write_text(TEXT.replace("follow: 16", "follow: soon"), "utf-8")

    found = [(str(fault.place.file), fault.reason) for fault in read_folder(folder).faults]

    assert found == [("rules/season.yaml", "not_a_number")]


def test_folder_without_a_season_has_no_fault(tmp_path):
    folder = tmp_path / "workflows"
    shutil.copytree(assets() / "workflows", folder)
    (folder / "rules/season.yaml").unlink()

    assert read_folder(folder).faults == ()
