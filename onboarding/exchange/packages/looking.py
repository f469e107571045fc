"""A package as a page shows it: what it brings, what was chosen, what that would lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from shlex import quote

from flask_babel import gettext as _

from onboarding.engine.errors import Fault
from onboarding.exchange.packages import institution
from onboarding.exchange.packages.comparing import COLLIDES, NEW, SAME, Compared, compare
from onboarding.exchange.packages.items import Item, Key
from onboarding.exchange.packages.reading import Package
from onboarding.exchange.packages.showing import wrong_choice
from onboarding.exchange.packages.taking import (
    KEEP,
    RENAME,
    TAKE,
    Choice,
    Outcome,
    check_choices,
    take,
    undecided,
)
from onboarding.publishing.reading import renumbered


@dataclass(slots=True)
class Looked:
    """A package with choices. `errors`: (id of an input, sentence); `outcome` where there is one.

    `faults`: what would be wrong with the definitions.
    """

    package: Package
    compared: Sequence[Compared]
    choices: Mapping[Key, Choice]
    errors: list[tuple[str, str]] = field(default_factory=list)
    outcome: Outcome | None = None
    faults: tuple[Fault, ...] = ()

    def of(self, state: str) -> list[Compared]:
        """Return the items that are new, the same, or collide."""
        return [one for one in self.compared if one.state == state]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many items there are of each state."""
        return {state: len(self.of(state)) for state in (SAME, NEW, COLLIDES)}

    @property
    def workflows(self) -> list[Item]:
        """Return the workflows that would become a new version."""
        taken = self.outcome.taken if self.outcome else []
        return [item for item in taken if item.kind == "workflow"]

    @property
    def needs_files(self) -> bool:
        """Return whether something comes that only files can hold."""
        return self.outcome is not None and len(self.workflows) < len(self.outcome.taken)

    @property
    def sound(self) -> bool:
        """Return whether the choices lead to definitions without a fault."""
        return self.outcome is not None and not self.faults

    @property
    def command(self) -> str:
        """Return what somebody at the command line types to do the same."""
        words = ["onboarding", "import", f"{self.package.programme}.onboarding.yaml"]
        for (kind, id), choice in self.choices.items():
            name = f"={choice.name}" if choice.what == RENAME else ""
            words += [f"--{choice.what}", quote(f"{kind}:{id}{name}")]
        return " ".join(words)


def look(package: Package) -> Looked:
    """Return a package before anything was chosen."""
    return Looked(package, compare(package.items, institution.here().items), {})


def input_of(key: Key) -> str:
    """Return the name of the input for what to do with an item."""
    return f"{key[0]}-{key[1]}"


def choices_in(form: Mapping[str, str], compared: Sequence[Compared]) -> dict[Key, Choice]:
    """Return what was chosen for the collisions of a package."""
    found = {}
    for key in (one.item.key for one in compared if one.state == COLLIDES):
        what = form.get(input_of(key), "")
        if what in (KEEP, TAKE, RENAME):
            name = form.get(f"{input_of(key)}-name", "").strip() if what == RENAME else ""
            found[key] = Choice(what, name)
    return found


def weigh(package: Package, form: Mapping[str, str]) -> Looked:
    """Return a package with what was chosen, and what that leads to."""
    here = institution.here()
    compared = compare(package.items, here.items)
    looked = Looked(package, compared, choices_in(form, compared))
    for one in undecided(compared, looked.choices):
        looked.errors.append(
            (input_of(one.item.key), _("Choose what to do: %(id)s", id=one.item.id))
        )
    for key, wrong in check_choices(compared, looked.choices, here):
        looked.errors.append((f"{input_of(key)}-name", wrong_choice(wrong)))
    if not looked.errors:
        looked.outcome = take(package, compared, looked.choices, here, renumbered)
        looked.faults = institution.faults_with(looked.outcome.files)
    return looked
