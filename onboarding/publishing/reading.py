"""From the text of a version to its definition, and what the checker says of it."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import current_app

from onboarding.cases.library import library
from onboarding.cases.registry import folder_faults, registry
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.checks import check
from onboarding.engine.definition import Workflow
from onboarding.engine.errors import Fault
from onboarding.engine.loader import Loader

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
        return tuple(fault for fault in self.faults if not fault.code.startswith("W"))

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Return what is shown and hinders nothing."""
        return tuple(fault for fault in self.faults if fault.code.startswith("W"))


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
    loader = Loader(registry)
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
    faults += _proven(catalogue) if not any(_is_error(fault) for fault in faults) else []
    return Checked(text, found, catalogue, _in_order(faults))


def _is_error(fault: Fault) -> bool:
    return not fault.code.startswith("W")


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(set(faults), key=lambda fault: (fault.place, fault.code, fault.about)))


def _proven(catalogue: Catalogue) -> list[Fault]:
    """Return what can be proven to go wrong with some answers."""
    if find_spec("onboarding.proving") is None:
        return []
    proving: Any = import_module("onboarding.proving")
    prove: Callable[[Catalogue], list[Fault]] | None = getattr(proving, "prove", None)
    return list(prove(catalogue)) if prove else []
