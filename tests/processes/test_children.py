"""When a fallen child is started again."""

from dataclasses import dataclass

from onboarding.processes.children import Child


@dataclass
class Fallen:
    """A process that has ended by itself."""

    exitcode: int | None = 1

    def is_alive(self) -> bool:
        return False

    def terminate(self) -> None: ...
    def kill(self) -> None: ...
    def join(self, timeout: float | None = None) -> None: ...


def pauses(lived: float, falls: int) -> list[float | None]:
    """Return the pauses before each new start of a child that lives some seconds each time."""
    begun = [Fallen() for _fall in range(falls + 1)]
    child = Child("worker", begun.pop)
    found, now = [], 0.0
    child.start(now)
    for _fall in range(falls):
        now += lived
        child.look(now)
        pause = child.again - now if child.again is not None else None
        found.append(pause)
        now += pause or 0
        child.look(now)
    assert begun == []
    return found


def test_child_that_keeps_falling_waits_longer_and_longer() -> None:
    assert pauses(0.0, 7) == [0.5, 1, 2, 4, 8, 10, 10]


def test_child_that_stood_long_starts_again_at_once() -> None:
    assert pauses(31.0, 3) == [0.5, 0.5, 0.5]
