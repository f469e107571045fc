"""Child processes: started, watched, started again after a pause, never left behind."""

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Protocol

logger = logging.getLogger(__name__)
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_SHORTEST, _LONGEST = 0.5, 10.0
_STEADY = 30.0


class Process(Protocol):
    """What a process looks like to whoever watches it, as `multiprocessing` has it."""

    @property
    def exitcode(self) -> int | None: ...
    def is_alive(self) -> bool: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...
    def join(self, timeout: float | None = None) -> None: ...


def die_with(parent: int) -> None:
    """Have the kernel kill this process once its parent is gone, however the parent died."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _prctl(option: int, value: int | bytes) -> None:
    """Ask the kernel for something about this process; other systems than Linux have no such."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def fork(name: str, work: Callable[[], None]) -> Process:
    """Start a copy of this process, with all it has loaded, to do some work.

    It leaves the terminal's group, so that Ctrl-C reaches the supervisor alone, which then
    stops everybody in order.
    """
    process = get_context("fork").Process(target=_live, args=(os.getpid(), name, work), name=name)
    process.start()
    return process


def _live(parent: int, name: str, work: Callable[[], None]) -> None:
    die_with(parent)
    _prctl(_PR_SET_NAME, name.encode())
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    work()


@dataclass
class Child:
    """A process that has to be there. Times are seconds of a monotonic clock."""

    name: str
    begin: Callable[[], Process]
    process: Process | None = None
    began: float = 0.0
    falls: int = 0
    again: float | None = None

    def start(self, now: float) -> None:
        """Start the process."""
        self.process, self.began, self.again = self.begin(), now, None

    def look(self, now: float) -> None:
        """Start the process again where it has ended, each time after a longer pause."""
        if self.again is not None:
            if now >= self.again:
                self._start_again(now)
        elif self.process is not None and not self.process.is_alive():
            self._note_fall(self.process, now)

    def _start_again(self, now: float) -> None:
        try:
            self.start(now)
        except OSError as error:
            logger.warning("%s cannot start: %s", self.name, error)
            self._pause(now)

    def _note_fall(self, process: Process, now: float) -> None:
        if now - self.began > _STEADY:
            self.falls = 0
        pause = self._pause(now)
        how = _how_it_ended(process.exitcode)
        logger.warning("%s ended (%s); it starts again in %.1f s", self.name, how, pause)

    def _pause(self, now: float) -> float:
        self.falls += 1
        pause = min(_LONGEST, _SHORTEST * 2 ** (self.falls - 1))
        self.again = now + pause
        return pause


def _how_it_ended(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit status {code}"
    return f"killed by {signal.Signals(-code).name}"
