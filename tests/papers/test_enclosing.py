"""Cover lists name what is out for somebody outside, and follow it."""

from types import SimpleNamespace
from typing import Any

from onboarding.cases.papers import written
from onboarding.cases.queries import progress_of
from onboarding.cases.service import finish_step, record_facts
from onboarding.papers import service
from tests.conftest import TODAY

CERTIFICATE = "acceptance.certificate"


def named(accepted: SimpleNamespace) -> list[tuple[str, str]]:
    """Return (paper, number) of each line of the list for the immigration office."""
    facts: dict[str, Any] = progress_of(accepted.case, TODAY).facts
    items = facts.get("papers.bureau_set", ())
    return [(facts[f"filed.title@{item}"], facts[f"filed.number@{item}"]) for item in items]


def sign_certificate(accepted: SimpleNamespace) -> None:
    accepted.make()
    finish_step(accepted.case.id, CERTIFICATE, by=accepted.by("office"))


def test_list_names_the_application_and_what_was_handed_in(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["bureau_cover"], by=accepted.by("office"))

    assert named(accepted) == [
        ("在留資格認定証明書交付申請書", "―"),
        ("顔写真", "―"),
        ("旅券の顔写真ページの写し", "―"),
        ("履歴書", "―"),
        ("業績一覧", "―"),
    ]


def test_list_follows_a_paper_once_it_is_signed(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["bureau_cover"], by=accepted.by("office"))
    accepted.make()
    before = named(accepted)

    sign_certificate(accepted)
    made = [d for d in accepted.make() if d.name == "bureau_cover"]

    assert ("受入証明書", "ACC-26-0001") not in before
    assert named(accepted)[1] == ("受入証明書", "ACC-26-0001")
    assert [(d.number, d.stale) for d in made] == [("FIL-26-0002", False), ("FIL-26-0001", True)]


def test_list_made_anew_names_what_is_out_then(accepted: SimpleNamespace) -> None:
    sign_certificate(accepted)
    service.ask_for(accepted.case.id, ["bureau_cover", "host_outline"], by=accepted.by("office"))
    accepted.make()

    service.make_anew(
        accepted.case.id, "papers.bureau_cover", reason="Again", by=accepted.by("office")
    )
    accepted.make()

    assert [title for title, _number in named(accepted)][:3] == [
        "在留資格認定証明書交付申請書",
        "受入証明書",
        "受入機関概要",
    ]


def rows(accepted: SimpleNamespace, name: str, group: str, leaf: str) -> list[dict[str, Any]]:
    """Return the rows of a list as the template of a paper reads them."""
    progress = progress_of(accepted.case, TODAY)
    planned = progress.plan.find(f"papers.{name}")
    assert planned is not None
    found: list[dict[str, Any]] = written(accepted.case, progress, planned)[group][leaf]
    return found


def test_rows_stand_as_their_list_does_whatever_is_known_of_each(
    accepted: SimpleNamespace,
) -> None:
    sign_certificate(accepted)
    service.ask_for(accepted.case.id, ["bureau_cover"], by=accepted.by("office"))

    found = rows(accepted, "bureau_cover", "papers", "bureau_set")

    assert [row["title"] for row in found] == [title for title, _number in named(accepted)]
    assert "dated_on" not in found[0]
    assert "dated_on" in found[1]


def test_list_that_was_handed_in_stays_as_it_was(accepted: SimpleNamespace) -> None:
    service.ask_for(accepted.case.id, ["bureau_cover"], by=accepted.by("office"))
    before = named(accepted)
    record_facts(accepted.case.id, {"visa.coe_filed_on": TODAY}, by=accepted.by("office"))

    sign_certificate(accepted)

    assert named(accepted) == before


def test_list_for_the_embassy_names_the_certificate_of_eligibility(
    accepted: SimpleNamespace,
) -> None:
    sign_certificate(accepted)
    issued = {"visa.coe_number": "T 26-0000001", "visa.coe_issued_on": TODAY}
    record_facts(accepted.case.id, issued, by=accepted.by("office"))

    service.ask_for(accepted.case.id, ["mission_cover"], by=accepted.by("office"))
    facts: dict[str, Any] = progress_of(accepted.case, TODAY).facts

    items = facts["papers.mission_set"]
    assert [facts[f"enclosed.title@{item}"] for item in items] == [
        "在留資格認定証明書",
        "受入証明書",
    ]
