"""The command line: `onboarding run worker check import rebuild audit admin demo` and more."""

import importlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import OperationalError

from onboarding.config import LANGUAGES
from onboarding.console import (
    begun,
    fail,
    in_both,
    loaded,
    service,
    settings,
    terminal_language,
)
from onboarding.engine.errors import FaultyDefinition
from onboarding.processes.accounts import admin
from onboarding.processes.checking import (
    Found,
    load_features,
    print_faults,
    read_definitions,
)
from onboarding.processes.logs import write_log
from onboarding.processes.refusals import CannotStart, sentence
from onboarding.processes.schemas import schema


@click.group()
def cli() -> None:
    """The arrival of international researchers, from the first letter to a settled stay."""
    os.umask(0o077)  # what is kept is nobody else's on this machine


cli.add_command(admin)
cli.add_command(schema)


@cli.command()
def run() -> None:
    """Run everything on this machine: web, workers, scheduler and queue."""
    from onboarding.processes import running

    write_log()
    try:
        running.run(settings())
    except CannotStart as error:
        facts = error
        fail(in_both(lambda: sentence(facts)))


@cli.command()
def worker() -> None:
    """Make documents and send messages, on this machine or any other with the same settings."""
    from onboarding import create_app
    from onboarding.processes import worker

    write_log()
    worker.run(begun(create_app(settings())))


@cli.command()
def scheduler() -> None:
    """Find forgotten work every few seconds, and do what each morning brings."""
    from onboarding import create_app
    from onboarding.processes import scheduler

    write_log()
    scheduler.run(begun(create_app(settings())))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    loaded()


@cli.command()
def demo() -> None:
    """Load the demo data, once."""
    with service():
        importlib.import_module("onboarding.office.demo.loading").load_demo()


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), help="Instead of the terminal's.")
def check(paths: tuple[Path, ...], language: str | None) -> None:
    """Check workflow folders, or files in one; exit status 1 where something is wrong."""
    given = settings()
    found = read_definitions(paths or (given.workflows,), given)
    print_faults(found, language or terminal_language())
    sys.exit(0 if all(one.fault.is_warning for one in found) else 1)


@cli.command()
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--note", default="", help="What changed and why, kept with the version.")
def publish(path: Path | None, note: str) -> None:
    """Publish a version of a workflow, or all new ones of the workflows folder."""
    with service(note):
        publishing = importlib.import_module("onboarding.publishing.command")
        sys.exit(publishing.publish(path, note))


@cli.command()
@click.argument("what")
@click.option("--bpmn", is_flag=True, help="A workflow or programme as BPMN 2.0 with its diagram.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Into a file."
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the names in the diagram.")
def export(what: str, bpmn: bool, output: Path | None, language: str | None) -> None:
    """Write a programme as one file for another institution, or a workflow as BPMN."""
    with service():
        exchange = importlib.import_module("onboarding.exchange.command")
        if bpmn:
            text = exchange.export_bpmn(what, language or terminal_language())
        else:
            text = exchange.export_package(what, datetime.now(UTC))
        exchange.hand_over(text, output)


@cli.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Say in words what a version changes: two files, or for example visa@1 visa@2."""
    with service():
        publishing = importlib.import_module("onboarding.publishing.command")
        sys.exit(publishing.diff(old, new))


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Write without asking: the good rows, or the package.")
@click.option("--keep", multiple=True, help="Of a package: keep ours (an id, or `all`).")
@click.option("--take", multiple=True, help="Of a package: take theirs (an id, or `all`).")
@click.option("--rename", multiple=True, help="Of a package: take theirs as another: id=new.")
def import_file(file: Path, yes: bool, **wishes: tuple[str, ...]) -> None:
    """Import a list of arrivals, or a programme's package; nothing is written until confirmed."""
    with service():
        exchange = importlib.import_module("onboarding.exchange.command")
        if exchange.is_package(file):
            sys.exit(exchange.import_package(file, wishes, confirm=not yes))
        importing = importlib.import_module("onboarding.office.importing.command")
        sys.exit(importing.cli_import(file, confirm=not yes))


@cli.command()
@click.argument("programmes", nargs=-1)
@click.option("--arrivals", default=1000, show_default=True, help="How many stays begin.")
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day."
)
@click.option("--seed", default=1, show_default=True, help="Another season for another number.")
@click.option("--set", "times", multiple=True, help="A step's days: visa.coe_result=80.")
@click.option("--staff", multiple=True, help="A role's people: office=2.")
@click.option("--csv", "weeks", type=click.Path(path_type=Path), help="Write the weeks there.")
@click.option("--steps-csv", "steps", type=click.Path(path_type=Path), help="And the steps there.")
@click.option("--compare", is_flag=True, help="Rehearse without --set and --staff as well.")
@click.option("--fill", is_flag=True, help="Write it into the database of a demo instead.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Instead of the terminal's.")
def simulate(first: datetime, fill: bool, language: str | None, **wished: Any) -> None:
    """Rehearse a season of invented arrivals: what is open and late when, and why."""
    rehearsal = importlib.import_module("onboarding.rehearsal.command")
    for name in ("times", "staff"):
        wished[name] = rehearsal.choices(wished[name])
    wanted = rehearsal.Wished(first=first.date(), set=wished.pop("times"), **wished)
    load_features()
    if fill:
        with service():
            rehearsal.fill_database(wanted)
        return
    rehearsal.simulate(settings().workflows, wanted, language or terminal_language())


@cli.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit status 1 if any.")
def rebuild(only_check: bool) -> None:
    """Make every case's index anew from its history."""
    from onboarding.processes.rebuilding import differing, rebuild_all

    with service():
        at = datetime.now(UTC)
        found = differing(at) if only_check else rebuild_all(at)
        for number in found:
            click.echo(_("Case %(number)s: its index differed from its history.", number=number))
        sys.exit(1 if only_check and found else 0)


@cli.command()
def audit() -> None:
    """Check that no history was rewritten; exit status 1 at the first broken link of any case."""
    from onboarding.processes.rebuilding import broken_links

    with service():
        count, found = broken_links()
        for link in found:
            words = _(
                "Case %(number)s: its history is not as written from event %(event)s on.",
                number=link.case,
                event=link.sequence,
            )
            click.echo(words)
        if found:
            sys.exit(1)
        click.echo(
            ngettext(
                "The history of %(num)s case is whole.",
                "The histories of %(num)s cases are whole.",
                count,
            )
        )


def main() -> None:
    """Run a command; a silent database or faulty definitions end any of them with a sentence."""
    try:
        cli(prog_name="onboarding")
    except OperationalError as error:
        why = str(error.orig)
        click.echo(in_both(lambda: _("The database does not answer: %(why)s", why=why)), err=True)
        sys.exit(1)
    except FaultyDefinition as faulty:
        print_faults([Found(None, fault) for fault in faulty.faults], terminal_language())
        sys.exit(1)
