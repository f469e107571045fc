"""Who may know of a paper, and who may ask for one."""

from onboarding.cases.policies import Part, is_staff, may_manage
from onboarding.documents.models import Document
from onboarding.engine.definition import DocumentType


def may_ask_for(part: Part, kind: DocumentType) -> bool:
    """Return whether somebody may ask for a paper: the office, and whom it names itself."""
    return may_manage(part) or bool(part.roles.keys() & set(kind.asked_by))


def is_theirs(part: Part, kind: DocumentType, document: Document | None) -> bool:
    """Return whether the list of papers names one to somebody.

    Staff see what there is. Others see what they may ask for, and what was handed to them.
    """
    released = document is not None and document.released_at is not None
    handed = released and bool(part.roles.keys() & set(kind.readers))
    return is_staff(part) or may_ask_for(part, kind) or handed
