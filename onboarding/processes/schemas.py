"""`onboarding schema`: JSON Schemas of the definition files, for editors to complete and check."""

from importlib import import_module
from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from onboarding import FEATURES
from onboarding.cases.library import read_folder
from onboarding.cases.registry import registry
from onboarding.console import fail, settings, speaking, terminal_language
from onboarding.engine.errors import FaultyDefinition
from onboarding.schemas.names import Names, names_of
from onboarding.schemas.writing import SCHEMAS, as_text, write_all
from onboarding.schemas.writing import schema as one_schema


@click.command()
@click.argument("name", required=False, type=click.Choice(tuple(SCHEMAS)))
@click.option("-o", "output", type=click.Path(path_type=Path), help="A file; a folder for all.")
@click.option(
    "--names/--no-names", default=True, help="Know the fields, steps and roles there are."
)
def schema(name: str | None, output: Path | None, names: bool) -> None:
    """Print the JSON Schema of one kind of definition file, or write those of all."""
    for feature in FEATURES:
        import_module(f"onboarding.{feature}")
    found = _names() if names else Names(registry)
    if name is None:
        _write_all(output, found)
    elif output is None:
        click.echo(as_text(one_schema(name, found)), nl=False)
    else:
        path = output / f"{name}.schema.json" if output.is_dir() else output
        path.write_text(as_text(one_schema(name, found)), "utf-8")


def _names() -> Names:
    """Return the names of the institution's folder; faults elsewhere in it take none away."""
    folder = settings().workflows
    try:
        return names_of(read_folder(folder).catalogue)
    except FaultyDefinition:
        return Names(registry)


def _write_all(folder: Path | None, names: Names) -> None:
    """Write every schema, and say how an editor is told of them."""
    with speaking(terminal_language()):
        if folder is None:
            kinds = ", ".join(SCHEMAS)
            fail(_("Name a kind of file (%(kinds)s), or a folder with -o.", kinds=kinds))
        paths = write_all(folder, names)
        written = ngettext(
            "%(num)s schema written to %(folder)s.",
            "%(num)s schemas written to %(folder)s.",
            len(paths),
            folder=str(folder),
        )
        click.echo(written)
