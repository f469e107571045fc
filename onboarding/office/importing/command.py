"""A list imported from the command line: the same reading and writing, told as text."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from onboarding.database import db
from onboarding.office.importing import jobs as import_jobs
from onboarding.office.importing import mending
from onboarding.office.importing import reading as import_reading
from onboarding.office.importing import service as imports
from onboarding.office.importing.models import Import
from onboarding.office.importing.queries import all_rows, counts
from onboarding.office.importing.showing import change_label, row_word, told, value_in_words
from onboarding.office.lists.checked import Change, Checked
from onboarding.office.lists.columns import missing
from onboarding.office.lists.problems import text_of
from onboarding.office.lists.reading import MAX_BYTES
from onboarding.web.speaking import reader_language


def cli_import(path: Path, *, confirm: bool, language: str | None = None) -> int:
    """Import a list and print what every row would do; ask first where `confirm` says so.

    Return the exit status: 0, or 1 where the file or a row could not go in.
    """
    with force_locale(language) if language else nullcontext():
        return _import(path, confirm=confirm)


def _import(path: Path, *, confirm: bool) -> int:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    record = imports.start(content, path.name, by=None, at=datetime.now(UTC))
    import_reading.read(record.id, at=datetime.now(UTC))
    record = _fresh(record)
    if record.state == "refused":
        click.echo(text_of(imports.problem_of(record)).in_(reader_language()), err=True)
        return 1
    for line in _report(record):
        click.echo(line)
    something = any(state in counts(record) for state in imports.TO_WRITE)
    if something and not _agreed(confirm):
        imports.drop(record)
        click.echo(_("Nothing was written."))
        return 1
    imports.confirm(record, by=None, mails=True)
    import_jobs.write(record.id)
    if something:
        click.echo(_summary(_fresh(record)))
    return _keep_bad_rows(_fresh(record), path)


def _fresh(record: Import) -> Import:
    return db.session.get_one(Import, record.id, populate_existing=True)


def _agreed(confirm: bool) -> bool:
    """Ask whether to go on; without a terminal nobody can answer, which is no."""
    if not confirm:
        return True
    if not sys.stdin.isatty():
        click.echo(_("Add --yes to let the good rows in without being asked."))
        return False
    return click.confirm(_("Let the good rows in?"))


def _report(record: Import) -> Iterator[str]:
    """Yield what was understood and every row worth a look."""
    language = reader_language()
    for column in imports.columns_of(record):
        if not column.known and column.heading:
            yield _("Column “%(name)s” was not understood and is left out.", name=column.heading)
    for among in missing(imports.columns_of(record)):
        yield _("The column “%(name)s” is missing.", name=among[0].in_(language))
    for row in all_rows(record, ""):
        if row.problems or row.changes:
            yield from _row(row)
    yield _summary(record)


def _row(row: Checked) -> Iterator[str]:
    name = row.name or next(filter(None, row.line.cells), "")
    words = {"number": row.line.number, "name": name, "state": row_word(row.state)}
    yield _("Row %(number)s, %(name)s: %(state)s", **words)
    for problem in row.problems:
        yield f"    {told(problem)}"
    for change in row.changes:
        yield f"    {_change(change)}"


def _change(change: Change) -> str:
    old, new = (value_in_words(change.key, value) for value in (change.old, change.new))
    words = {"field": change_label(change.key), "value": old, "other": new}
    if change.take:
        return _("%(field)s: %(value)s → %(other)s", **words)
    return _("%(field)s: “%(value)s” stays; the list has “%(other)s”.", **words)


def _summary(record: Import) -> str:
    found = counts(record)
    found.pop("hints")
    total = ngettext("%(num)s row", "%(num)s rows", sum(found.values()))
    states = (f"  {row_word(state)}: {number}" for state, number in found.items())
    return "\n".join([total, *states])


def _keep_bad_rows(record: Import, path: Path) -> int:
    """Put the rows to mend into a file beside the list; return the exit status."""
    if not counts(record).get("bad"):
        return 0
    there = path.with_name(mending.name_of(record, "csv"))
    there.write_bytes(mending.as_csv(record))
    click.echo(_("The rows to mend are in %(path)s.", path=there))
    return 1
