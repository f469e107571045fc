"""A whole running service in a folder of its own, and what a test may do to its processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from onboarding.config import queue_socket

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Running:
    """A service started as a newcomer starts it: `onboarding run`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    def get(self, path: str) -> tuple[int, str]:
        there = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            there.request("GET", path)
            answer = there.getresponse()
            return answer.status, answer.read().decode()
        except OSError as error:
            return 0, str(error)
        finally:
            there.close()

    def ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def pids(self, name: str = "") -> list[int]:
        """Return the processes below the supervisor, or those of one name, eldest first."""
        found = descendants(self.process.pid)
        return [pid for pid in found if name in ("", name_of(pid))]

    def kill(self, name: str) -> int:
        """Kill the eldest process of a name as nothing can catch; return its id."""
        pid = self.pids(name)[0]
        os.kill(pid, signal.SIGKILL)
        return pid


def name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def descendants(ancestor: int) -> list[int]:
    """Return all living processes below one."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = entry.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            parents[int(entry.parent.name)] = int(parent)
    found, fresh = [], [ancestor]
    while fresh:
        fresh = sorted(pid for pid, parent in parents.items() if parent in fresh)
        found += fresh
    return found


def alive(pids: list[int]) -> list[int]:
    """Return which processes of a list are not gone; one nobody has buried yet is gone."""
    return [pid for pid in pids if _state(pid) not in ("", "Z")]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def eventually(true: Callable[[], object], *, within: float) -> bool:
    """Return whether something becomes true within some seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "ONBOARDING_DATA": str(folder / "data"),
        "PORT": str(port),
    }


def begin(folder: Path, port: int, *command: str, **environ: str) -> Running:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command or [sys.executable, "-m", "onboarding", "run"],
            cwd=folder,
            env={**environment(folder, port), **environ},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Running(folder, port, process)


def _folder(parent: Path) -> Path:
    """Return a folder as people have them, with a space and Japanese in its name."""
    folder = parent / "my files 受入"
    folder.mkdir()
    return folder


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    return _folder(tmp_path)


@pytest.fixture
def running(empty_folder: Path) -> Iterator[Running]:
    """A service of a test's own, to be hurt."""
    yield from _ready(empty_folder)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service for tests that only look."""
    yield from _ready(_folder(tmp_path_factory.mktemp("standing")))


def _ready(folder: Path) -> Iterator[Running]:
    service = begin(folder, free_port())
    try:
        assert eventually(service.ready, within=30), service.log
        yield service
    finally:
        end(service)


def end(service: Running) -> None:
    """Stop a service, whatever a test left of it."""
    everybody = [*service.pids(), service.process.pid]
    service.process.terminate()
    try:
        service.process.wait(8)
    except subprocess.TimeoutExpired:
        service.process.kill()
        service.process.wait(8)
    for pid in alive(everybody):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(queue_socket(service.folder / "data").parent, ignore_errors=True)
