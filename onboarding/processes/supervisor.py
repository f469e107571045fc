"""The supervisor: starts every process of the service, watches them, stops them in order."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from onboarding.processes.children import Child

_LOOK_EVERY = 0.1
_PATIENCE = 3.0
_QUEUE_PATIENCE = 1.0


@dataclass
class Supervisor:
    """Watches the queue server, where it is ours, and the children that need it."""

    queue: Child | None = None
    children: list[Child] = field(default_factory=list)
    asked_to_stop: int = 0

    def start_queue(self, queue: Child) -> None:
        """Start what the other children need, and stop last."""
        self.queue = queue
        queue.start(time.monotonic())

    def start(self, child: Child) -> None:
        """Start a child and keep it there."""
        self.children.append(child)
        child.start(time.monotonic())

    def look(self) -> None:
        """Start again whoever has ended."""
        now = time.monotonic()
        for child in self._all():
            child.look(now)

    def _all(self) -> list[Child]:
        return [self.queue, *self.children] if self.queue else self.children

    def heed_signals(self) -> None:
        """Stop when asked to; asked twice, stop at once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_signal)

    def _note_signal(self, number: int, frame: Any) -> None:
        self.asked_to_stop += 1

    def watch(self, each_time: Callable[[], None]) -> None:
        """Keep every child there until asked to stop."""
        while not self.asked_to_stop:
            self.look()
            each_time()
            time.sleep(_LOOK_EVERY)

    def stop(self) -> None:
        """Stop all children, the queue last."""
        self._stop(self.children, _PATIENCE)
        if self.queue:
            self._stop([self.queue], _QUEUE_PATIENCE)

    def _stop(self, children: Sequence[Child], patience: float) -> None:
        running = [child.process for child in children if child.process]
        for process in running:
            process.terminate()
        end = time.monotonic() + patience
        while any(p.is_alive() for p in running) and time.monotonic() < end:
            if self.asked_to_stop > 1:
                break
            time.sleep(_LOOK_EVERY / 2)
        for process in running:
            process.kill()
            process.join(1)
