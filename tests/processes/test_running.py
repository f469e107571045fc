"""The whole service as processes: started, hurt, stopped."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from onboarding.config import assets, queue_socket
from tests.processes.conftest import (
    Running,
    alive,
    begin,
    end,
    environment,
    eventually,
    free_port,
)


def test_run_says_its_address_once(standing: Running) -> None:
    def said() -> list[str]:
        return [line for line in standing.log.splitlines() if "Ready" in line]

    assert eventually(said, within=5)
    assert said() == [f"Ready: http://127.0.0.1:{standing.port} (Ctrl-C stops it)"]


def test_ctrl_c_leaves_nothing_running(running: Running) -> None:
    everybody = running.pids()
    began = time.monotonic()

    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(8) == 0
    assert time.monotonic() - began < 6
    assert alive(everybody) == []


def test_killed_supervisor_leaves_nothing_running(running: Running) -> None:
    everybody = running.pids()

    running.process.kill()

    assert len(everybody) >= 7
    assert eventually(lambda: not alive(everybody), within=5)


def test_fallen_children_are_started_again(running: Running) -> None:
    names = ("web", "worker-1", "scheduler", "valkey-server")
    with_copies = [pid for name in names for pid in running.pids(name)]

    for name in names:
        running.kill(name)

    assert eventually(lambda: not alive(with_copies), within=2)
    assert eventually(lambda: all(running.pids(name) for name in names), within=10)
    assert eventually(running.ready, within=30), running.log
    assert running.log.count("ended (killed by SIGKILL); it starts again in 0.5 s") == 4


def test_second_start_keeps_the_first_ones_secrets(empty_folder: Path) -> None:
    first = begin(empty_folder, free_port())
    assert eventually(first.ready, within=30), first.log
    keys = {path: path.read_bytes() for path in (empty_folder / "data" / "keys").iterdir()}
    end(first)

    second = begin(empty_folder, first.port)

    ready = eventually(second.ready, within=30)
    end(second)
    assert ready, second.log
    assert {path: path.read_bytes() for path in keys} == keys


def test_taken_port_is_named(empty_folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        answer = _run(empty_folder, port)

    assert answer.returncode == 1
    assert f"Port {port} is taken by another program." in answer.stderr
    assert "make run PORT=9000" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_folder_in_use_is_named(standing: Running) -> None:
    answer = _run(standing.folder, free_port())

    assert answer.returncode == 1
    assert f"running already in {standing.folder / 'data'}." in answer.stderr


def test_unreadable_setting_is_named(empty_folder: Path) -> None:
    answer = _run(empty_folder, 0, PORT="http")

    assert answer.returncode == 1
    assert "A setting cannot be read" in answer.stderr


def _run(folder: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "onboarding", "run"],
        cwd=folder,
        env={**environment(folder, port), **more},
        capture_output=True,
        text=True,
        timeout=20,
    )


def test_unreadable_queue_log_is_set_aside(empty_folder: Path) -> None:
    log = empty_folder / "data" / "queue" / "appendonlydir"
    log.mkdir(parents=True)
    (log / "appendonly.aof.manifest").write_text("nonsense")

    service = begin(empty_folder, free_port())
    ready = eventually(service.ready, within=30)
    said = service.log
    end(service)

    assert ready, said
    assert "set aside" in said


def test_socket_is_ours_alone_and_goes_with_us(running: Running) -> None:
    folder = queue_socket(running.folder / "data").parent

    mode = folder.stat().st_mode & 0o777
    end(running)

    assert folder.parent == Path("/tmp")
    assert mode == 0o700
    assert not folder.exists()


def test_metrics_count_what_both_web_processes_answered(standing: Running) -> None:
    for _time in range(20):
        standing.get("/healthz")

    status, text = standing.get("/metrics")

    counted = re.search(r'onboarding_requests_total\{endpoint="health.alive",.*\} (\d+)', text)
    assert status == 200
    assert counted is not None
    assert int(counted[1]) >= 20
    assert "onboarding_workers 2.0" in text
    assert "onboarding_queue_up 1.0" in text


def test_who_sends_slowly_holds_up_nobody(standing: Running) -> None:
    head = "POST /language HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    with ExitStack() as slow:
        for _phone in range(4):
            sent = slow.enter_context(socket.create_connection(("127.0.0.1", standing.port)))
            sent.sendall(f"{head}{kind}half a wo".encode())
        time.sleep(0.3)

        answers = [standing.get("/healthz")[0] for _other in range(6)]

    assert answers == [200] * 6


def test_silent_database_is_named(empty_folder: Path) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"

    answer = _run(empty_folder, free_port(), DATABASE_URL=url)

    assert answer.returncode == 1
    assert "The database does not answer: connection failed" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_faulty_definitions_are_listed(empty_folder: Path) -> None:
    folder = empty_folder / "workflows"
    shutil.copytree(assets() / "workflows", folder)
    (folder / "roles.yaml").write_text("researcher: {en: Researcher, ja: 本人}\n")

    answer = _run(empty_folder, free_port(), ONBOARDING_WORKFLOWS=str(folder))

    assert answer.returncode == 1
    assert "roles.yaml:1:13 E101 The key “held” is missing.\n" in answer.stdout
    assert answer.stderr == ""
