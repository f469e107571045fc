"""What can be done with versions of workflows: writing the next one, publishing it."""

from dataclasses import dataclass
from datetime import datetime

from onboarding.cases.library import library
from onboarding.database import after_commit, db, read_for_long, transaction
from onboarding.engine.errors import Fault, Refusal
from onboarding.people.models import Person
from onboarding.publishing import store
from onboarding.publishing.models import PublishedVersion, WorkflowDraft
from onboarding.publishing.queries import draft_of, version_of, versions_of
from onboarding.publishing.reading import Checked, checked, hash_of, proven, renumbered


class NotSound(Refusal):
    """A text cannot be published; `faults` says why, each with its place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.place} {fault.code}" for fault in faults))


class PublishedMeanwhile(Refusal):
    """Somebody published a newer version than the one this text was made from."""

    def __init__(self, newest: PublishedVersion) -> None:
        self.newest = newest
        super().__init__(f"{newest.workflow} {newest.version}")


class NothingNew(Refusal):
    """The text is that of the newest version, its number apart."""


class DraftChanged(Refusal):
    """Somebody saved the draft since this text was begun. `theirs` is there now, `mine` is not.

    `theirs` is None where the draft was published or thrown away meanwhile.
    """

    def __init__(self, theirs: WorkflowDraft | None, mine: str) -> None:
        self.theirs, self.mine = theirs, mine
        super().__init__(theirs.workflow if theirs else "")


@dataclass(frozen=True, slots=True)
class Published:
    """A version that was published, with the warnings it was published with."""

    version: PublishedVersion
    warnings: tuple[Fault, ...]


def newest_number(workflow: str) -> int:
    """Return the number of the newest version; 0 for a workflow there is none of."""
    return max(library().workflows.get(workflow, ()), default=0)


def next_version(workflow: str, text: str) -> Checked:
    """Return a text as it would be published now: the next version, and what is wrong with it.

    What takes seconds to prove is left to `proven`.
    """
    store.look()
    number = newest_number(workflow) + 1
    return checked(renumbered(text, number), workflow=workflow, version=number)


def publish(
    workflow: str, text: str, *, base: int, note: str, by: Person | None, at: datetime
) -> Published:
    """Publish a text as the next version of a workflow; it never changes from then on.

    `base`: the version it was made from, 0 for a new workflow. Its own number is put in place
    of whatever number the text has.

    Raises:
        NotSound: it has faults.
        PublishedMeanwhile: `base` is not the newest version any more.
        NothingNew: nothing was changed.
    """
    _prove_ahead(workflow, text)
    with transaction():
        return _publish(workflow, text, base=base, note=note, by=by, at=at)


def _prove_ahead(workflow: str, text: str) -> None:
    """Prove a text before it is published: it takes seconds, in which nobody else could write."""
    read_for_long()
    proven(next_version(workflow, text))


def _publish(
    workflow: str, text: str, *, base: int, note: str, by: Person | None, at: datetime
) -> Published:
    found = proven(next_version(workflow, text))
    _refuse_stale(workflow, base, found)
    if found.errors or found.workflow is None:
        raise NotSound(found.errors)
    written = store.record(
        workflow,
        found.workflow.version,
        found.text,
        note=note.strip(),
        origin="browser" if by else "file",
        by_id=by.id if by else None,
        at=at,
    )
    version = version_of(workflow, found.workflow.version)
    assert version is not None
    if not written:
        raise PublishedMeanwhile(version)
    after_commit(store.look)
    return Published(version, found.warnings)


def _refuse_stale(workflow: str, base: int, found: Checked) -> None:
    """Refuse a text made from an older version, or the same text again."""
    newest = next(iter(versions_of(workflow)), None)
    if newest is None:
        return
    if newest.version != base:
        raise PublishedMeanwhile(newest)
    if hash_of(renumbered(found.text, newest.version)) == newest.sha256:
        raise NothingNew(workflow)


def save_draft(
    workflow: str, text: str, *, base: int, revision: int, by: Person, at: datetime
) -> WorkflowDraft:
    """Keep what is being written. `revision`: the one the text was begun from, 0 for a new draft.

    Raises:
        DraftChanged: somebody saved another text since, with both texts.
    """
    with transaction():
        by_id, draft = by.id, _locked_draft(workflow, text, revision)
        if draft is None:
            draft = WorkflowDraft(workflow=workflow)
        draft.base_version, draft.text, draft.revision = base, text, revision + 1
        draft.by_id, draft.at = by_id, at
        db.session.add(draft)
        db.session.flush()
    return draft


def drop_draft(workflow: str, *, revision: int) -> None:
    """Throw a draft away.

    Raises:
        DraftChanged: somebody saved it since.
    """
    with transaction():
        draft = _locked_draft(workflow, "", revision)
        if draft is not None:
            db.session.delete(draft)


def publish_draft(
    workflow: str, *, revision: int, note: str, by: Person, at: datetime
) -> Published:
    """Publish a draft as it was saved, and have no draft any more: in one commit.

    Raises:
        DraftChanged: somebody saved it since.
        NotSound, PublishedMeanwhile, NothingNew: as `publish`.
    """
    seen = draft_of(workflow)
    if seen is not None:
        _prove_ahead(workflow, seen.text)
    with transaction():
        draft = _locked_draft(workflow, "", revision)
        if draft is None:
            raise DraftChanged(None, "")
        text, base = draft.text, draft.base_version
        db.session.delete(draft)
        return _publish(workflow, text, base=base, note=note, by=by, at=at)


def _locked_draft(workflow: str, mine: str, revision: int) -> WorkflowDraft | None:
    """Return the draft nobody else can save until this transaction ends.

    Raises:
        DraftChanged: it is not the one that was seen.
    """
    draft = draft_of(workflow, locked=True)
    if (draft.revision if draft else 0) != revision:
        raise DraftChanged(draft, mine)
    return draft
