"""What keeps the service from starting: each with its facts, its sentence said once, below."""

from dataclasses import dataclass

from flask_babel import gettext as _


class CannotStart(Exception):
    """The service cannot start; nothing of it is running."""


@dataclass
class PortTaken(CannotStart):
    """Another program listens there."""

    port: int


@dataclass
class AddressUnusable(CannotStart):
    """This machine has no such address, or this user may not listen there."""

    address: str
    why: str


@dataclass
class FolderInUse(CannotStart):
    """Another supervisor works in the same data folder."""

    folder: str


@dataclass
class SocketFolderTaken(CannotStart):
    """The folder of the queue's socket belongs to somebody else."""

    folder: str


class NoQueueServer(CannotStart):
    """There is no queue server on this machine to start."""


@dataclass
class QueueDoesNotStart(CannotStart):
    """The queue server does not answer."""

    log: str


class WrongDataKey(CannotStart):
    """The key for sealed facts is not the one they were sealed with."""


def sentence(error: CannotStart) -> str:
    """Return what to do about it, in the language of the moment."""
    match error:
        case PortTaken(port):
            return _(
                "Port %(port)s is taken by another program. Choose another one: %(command)s",
                port=port,
                command="make run PORT=9000",
            )
        case AddressUnusable(address, why):
            return _("Nothing can listen on %(address)s: %(why)s", address=address, why=why)
        case FolderInUse(folder):
            return _("The service is running already in %(folder)s.", folder=folder)
        case SocketFolderTaken(folder):
            return _("The folder %(folder)s belongs to somebody else.", folder=folder)
        case QueueDoesNotStart(log):
            return _("The queue server does not start; %(log)s says why.", log=log)
        case WrongDataKey():
            return _(
                "The data key is not the one the cases were sealed with. Put the right one back: "
                "ONBOARDING_DATA_KEY, or the file keys/data.key of the data folder."
            )
        case _kind:
            return _("There is no queue server: install redis-server, or set REDIS_URL.")
