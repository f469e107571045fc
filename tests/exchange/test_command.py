"""`onboarding export`, typed as people type it."""

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner, Result

from onboarding.cli import cli
from onboarding.config import assets
from onboarding.exchange.bpmn.names import BPMN


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own, in English."""
    monkeypatch.setenv("ONBOARDING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)


def typed(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def pools(text: str) -> list[str | None]:
    """Return the names of a file's pools."""
    return [pool.get("name") for pool in fromstring(text).iter(f"{{{BPMN}}}participant")]


def test_export_writes_a_workflow_into_a_file(tmp_path: Path) -> None:
    there = tmp_path / "visa.bpmn"

    result = typed("export", "--bpmn", "visa@1", "--language", "ja", "-o", str(there))

    assert (result.exit_code, result.output) == (0, f"Written to {there}.\n")
    assert pools(there.read_text("utf-8")) == ["査証・在留手続"]


def test_export_prints_a_workflow_where_no_file_is_named() -> None:
    result = typed("export", "--bpmn", str(assets() / "workflows" / "housing" / "v1.yaml"))

    assert result.exit_code == 0
    assert pools(result.output) == ["Housing"]


def test_export_writes_a_programme_as_pools() -> None:
    result = typed("export", "--bpmn", "own_funds")

    assert result.exit_code == 0
    assert pools(result.output)[:2] == ["Acceptance", "Interview and evaluation"]


@pytest.mark.parametrize("name", ["visas", "visa@9", "visa@x"])
def test_export_of_something_unknown_names_what_there_is(name: str) -> None:
    result = typed("export", "--bpmn", name)

    assert result.exit_code == 1
    assert result.output.startswith(f"There is no workflow or programme “{name}”. There are: accep")


def test_export_of_a_file_that_is_no_workflow_says_so() -> None:
    roles = assets() / "workflows" / "roles.yaml"

    result = typed("export", "--bpmn", str(roles))

    assert (result.exit_code, result.output) == (1, f"{roles} is not the file of a workflow.\n")
