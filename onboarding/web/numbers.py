"""What an address may say at all: numbers a row can have, and no character NUL."""

from typing import Any

from flask import Flask, abort, current_app, request
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


def row_number(text: str) -> int:
    """Read the number of a row, as `request.args.get(…, type=row_number)`.

    Raises:
        ValueError: no number, or one that no row can have.
    """
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number


def row_numbered(text: str) -> int | None:
    """Return the number of a row; None where a text is none."""
    try:
        return row_number(text)
    except ValueError:
        return None


class _RowConverter(IntegerConverter):
    """An `<int:…>` of an address: there is no page for numbers no row can have."""

    def __init__(self, map: Any, **options: Any) -> None:
        super().__init__(map, **{"max": LARGEST, **options})


def read_whole() -> None:
    """Read a request whole before any work begins, so that a slow sender holds no lock.

    An address with the character NUL leads nowhere: PostgreSQL cannot even look it up.
    """
    most_text = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if not request.files and (request.content_length or 0) > most_text:
        abort(413)
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        abort(400)


def register(app: Flask) -> None:
    """Refuse what cannot be read, before anything else looks at it."""
    app.url_map.converters["int"] = _RowConverter
    app.before_request(read_whole)
