"""`onboarding export` and `import` of packages, told as text."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from onboarding.cases.faults import sentence
from onboarding.console import fail
from onboarding.engine.errors import Fault, FaultyDefinition
from onboarding.exchange.packages import institution
from onboarding.exchange.packages.closing import NoSuchProgramme
from onboarding.exchange.packages.comparing import COLLIDES, NEW, SAME, Compared, compare
from onboarding.exchange.packages.exporting import export
from onboarding.exchange.packages.items import Key
from onboarding.exchange.packages.reading import Package, read
from onboarding.exchange.packages.showing import difference_in_words, kind_word, wrong_choice
from onboarding.exchange.packages.taking import (
    KEEP,
    RENAME,
    TAKE,
    Choice,
    Here,
    Outcome,
    check_choices,
    take,
    undecided,
)
from onboarding.publishing.reading import renumbered


def export_package(programme: str, at: datetime) -> str:
    """Return a programme with all it needs as one file."""
    try:
        return export(programme, at)
    except NoSuchProgramme as error:
        there = ", ".join(error.there)
        fail(_("There is no programme “%(name)s”. There are: %(all)s", name=programme, all=there))


def import_package(path: Path, wishes: Mapping[str, Sequence[str]], *, confirm: bool) -> int:
    """Take a package in; show what it brings first, and ask where nobody has chosen.

    `wishes`: the options `keep`, `take` and `rename` as typed. Return the exit status.
    """
    try:
        package = read(path.read_bytes(), path.name)
    except FaultyDefinition as faulty:
        _print(faulty.faults)
        return 1
    here = institution.here()
    compared = compare(package.items, here.items)
    for line in _report(package, compared):
        click.echo(line)
    choices = _choices(wishes, compared)
    asking = confirm and sys.stdin.isatty()
    choices |= _asked(undecided(compared, choices)) if asking else {}
    if not _may_go_on(compared, choices, here):
        return 1
    outcome = take(package, compared, choices, here, renumbered)
    return _finish(outcome, confirm=confirm)


def _may_go_on(compared: Sequence[Compared], choices: Mapping[Key, Choice], here: Here) -> bool:
    """Return whether every collision is decided well; else say what is missing."""
    for key, wrong in check_choices(compared, choices, here):
        click.echo(f"{_name(key)}: {wrong_choice(wrong)}")
    left = undecided(compared, choices)
    for one in left:
        name = _name(one.item.key)
        click.echo(_("%(item)s collides: add --keep, --take or --rename for it.", item=name))
    good = not left and not check_choices(compared, choices, here)
    if not good:
        click.echo(_("Nothing was written."))
    return good


def _finish(outcome: Outcome, *, confirm: bool) -> int:
    if not outcome.files:
        click.echo(_("Everything is here already."))
        return 0
    faults = institution.faults_with(outcome.files)
    if faults:
        click.echo(_("With these choices the definitions would have faults:"))
        _print(faults)
        click.echo(_("Nothing was written."))
        return 1
    for name in outcome.files:
        click.echo(_("would be written: %(file)s", file=name))
    if not _agreed(confirm):
        click.echo(_("Nothing was written."))
        return 1
    return _write(outcome)


def _agreed(confirm: bool) -> bool:
    """Ask whether to go on; without a terminal nobody can answer, which is no."""
    if not confirm:
        return True
    if not sys.stdin.isatty():
        click.echo(_("Add --yes to write without being asked."))
        return False
    return click.confirm(_("Write these files?"))


def _write(outcome: Outcome) -> int:
    folder = institution.settings().workflows
    try:
        institution.write(outcome.files)
    except institution.ShippedFolder:
        words = _(
            "%(folder)s belongs to the project. Copy it, name the copy in ONBOARDING_WORKFLOWS, "
            "and import again.",
            folder=folder,
        )
        fail(words)
    except OSError as error:
        fail(_("%(folder)s cannot be written: %(error)s", folder=folder, error=error.strerror))
    count = len(outcome.taken)
    click.echo(ngettext("%(num)s item was taken in.", "%(num)s items were taken in.", count))
    click.echo(_("Start the service anew, so that it counts."))
    return 0


def _report(package: Package, compared: Sequence[Compared]) -> Iterator[str]:
    """Yield where the package comes from, how many items are what, and each collision."""
    language = _language()
    words = {"programme": package.title.in_(language), "day": package.made_on}
    yield _("%(programme)s, from %(origin)s, %(day)s", origin=package.origin.in_(language), **words)
    for state, word in ((SAME, _("the same")), (NEW, _("new")), (COLLIDES, _("collides"))):
        yield f"  {word}: {sum(one.state == state for one in compared)}"
    for one in compared:
        if one.state == COLLIDES:
            yield from _collision(one)


def _collision(one: Compared) -> Iterator[str]:
    yield _("%(item)s is defined here otherwise:", item=_name(one.item.key))
    for difference in one.differences:
        yield f"    {difference_in_words(difference)}"


def _language() -> str:
    from onboarding.web.speaking import reader_language

    return reader_language()


def _name(key: Key) -> str:
    return f"{kind_word(key[0])} {key[1]}"


def _choices(
    wishes: Mapping[str, Sequence[str]], compared: Sequence[Compared]
) -> dict[Key, Choice]:
    """Return the choices of the options: `--keep visa`, `--rename passport.number=passport.no`."""
    found: dict[Key, Choice] = {}
    for what in (KEEP, TAKE, RENAME):
        for wish in wishes.get(what, ()):
            id, _equals, name = wish.partition("=")
            for key in _meant(id, compared):
                found[key] = Choice(what, name)
    return found


def _meant(id: str, compared: Sequence[Compared]) -> list[Key]:
    """Return the item an id means; `kind:id` where two kinds share one, `all` for all."""
    kind, colon, rest = id.rpartition(":")
    keys = [one.item.key for one in compared]
    if id == "all":
        return [one.item.key for one in compared if one.state == COLLIDES]
    found = [key for key in keys if key[1] == rest and (not colon or key[0] == kind)]
    if not found:
        fail(_("The package has no item “%(id)s”.", id=id))
    if len(found) > 1:
        names = ", ".join(f"{kind}:{id}" for kind, id in found)
        fail(_("“%(id)s” could be any of these: %(all)s", id=id, all=names))
    return found


def _asked(left: Sequence[Compared]) -> dict[Key, Choice]:
    """Ask about each collision that is left."""
    found = {}
    for one in left:
        words = _(
            "%(item)s: (k)eep ours, (t)ake theirs, or (r)ename theirs?", item=_name(one.item.key)
        )
        answer = click.prompt(words, type=click.Choice(["k", "t", "r"]))
        name = click.prompt(_("New name")) if answer == "r" else ""
        found[one.item.key] = Choice({"k": KEEP, "t": TAKE, "r": RENAME}[answer], name)
    return found


def _print(faults: Sequence[Fault]) -> None:
    for fault in faults:
        click.echo(f"{fault.place} {fault.code} {sentence(fault)}")
