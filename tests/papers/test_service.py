"""Asking for papers, taking it back, having one made anew."""

from types import SimpleNamespace

import pytest

from onboarding.cases.queries import progress_of
from onboarding.cases.service import finish_step, reopen_step
from onboarding.documents.models import Document
from onboarding.engine.progress import State
from onboarding.office.demo.loading import play
from onboarding.papers import service
from tests.conftest import NOON, TODAY


def states(accepted: SimpleNamespace) -> dict[str, State]:
    progress = progress_of(accepted.case, TODAY)
    steps = (p for p in progress.plan.steps if p.step.workflow == "papers")
    return {p.key: progress.state(p) for p in steps if progress.state(p) is not State.SKIPPED}


def numbers(documents: list[Document]) -> list[tuple[str, str | None, bool]]:
    return [
        (document.step_key, document.number, document.stale)
        for document in documents
        if document.step_key.startswith("papers.")
    ]


def test_no_paper_is_on_a_checklist_before_it_is_asked_for(accepted: SimpleNamespace) -> None:
    assert states(accepted) == {}


def test_paper_is_made_and_finished_without_anybody_else(accepted: SimpleNamespace) -> None:
    new = service.ask_for(accepted.case.id, ["host_outline"], by=accepted.by("researcher"))
    documents = accepted.make()

    assert new == ("host_outline",)
    assert states(accepted) == {"papers.host_outline": State.DONE}
    assert numbers(documents) == [("papers.host_outline", "OUT-26-0001", False)]
    assert documents[0].released_at is not None


def test_paper_queued_when_the_verdict_is_taken_back_waits_for_the_next_one(
    accepted: SimpleNamespace,
) -> None:
    service.ask_for(accepted.case.id, ["proxy_consent"], by=accepted.by("office"))
    verdict = "acceptance.export_verdict"
    reopen_step(accepted.case.id, verdict, reason="New rules", by=accepted.by("export"))

    made = accepted.make()[0]
    meanwhile = (made.state, made.stale, made.released_at)
    play(accepted.case, accepted.people, "acceptance.certificate", NOON)
    documents = accepted.make()

    assert meanwhile == ("made", True, None)
    assert numbers(documents) == [
        ("papers.proxy_consent", "PRX-26-0002", False),
        ("papers.proxy_consent", "PRX-26-0001", True),
    ]
    assert [one.released_at is not None for one in documents[:2]] == [True, False]
    assert states(accepted) == {"papers.proxy_consent": State.DONE}


def test_asking_twice_asks_once(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["host_outline"], by=accepted.by("office"))
    again = service.ask_for(accepted.case.id, ["host_outline"], by=accepted.by("office"))

    assert again == ()
    assert numbers(accepted.make()) == [("papers.host_outline", "OUT-26-0001", False)]


def test_what_only_the_paper_asks_comes_first(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["explanation"], by=accepted.by("office"))
    before = states(accepted)
    facts = {
        "papers.explanation_about": "経歴の空白期間",
        "papers.explanation_text": "育児のため離職していました。",
    }
    finish_step(
        accepted.case.id, "papers.explanation_reasons", by=accepted.by("office"), facts=facts
    )

    assert before == {
        "papers.explanation": State.WAITING,
        "papers.explanation_reasons": State.OPEN,
    }
    assert numbers(accepted.make()) == [("papers.explanation", "EXP-26-0001", False)]
    assert states(accepted)["papers.explanation"] is State.OPEN  # until it is signed


def test_paper_made_anew_has_a_number_of_its_own(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["host_outline"], by=accepted.by("office"))
    accepted.make()

    service.make_anew(
        accepted.case.id, "papers.host_outline", reason="Three months", by=accepted.by("office")
    )
    documents = accepted.make()

    assert numbers(documents) == [
        ("papers.host_outline", "OUT-26-0002", False),
        ("papers.host_outline", "OUT-26-0001", True),
    ]
    assert documents[0].replaces is documents[1]
    assert states(accepted) == {"papers.host_outline": State.DONE}


def test_paper_not_signed_yet_is_made_anew_too(accepted: SimpleNamespace) -> None:
    accepted.make()

    service.make_anew(
        accepted.case.id, "acceptance.certificate", reason="Older", by=accepted.by("office")
    )

    made = [d for d in accepted.make() if d.name == "acceptance_certificate"]
    assert [(d.number, d.stale) for d in made] == [
        ("ACC-26-0002", False),
        ("ACC-26-0001", True),
    ]


def test_nothing_is_made_anew_that_was_never_made(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["host_outline"], by=accepted.by("office"))

    with pytest.raises(service.NothingToReplace):
        service.make_anew(
            accepted.case.id, "papers.host_outline", reason="", by=accepted.by("office")
        )


def test_wish_is_taken_back_while_there_is_no_number(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["explanation", "host_outline"], by=accepted.by("office"))

    service.withdraw(accepted.case.id, "explanation", by=accepted.by("office"))

    assert numbers(accepted.make()) == [("papers.host_outline", "OUT-26-0001", False)]
    assert states(accepted) == {"papers.host_outline": State.DONE}


def test_paper_with_a_number_stays(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["host_outline"], by=accepted.by("office"))
    accepted.make()

    with pytest.raises(service.MadeAlready):
        service.withdraw(accepted.case.id, "host_outline", by=accepted.by("office"))
