"""E114: nothing that promises can be done before what must hold, whatever happened before."""

from typing import Any

import pytest
import yaml

from onboarding.config import assets
from onboarding.engine.loader import Loader
from onboarding.proving import prove
from tests.cases.playing import programmes, shipped
from tests.engine.building import dump
from tests.proving.building import Seeded, seeded
from tests.proving.shipped_faults import of_programme

RULE = 'w.verdict in ("clear", "conditional")'
VERDICT = """
- {id: precheck, kind: form, role: host, asks: [person.paid]}
- {id: verdict, kind: decision, role: office, needs: [precheck],
   outcomes: {clear: {}, conditional: {}, unclear: {then: back to precheck}, refused: {then: stop}}}
"""
LETTER = {"letter": "uses: [person.name]\npromises: ‸true".replace("‸", "")}


def found(steps: str, *, rule: str = RULE, **more: object) -> Seeded:
    return seeded(f"{VERDICT}{steps}", before=rule, documents=LETTER, **more)  # type: ignore[arg-type]


EARLY = {
    "a promise beside the verdict": """
- {id: offer, kind: task, role: office, needs: [precheck], promises: ‸true}
""",
    "an outcome that says yes": """
- {id: council, kind: decision, role: hr, needs: [precheck],
   outcomes: {granted: ‸{promises: true}, declined: {then: stop}}}
""",
    "a paper that promises": """
- {id: letter, kind: document, document: ‸letter, role: office, needs: [precheck]}
""",
    "an approval that promises": """
- {id: council, kind: approval, route: [hr, office], needs: [precheck], promises: ‸true,
   outcomes: {granted: {}, declined: {then: stop}}}
""",
}
TAKEN_BACK = {
    "the verdict only by way of another step": """
- {id: check, kind: task, role: hr, needs: [verdict]}
- {id: offer, kind: task, role: office, needs: [check], promises: ‸true}
""",
    "a paper two steps after the verdict": """
- {id: check, kind: task, role: hr, needs: [verdict]}
- {id: sign, kind: task, role: hr, needs: [check]}
- {id: letter, kind: document, document: ‸letter, role: office, needs: [sign]}
""",
}
FINE = {
    "what needs the verdict itself": """
- {id: offer, kind: task, role: office, needs: [verdict], promises: true}
- {id: letter, kind: document, document: letter, role: office, needs: [offer, verdict]}
""",
    "what opens once the verdict allows it": """
- {id: check, kind: task, role: hr}
- {id: offer, kind: task, role: office, needs: [check], promises: true,
   opens: 'once w.verdict == "clear" or w.verdict == "conditional"'}
""",
    "what applies only after a verdict that allows it": """
- {id: check, kind: task, role: hr, needs: [verdict]}
- {id: offer, kind: task, role: office, needs: [check], promises: true,
   when: w.verdict == "clear"}
""",
    "a step before the verdict that promises nothing": """
- {id: talk, kind: task, role: host, needs: [precheck]}
- {id: offer, kind: task, role: office, needs: [verdict, talk], promises: true}
""",
    "an approval that needs the verdict": """
- {id: council, kind: approval, route: [hr, {of: [office, host], need: 1}], needs: [verdict],
   outcomes: {granted: {promises: true}, declined: {then: stop}}}
""",
}


@pytest.mark.parametrize("name", EARLY)
def test_promise_before_the_verdict_is_found(name: str) -> None:
    seen = found(EARLY[name])

    faults = [(f.place, f.reason) for f in seen.only("E114")]
    assert {reason for _place, reason in faults} == {"promised_too_early"}
    assert {place for place, _reason in faults} == set(seen.marks)


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_promise_after_the_verdict_was_taken_back_is_found(name: str) -> None:
    seen = found(TAKEN_BACK[name])

    assert [(f.place, f.reason) for f in seen.only("E114")] == [
        (place, "promised_once_taken_back") for place in seen.marks
    ]


@pytest.mark.parametrize("name", FINE)
def test_promise_that_waits_for_the_verdict_passes(name: str) -> None:
    assert [fault for fault in found(FINE[name]).faults if fault.code == "E114"] == []


def test_verdict_that_may_be_left_out_is_shown_with_answers() -> None:
    steps = VERDICT.replace("needs: [precheck],", "needs: [precheck], when: stay.days > 90,")
    offer = "- {id: offer, kind: task, role: office, needs: [verdict], promises: ‸true}"

    seen = seeded(steps + offer, before=RULE)

    (fault,) = seen.only("E114")
    assert (fault.place, fault.reason, fault.about) == (
        seen.marks[0],
        "promised_too_early",
        ("w.offer", RULE),
    )
    assert fault.answers is not None
    assert dict(fault.answers)["stay.days"] <= 90


def test_outcome_the_rule_does_not_name_is_no_yes() -> None:
    offer = "- {id: offer, kind: task, role: office, needs: [verdict], promises: true}"

    (fault,) = found(offer, rule='w.verdict == "clear"').only("E114")

    assert fault.answers == (("w.verdict", "conditional"),)


def test_programme_without_the_verdict_is_named() -> None:
    first = VERDICT + "- {id: offer, kind: task, role: office, needs: [verdict], promises: true}"
    second = "- {id: letter, kind: document, document: ‸letter, role: office, needs: [w.verdict]}"
    programme = "id: p\nworkflows: [w, w2]\n---\nid: q\nworkflows: [w2]\n"

    seen = seeded(first, second, programme=programme, documents=LETTER, before=RULE)

    assert [(f.place, f.programmes) for f in seen.only("E114")] == [(seen.marks[0], ("q",))]


def test_programme_that_leaves_the_verdict_out_is_named() -> None:
    programme = "id: p\nworkflows: [w]\noverrides: {w.verdict: {leave_out: true}}\n"
    offer = "- {id: offer, kind: task, role: office, needs: [verdict], promises: ‸true}"

    seen = found(offer, programme=programme)

    assert [f.place for f in seen.only("E114")] == seen.marks


def test_two_rules_are_each_proven() -> None:
    offer = "- {id: offer, kind: task, role: office, needs: [verdict], promises: true}"

    seen = seeded(VERDICT + offer, before=[RULE, "person.paid"])

    assert [f.about for f in seen.only("E114")] == [("w.offer", "person.paid")]


def shipped_with(old: str, new: str) -> list[tuple[str, str]]:
    """Return (step, reason) of the broken promises of the shipped workflows with a change."""
    text = (assets() / "workflows" / "acceptance" / "v1.yaml").read_text("utf-8")
    assert old in text
    whole = of_programme("own_funds")
    workflow = Loader(whole.registry).workflow(text.replace(old, new, 1), "acceptance/v1.yaml")
    assert workflow is not None
    whole.promising = shipped().catalogue.promising
    whole.workflows["acceptance"] = {1: workflow}
    return [(f.about[0], f.reason) for f in prove(whole) if f.code == "E114"]


NEEDS = "needs: [approval, export_verdict, export_licence]\n    title: {en: Acceptance certificate"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (NEEDS, NEEDS, []),
        (
            NEEDS,
            NEEDS.replace(", export_verdict, export_licence", ""),
            [("acceptance.certificate", "promised_once_taken_back")],
        ),
        (
            NEEDS,
            NEEDS.replace("approval, export_verdict, export_licence", "application"),
            [("acceptance.certificate", "promised_too_early")],
        ),
        (
            'export_verdict == "review"\n',
            'export_verdict == "review" and stay.days > 30\n',
            [("acceptance.approval", "promised_too_early")],
        ),
    ],
    ids=["as shipped", "by way of the council", "with the application", "short stays unreviewed"],
)
def test_change_to_the_shipped_acceptance_is_found(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    found = shipped_with(old, new)

    assert found[: len(expected) or None] == expected


ATTACKS: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "the department decides": (
        {"acceptance.export_verdict": {"role": "department"}},
        {("wrong_decider", "acceptance.export_verdict")},
    ),
    "the profile asks for the passport": (
        {
            "acceptance.profile": {"asks": {"add": ["passport.number"]}},
            "visa.passport": {"asks": {"drop": ["passport.number"]}},
        },
        {("promised_too_early", "acceptance.profile")},
    ),
    "the declaration asks for the family": (
        {
            "acceptance.declaration": {"asks": {"add": ["family.members"]}},
            "acceptance.household": {"asks": {"drop": ["family.members"]}},
        },
        {("promised_too_early", "acceptance.declaration")},
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_programme_that_tunes_its_way_around_the_verdict_is_found(name: str) -> None:
    overrides, expected = ATTACKS[name]
    whole = of_programme("own_funds")
    given = yaml.safe_load((assets() / "workflows/programmes/own_funds.yaml").read_text("utf-8"))
    loader = Loader(whole.registry)
    programme = loader.programme(dump(given | {"overrides": overrides}), "own_funds.yaml")
    assert programme is not None
    whole.promising = shipped().catalogue.promising
    whole.programmes["own_funds"] = programme

    found = {(f.reason, f.about[0]) for f in prove(whole) if f.code == "E114"}

    assert found == expected


@pytest.mark.parametrize("id", sorted(shipped().catalogue.documents))
def test_table_of_promises_says_of_every_paper_what_it_says_itself(id: str) -> None:
    promising = shipped().catalogue.promising

    assert promising.papers[id] == bool(shipped().catalogue.documents[id].promises)


def test_every_shipped_programme_marks_what_promises() -> None:
    catalogue = shipped().catalogue
    documents = {id for id, one in catalogue.documents.items() if one.promises}
    for id in programmes():
        steps = catalogue.blueprint(id, catalogue.versions_for(id)).by_key.values()
        marked = {step.key for step in steps if step.promises}
        marked |= {s.key for s in steps if s.options.get("document") in documents}
        marked |= {s.key for s in steps if any(one.promises for one in s.outcomes)}

        assert marked >= {"acceptance.approval", "acceptance.certificate", "acceptance.agreement"}


NATURE = """
by_nature: {of: [guest], asks: [person.car], keeps: [room], steps: [w.offer]}
papers:
- {papers: [letter], promise: true, because: {en: A, ja: あ}}
decided_by: {steps: {w.verdict: [office]}, never: [host]}
"""
FIRM = VERDICT.replace("role: office,", "role: office, not_by: [host],")
BY_NATURE = {
    "asking the person": (
        "‸- {id: about, kind: form, role: guest, needs: [precheck], asks: [person.car]}"
    ),
    "asking by a deputy": (
        "‸- {id: about, kind: form, role: hr, deputy: guest, needs: [precheck], asks: [person.car]}"
    ),
    "keeping a room": (
        "‸- {id: keep, kind: allocation, allocates: room, role: office, needs: [precheck]}"
    ),
    "a step that lost its mark": "‸- {id: offer, kind: task, role: office, needs: [precheck]}",
}
NO_PROMISE = {
    "asking the office": (
        "- {id: about, kind: form, role: office, needs: [precheck], asks: [person.car]}"
    ),
    "asking something else": (
        "- {id: about, kind: form, role: guest, needs: [precheck], asks: [person.level]}"
    ),
    "a step of another name": "- {id: offers, kind: task, role: office, needs: [precheck]}",
}


def natural(steps: str, **more: object) -> Seeded:
    own = {"documents": LETTER, "nature": NATURE, "before": RULE, **more}
    offer = "- {id: offer, kind: task, role: office, needs: [verdict]}"
    offer = "" if "id: offer," in steps else offer
    return seeded(f"{steps}\n{offer}", **own)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", BY_NATURE)
def test_what_promises_by_its_nature_needs_no_mark(name: str) -> None:
    seen = natural(FIRM + BY_NATURE[name].replace("‸- {", "- ‸{"))

    found = [(fault.place, fault.reason) for fault in seen.only("E114")]
    assert found == [(seen.marks[0], "promised_too_early")]


@pytest.mark.parametrize("name", NO_PROMISE)
def test_what_promises_nothing_by_its_nature_passes(name: str) -> None:
    assert natural(FIRM + NO_PROMISE[name]).only("E114") == []


@pytest.mark.parametrize(
    ("verdict", "programme", "expected"),
    [
        (FIRM, "", []),
        (VERDICT, "", [("may_decide_own_case", ("w.verdict", "host"))]),
        (
            FIRM.replace("role: office", "role: office, deputy: hr"),
            "",
            [("wrong_decider", ("w.verdict", "hr"))],
        ),
        (
            FIRM,
            "id: p\nworkflows: [w]\noverrides: {w.verdict: {role: guest}}\n",
            [("wrong_decider", ("w.verdict", "guest"))],
        ),
        (
            FIRM.replace("kind: decision, role: office", "kind: approval, route: [hr, office]"),
            "",
            [("wrong_decider", ("w.verdict_1_hr", "hr"))],
        ),
    ],
    ids=["as it should", "the host's own", "a deputy", "a programme", "a route"],
)
def test_who_may_not_decide_is_found(
    verdict: str, programme: str, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    seen = natural(verdict, programme=programme)

    assert sorted((f.reason, f.about) for f in seen.only("E114")) == expected


def test_programme_that_decides_nothing_needs_nobody_to() -> None:
    offer = "- {id: offer, kind: task, role: office, needs: [verdict]}"
    talk = "- {id: talk, kind: task, role: office}"
    both = "id: p\nworkflows: [w, w2]\n---\nid: q\nworkflows: [w2]\n"

    seen = seeded(FIRM + offer, talk, programme=both, before=RULE, documents=LETTER, nature=NATURE)

    assert seen.only("E114") == []


def test_paper_is_decided_as_it_says_itself() -> None:
    offer = "- {id: letter, kind: document, document: letter, role: office, needs: [verdict]}"
    papers = {
        "letter": "uses: [person.name]\npromises: false",
        "other": "uses: [person.name]",
        "card": "uses: [person.name]\npromises: false",
    }

    seen = natural(FIRM + offer, documents=papers)

    found = [(f.code, f.reason, f.about) for f in seen.faults if f.reason.startswith("paper_")]
    assert found == [
        ("E114", "paper_decided_otherwise", ("letter",)),
        ("W209", "paper_undecided", ("other",)),
    ]


def test_nothing_is_asked_of_promises_without_a_rule() -> None:
    assert seeded(VERDICT + EARLY["a promise beside the verdict"]).only("E114") == []
