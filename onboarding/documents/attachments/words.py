"""What is wrong with a file and what was done about it, in words: the same wherever it is told."""

from typing import Any

from flask_babel import lazy_gettext as _l

from onboarding.documents.attachments.judging import Fault

_FAULTS: dict[str, Any] = {
    "empty": _l("The file is empty. Choose it again."),
    "unknown_kind": _l("This is no PDF, JPEG or PNG. Send a PDF, or a JPEG or PNG picture."),
    "no_photo": _l("This is no picture. Send a JPEG or PNG picture."),
    "encrypted": _l("This PDF is protected by a password. Save it without one and send it again."),
    "restricted": _l(
        "This PDF forbids printing or copying; the immigration office's upload refuses such files."
    ),
    "damaged": _l("The file is damaged. Save it anew and send it again."),
    "lost": _l("The file is not in the store any more, or was changed there. Ask for it again."),
    "no_pages": _l("The PDF has no pages. Save it anew and send it again."),
    "too_many_pages": _l("The PDF has %(first)s pages; %(second)s are the most."),
    "blank": _l("The file is blank: nothing can be seen on it. Send another."),
    "blank_page": _l("Page %(first)s is blank."),
    "unreadable": _l(
        "Page %(first)s cannot be read: its short side has only %(second)s dots. Scan it anew "
        "with 200 dots an inch or more."
    ),
    "too_coarse": _l(
        "Page %(first)s can hardly be read: its short side has only %(second)s dots. Better send "
        "a finer scan."
    ),
    "blurred": _l(
        "Page %(first)s looks blurred: nothing on it has a sharp edge. Look whether it can be read."
    ),
    "too_many_dots": _l("The picture has too many dots. Send a smaller one."),
    "wrong_ending": _l("The name ends in %(first)s, but the file is of another kind (%(second)s)."),
    "too_large": _l("The file has %(first)s MB; the most is %(second)s MB."),
    "too_large_together": _l(
        "All files together have %(first)s MB; the agency takes %(second)s MB."
    ),
    "not_jpeg": _l("The picture should be a JPEG."),
    "photo_lying": _l("The photo lies on its side (%(first)s × %(second)s dots). Send it upright."),
    "photo_proportion": _l(
        "The photo should have the proportion of 40 × 30 mm; it has %(first)s × %(second)s dots."
    ),
    "photo_small": _l("The photo has %(first)s dots; it should have %(second)s or more."),
}
_DONE: dict[str, Any] = {
    "restricted": _l("It was written anew without these restrictions; the pages are the same."),
    "wrong_ending": _l("The name was given the right ending; the content is the same."),
    "too_large": _l("It was compressed again."),
    "not_jpeg": _l("It was turned into a JPEG."),
    "photo_proportion": _l("It was cut to this proportion; nothing was stretched."),
}


def fault_word(fault: Fault) -> str:
    """Return what is wrong with a file, in the reader's language."""
    first, second = (*fault.about, "", "")[:2]
    return str(_FAULTS[fault.reason]) % {"first": first, "second": second}


def done_word(reason: str) -> str:
    """Return what was done about a fault, in the reader's language."""
    return str(_DONE[reason])
