"""The text an administrator is writing: the draft, or the newest version to begin from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onboarding.engine.definition import Text
from onboarding.engine.errors import Fault
from onboarding.publishing.editing.listing import Listing, listing
from onboarding.publishing.models import PublishedVersion, WorkflowDraft
from onboarding.publishing.queries import draft_of, versions_of
from onboarding.publishing.reading import Checked, file_of, proven, renumbered
from onboarding.publishing.service import newest_number, next_version
from onboarding.publishing.showing import title_of

_BEGINNING = """\
id: {id}
version: 1
title: {{en: {en}, ja: {ja}}}
# A condition, where the workflow is not for every case:
# applies: stay.days > 90
steps:
  - id: first_step
    kind: task
    role: {role}
    title: {{en: First step, ja: 最初の手続}}
    due: 10 working days after opening
"""


@dataclass(frozen=True, slots=True)
class Writing:
    """A text in the editor. `base` is the version it was begun from, `revision` that of the draft.

    `draft` is what is saved, `newest` what is published; each None where there is none.
    """

    workflow: str
    text: str
    base: int
    revision: int
    draft: WorkflowDraft | None
    newest: PublishedVersion | None

    @property
    def title(self) -> Text:
        """Return what the newest version calls itself."""
        return title_of(self.workflow, self.newest.version if self.newest else 0)

    @property
    def is_behind(self) -> bool:
        """Return whether a newer version was published than the text was begun from."""
        return self.newest is not None and self.newest.version > self.base

    def typed(self, sent: Mapping[str, str]) -> "Writing":
        """Return what was sent in place of what is kept, exactly as it was typed."""
        return replace(
            self,
            text=as_typed(sent.get("text", "")),
            base=_number(sent.get("base", "")),
            revision=_number(sent.get("revision", "")),
        )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def as_typed(text: str) -> str:
    """Return a text with the line ends it had before it was sent."""
    return text.replace("\r\n", "\n")


def writing(workflow: str) -> Writing | None:
    """Return what an editor of a workflow begins with; None where there is no such workflow."""
    draft, newest = draft_of(workflow), next(iter(versions_of(workflow)), None)
    if draft:
        text, base, revision = draft.text, draft.base_version, draft.revision
        return Writing(workflow, text, base, revision, draft, newest)
    if newest is None:
        return None
    text = renumbered(newest.text, newest.version + 1)
    return Writing(workflow, text, newest.version, 0, None, newest)


def beginning(workflow: str, title: Text, role: str) -> str:
    """Return the text a new workflow begins with; it has no fault."""
    return _BEGINNING.format(id=workflow, en=_quoted(title.en), ja=_quoted(title.ja), role=role)


def _quoted(text: str) -> str:
    """Return a text as YAML takes it, whatever signs it has."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Read:
    """A text as the checker read it, with its words beside the lines.

    `proved`: whether it was also proven what cases make of it.
    """

    checked: Checked
    listing: Listing
    proved: bool

    @property
    def sound(self) -> bool:
        """Return whether it could be published, as far as it was looked at."""
        return not self.checked.errors


def read(workflow: str, text: str) -> Read:
    """Check a text as it would be the next version; what takes seconds is left out."""
    return _read(workflow, text, next_version(workflow, text), proved=False)


def prove(workflow: str, text: str) -> Read:
    """Check a text whole, for every combination of answers a case could have."""
    return _read(workflow, text, proven(next_version(workflow, text)), proved=True)


def _read(workflow: str, text: str, found: Checked, *, proved: bool) -> Read:
    file = file_of(workflow, newest_number(workflow) + 1)
    faults = [_as_here(fault, found, workflow) for fault in found.faults]
    lines = listing(text, faults, file=file, catalogue=found.catalogue)
    return Read(found, lines, proved)


def _as_here(fault: Fault, found: Checked, workflow: str) -> Fault:
    """Return a fault as the editor means it: here is no file whose name could be another."""
    if fault.reason != "file_named_otherwise" or found.workflow is None:
        return fault
    place = found.workflow.places.get("id", fault.place)
    return replace(fault, place=place, reason="id_stays", about=(workflow,))
