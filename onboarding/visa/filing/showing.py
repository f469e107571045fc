"""What was found wrong with applications, as pages show it: line by line, each with its link."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onboarding.cases.gate import Visit
from onboarding.documents.attachments.words import fault_word
from onboarding.visa.filing.applications import Looked, look_over
from onboarding.visa.filing.attachments import Attachment
from onboarding.visa.filing.mending import mending_url, url_of
from onboarding.visa.filing.words import files_word, finding_word
from onboarding.visa.forms.preflight import ERROR
from onboarding.web.speaking import reader_language


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to mend, in the reader's words. `number`: of the form's item, if it has one."""

    is_error: bool
    number: str
    label: str
    say: str
    url: str
    verified: bool = True


def lines_of(visit: Visit, one: Looked) -> list[Line]:
    """Return what is wrong with an application and its files, what stops it first."""
    found = [*_of_answers(visit, one), *_of_files(visit, one)]
    return sorted(found, key=lambda line: not line.is_error)


def _of_answers(visit: Visit, one: Looked) -> Iterator[Line]:
    language = reader_language()
    for finding in one.findings:
        item = finding.answer.item
        row = f" ({finding.answer.row})" if finding.answer.row else ""
        label = f"{item.label.in_(language)}{row}"
        is_error, url = finding.severity == ERROR, mending_url(visit, finding)
        number = item.number or (finding.answer.rows.number if finding.answer.rows else "")
        yield Line(is_error, number, label, finding_word(finding), url)


def _of_files(visit: Visit, one: Looked) -> Iterator[Line]:
    for file in one.files:
        for fault in file.faults:
            said, url = fault_word(fault), url_of(visit, file.key)
            yield Line(fault.grave, "", _label(file), said, url, fault.verified)


def _label(file: Attachment) -> str:
    if file.field is None:
        return files_word()
    return f"{file.field.label.in_(reader_language())} ({file.name})"


def show_filing(visit: Visit, planned: Any, form: Any) -> dict[str, Any]:
    """Return the applications of the case, looked over, for beside the step of filing."""
    found = look_over(visit.case, visit.progress)
    counted = [(one, sum(line.is_error for line in lines_of(visit, one))) for one in found]
    return {"found": counted}
