"""The package as somebody installs it: built, installed, run in an empty folder."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.processes.conftest import ROOT, begin, end, eventually, free_port


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel in it, and this one's packages to lean on."""
    folder = tmp_path_factory.mktemp("wheel")
    python = folder / "venv" / "bin" / "python"
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    run(sys.executable, "-m", "venv", folder / "venv")
    wheel = next(folder.glob("*.whl"))
    run(python, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", wheel)
    where = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(where, "leaning.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    assert str(folder) in run(python, "-P", "-c", "import onboarding; print(onboarding.__file__)")
    return folder / "venv"


def run(*command: object) -> str:
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_runs_in_an_empty_folder(installed: Path, empty_folder: Path) -> None:
    command = str(installed / "bin" / "onboarding")
    service = begin(empty_folder, free_port(), command, "run", PYTHONPATH="", ONBOARDING_DEMO="1")

    ready = eventually(service.ready, within=60)
    status, page = service.get("/sign-in")
    end(service)

    assert ready, service.log
    assert (status, "研究者受入れ" in page) == (200, True), page


def test_the_wheel_checks_its_own_workflows(installed: Path, empty_folder: Path) -> None:
    done = subprocess.run(
        [installed / "bin" / "onboarding", "check"],
        cwd=empty_folder,
        env={"LANG": "C.UTF-8", "ONBOARDING_DATA": str(empty_folder / "data")},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (0, "No fault found.\n"), done.stderr
