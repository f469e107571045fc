"""From the text of a version to its definition, and what the checker says of it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

from flask import current_app

from onboarding.cases.library import library
from onboarding.cases.registry import folder_faults, registry
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.checks import check
from onboarding.engine.definition import Workflow
from onboarding.engine.errors import Fault, Place
from onboarding.engine.loader import Loader
from onboarding.proving import prove

# The solver answers one at a time.
_proving = Lock()
_VERSION = re.compile(r"^version:[ \t]*[^\s#]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it would be the next version: what it means, and every fault in file order.

    `workflow` and `catalogue` are None where it cannot be read at all.
    """

    text: str
    workflow: Workflow | None
    catalogue: Catalogue | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Return what keeps it from being published."""
        return tuple(fault for fault in self.faults if not fault.is_warning)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Return what is shown and hinders nothing."""
        return tuple(fault for fault in self.faults if fault.is_warning)


def file_of(workflow: str, version: int) -> str:
    """Return what the file of a version is called inside the workflows folder."""
    return f"{workflow}/v{version}.yaml"


def hash_of(text: str) -> str:
    """Return the hash a version is frozen with; how a system ends its lines makes no difference."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def renumbered(text: str, version: int) -> str:
    """Return the text of a workflow with another version number, all else as it was written."""
    return _VERSION.sub(f"version: {version}", text, count=1)


def read_version(text: str, file: str) -> tuple[Workflow | None, list[Fault]]:
    """Return what a text means, and what is wrong with it by itself."""
    loader = Loader(registry, library().clocks)
    return loader.workflow(text, file), loader.faults


def checked(text: str, *, workflow: str, version: int) -> Checked:
    """Return a text as it would be that version of that workflow among all that is published."""
    file = file_of(workflow, version)
    found, faults = read_version(text, file)
    if found is None:
        return Checked(text, None, None, tuple(faults))
    if (found.id, found.version) != (workflow, version):
        faults.append(Fault(found.at, "E101", "file_named_otherwise", (found.id, file)))
        return Checked(text, found, None, _in_order(faults))
    catalogue = library().with_workflows([found])
    faults += check(catalogue)
    faults += folder_faults(current_app.extensions["settings"].workflows, catalogue)
    return Checked(text, found, catalogue, _in_order(faults))


def proven(found: Checked) -> Checked:
    """Return a text with what cases would make of it as well, where it has no other fault.

    What was wrong with other files before is left out: else two workflows with faults would
    keep each other from being mended. It takes seconds, once: whoever asks again for the same
    text is answered from memory.
    """
    if found.errors or found.workflow is None:
        return found
    file = file_of(found.workflow.id, found.workflow.version)
    published = _Published(library())
    faults = _proofs(published, found.text, file)
    if any(fault.place.file != file for fault in faults):
        before = {_about(fault) for fault in _proofs(published, "", "")}
        faults = tuple(fault for fault in faults if _about(fault) not in before)
    return replace(found, faults=_in_order((*found.faults, *faults)))


class _Published:
    """All that a proof reads of what is published: the same where each part of it is the same."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        tables = (catalogue.fields, catalogue.roles, catalogue.documents, catalogue.programmes)
        self.parts = (*tables, *catalogue.current())

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.parts)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Published) or len(self.parts) != len(other.parts):
            return False
        return all(one is two for one, two in zip(self.parts, other.parts, strict=True))


@lru_cache(maxsize=32)
def _proofs(published: _Published, text: str, file: str) -> tuple[Fault, ...]:
    """Return what is proven of a text among all that is published; without one, of that alone."""
    workflow = read_version(text, file)[0] if text else None
    with _proving:
        return tuple(prove(published.catalogue.with_workflows([workflow] if workflow else [])))


def _about(fault: Fault) -> tuple[Place, str, tuple[str, ...]]:
    """Return what makes two faults the same, whichever answers show them."""
    return fault.place, fault.reason, fault.about


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(set(faults), key=lambda fault: (fault.place, fault.code, fault.about)))
