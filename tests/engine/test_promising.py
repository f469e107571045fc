"""The file of promises: what it is read as, and what it names that is not there."""

import pytest

from tests.engine.building import Files, read
from tests.engine.seeding import LETTER, PROGRAMME, WORKFLOW, place_of

WHOLE = """
rules: [{that: person.paid, say: {en: A, ja: あ}}]
by_nature: {of: [guest], asks: [person.paid], keeps: [room], steps: [STEP]}
papers:
- {papers: [letter], promise: true, because: {en: A, ja: あ}}
decided_by: {steps: {STEP: [office, host]}, never: [guest]}
"""


def files(promises: str) -> Files:
    return Files([WORKFLOW], [PROGRAMME], documents={"letter": LETTER}, promises=promises)


def test_file_of_promises_is_read_whole() -> None:
    (workflow,) = read(files(""))[0].workflows["w"].values()
    step = workflow.steps[0]

    catalogue, faults = read(files(WHOLE.replace("STEP", step.key)))

    found = catalogue.promising
    assert [fault for fault in faults if fault.place.file == "promises.yaml"] == []
    assert (found.steps, found.kept, found.asked, found.asked_of, found.never) == (
        (step.key,),
        ("room",),
        ("person.paid",),
        ("guest",),
        ("guest",),
    )
    assert (dict(found.papers), dict(found.deciders)) == (
        {"letter": True},
        {step.key: ("office", "host")},
    )
    assert found.by_nature(step)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("by_nature: {asks: [‸person.nothing]}", "unknown_field"),
        ("by_nature: {of: [‸boss]}", "unknown_role"),
        ("by_nature: {steps: [‸w.nothing]}", "unknown_step"),
        ("decided_by: {steps: {w.nothing: ‸[office]}}", "unknown_step"),
        ("decided_by: {steps: {}, never: [‸boss]}", "unknown_role"),
        (
            "papers:\n- {papers: [‸nothing], promise: true, because: {en: A, ja: あ}}",
            "unknown_document",
        ),
    ],
)
def test_name_that_is_not_there_is_found(more: str, reason: str) -> None:
    text, marked = place_of(f"rules: []\n{more}", "promises.yaml")

    faults = read(files(text))[1]

    told = [(f.place, f.reason) for f in faults if f.place.file == "promises.yaml"]
    assert told == [(marked[0], reason)]
