"""What the text of a workflow may name: facts, roles, documents, programmes."""

from collections.abc import Iterable
from dataclasses import dataclass

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import DocumentType, Field, Programme, Step, Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the dictionary, and the steps that ask for it."""

    field: Field
    asked_in: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """All that texts may name, in the order of the files."""

    facts: tuple[tuple[str, tuple[Fact, ...]], ...]
    roles: tuple[tuple[str, Text], ...]
    documents: tuple[DocumentType, ...]
    programmes: tuple[Programme, ...]


def names(catalogue: Catalogue) -> Names:
    """Return the names of a catalogue; facts by the group of the dictionary they stand in."""
    asked = _asked(catalogue)
    groups: dict[str, list[Fact]] = {}
    for field in catalogue.fields.values():
        fact = Fact(field, tuple(asked.get(field.id, ())))
        groups.setdefault(field.group, []).append(fact)
    return Names(
        tuple((group, tuple(facts)) for group, facts in groups.items()),
        tuple((role.id, role.label) for role in catalogue.roles.values()),
        tuple(catalogue.documents.values()),
        tuple(catalogue.programmes.values()),
    )


def _asked(catalogue: Catalogue) -> dict[str, list[Step]]:
    """Return field → the steps of the newest versions that ask for it."""
    found: dict[str, list[Step]] = {}
    for step in _steps(catalogue):
        for field in dict.fromkeys(ask.field for ask in step.every_ask()):
            found.setdefault(field, []).append(step)
    return found


def _steps(catalogue: Catalogue) -> Iterable[Step]:
    return (s for w in catalogue.current() for s in w.steps if not s.route)
