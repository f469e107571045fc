"""What the processes write to the terminal or the journal."""

import logging

_TOO_CHATTY = ("alembic", "fontTools", "rq.worker", "rq.job")
_TELLS_CONTENTS = ("weasyprint", "pypdf", "PIL")


def write_log() -> None:
    """Write one line an event: when, which process, what."""
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(processName)s %(levelname)s %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    for name in _TOO_CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _TELLS_CONTENTS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
