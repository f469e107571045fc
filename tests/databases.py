"""The database a run of the tests uses: a file of SQLite, or a PostgreSQL of our own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

_PLACES = ("/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin")


@contextmanager
def database_url(folder: Path) -> Iterator[str]:
    """Yield the address of an empty database of the kind `TEST_DATABASE` names."""
    if os.environ.get("TEST_DATABASE") == "postgresql":
        with postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'test.sqlite3'}"


@contextmanager
def postgresql() -> Iterator[str]:
    """Start PostgreSQL on a socket of its own and stop it afterwards.

    It refuses to run as root, so root hands it to the user `postgres`.
    """
    folder = Path(mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    as_user = _as_postgres(folder)
    data, programs = folder / "data", _programs()
    _run(
        [
            *as_user,
            f"{programs}/initdb",
            "-D",
            str(data),
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
        ],
        folder,
    )
    options = f"-c fsync=off -c listen_addresses='' -c unix_socket_directories={folder}"
    control = [*as_user, f"{programs}/pg_ctl", "-D", str(data), "-w"]
    _run([*control, "-o", options, "-l", str(folder / "log"), "start"], folder)
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        _run([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _programs() -> str:
    found = [place for place in _PLACES if Path(place, "initdb").exists()]
    if not found:
        raise RuntimeError("PostgreSQL is not installed: make test installs it")
    return found[0]


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
