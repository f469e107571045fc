"""From text to definition: every key of every file, and what is wrong with it, to the column."""

import pytest

from onboarding.engine.definition import (
    Ask,
    Branch,
    Chosen,
    DocumentType,
    Field,
    Need,
    Opening,
    Option,
    Outcome,
    Phrase,
    Programme,
    Role,
    Rule,
    Source,
    Step,
    Text,
    Workflow,
)
from onboarding.engine.due import DueRule, Escalation, Reminder
from onboarding.engine.errors import Place
from onboarding.engine.loader import Loader
from onboarding.engine.promising import Promising
from tests.engine.building import registry

BOTH = "{en: A, ja: あ}"
A = Text("A", "あ")


def at(line: int, col: int) -> Place:
    return Place("f.yaml", line, col)


def loader() -> Loader:
    return Loader(registry())


def test_a_field_with_everything() -> None:
    text = """
passport:
  number:
    label: {en: A, ja: あ}
    type: text
    help: {en: A, ja: あ}
    privacy: sensitive
    optional: yes
    limits: {length: 20, lines: 2}
    when: person.paid
    readers: [office]
    rules:
      - that: person.paid
        say: {en: A, ja: あ}
""".lstrip()
    read = loader()

    assert read.fields(text, "f.yaml") == [
        Field(
            id="passport.number",
            label=A,
            type="text",
            at=at(3, 5),
            help=A,
            privacy="sensitive",
            optional=True,
            limits={"length": 20, "lines": 2},
            asked_when=Phrase("person.paid", at(9, 11), "person.paid"),
            readers=("office",),
            rules=(Rule(Phrase("person.paid", at(12, 15), "person.paid"), A),),
            places={
                "label": at(3, 12),
                "type": at(4, 11),
                "help": at(5, 11),
                "privacy": at(6, 14),
                "optional": at(7, 15),
                "limits": at(8, 13),
                "when": at(9, 11),
                "readers": at(10, 14),
                "office": at(10, 15),
                "rules": at(12, 7),
            },
        )
    ]
    assert read.faults == []


def test_fields_of_every_shape() -> None:
    text = """
stay:
  days: {label: {en: A, ja: あ}, type: integer, formula: stay.nights + 1}
  level: {label: {en: A, ja: あ}, type: choice, options: {"1": {en: A, ja: あ}}}
  from: {label: {en: A, ja: あ}, type: date, limits: {min: 1920-01-01, max: today}}
  visits: {label: {en: A, ja: あ}, type: list, item: visit}
""".lstrip()
    read = loader()

    days, level, from_, visits = read.fields(text, "f.yaml")

    assert days.formula == Phrase("stay.nights + 1", at(2, 57), "stay.nights + 1")
    assert level.options == (Option("1", A),)
    assert from_.limits == {"min": "1920-01-01", "max": "today"}
    assert (visits.item, visits.privacy, visits.optional) == ("visit", "personal", False)
    assert [(f.place.line, f.reason) for f in read.faults] == [(4, "not_an_id")]


def test_roles() -> None:
    read = loader()

    assert read.roles("head: {en: A, ja: あ, held: department}", "f.yaml") == [
        Role("head", A, "department", at(1, 7))
    ]
    assert read.faults == []


def test_a_document() -> None:
    text = """
title: {en: A, ja: あ}
languages: both
prefix: INV
sealed: true
readers: [guest]
uses: [person.name, stay.days]
optional: [person.country]
asked_by: [clerk]
valid_months: 3
goes_to: mission
""".lstrip()
    read = loader()

    document = read.document(text, "f.yaml", "invitation")

    assert document == DocumentType(
        id="invitation",
        title=A,
        languages="both",
        uses=("person.name", "stay.days"),
        optional=("person.country",),
        readers=("guest",),
        prefix="INV",
        sealed=True,
        at=at(1, 1),
        places=document.places,
        asked_by=("clerk",),
        valid_months=3,
        goes_to=("mission",),
    )
    assert document.reads == {"person.name", "stay.days", "person.country"}
    assert document.places["stay.days"] == at(6, 21)
    assert read.faults == []


def test_a_programme() -> None:
    text = """
id: expert_j
title: {en: A, ja: あ}
short: {en: B, ja: い}
note: {en: A, ja: あ}
tags: [j_rise]
aliases: [EXPERT-J]
umbrella: no
facts: {person.paid: yes, person.pay: 3}
workflows:
  - visa
  - housing: {lead: 60}
rules:
  - that: person.paid
    say: {en: A, ja: あ}
source: {from: A page, checked: 2026-11}
""".lstrip()
    read = loader()

    programme = read.programme(text, "f.yaml")

    assert programme is not None
    assert programme == Programme(
        id="expert_j",
        title=A,
        note=A,
        tags=("j_rise",),
        aliases=("EXPERT-J",),
        umbrella=False,
        short=Text("B", "い"),
        facts={"person.paid": True, "person.pay": 3},
        workflows=(
            Chosen("visa", {}, at(10, 5)),
            Chosen("housing", {"lead": 60}, at(11, 5), {"lead": at(11, 21)}),
        ),
        rules=(Rule(Phrase("person.paid", at(13, 11), "person.paid"), A),),
        source=Source("A page", "2026-11", True),
        at=at(1, 1),
        places=programme.places,
    )
    assert read.faults == []


@pytest.mark.parametrize(("more", "label"), [("", A), ("short: {en: B, ja: い}", Text("B", "い"))])
def test_a_programme_is_called_by_its_short_name_where_it_has_one(more: str, label: Text) -> None:
    programme = loader().programme(f"id: p\ntitle: {{en: A, ja: あ}}\n{more}", "f.yaml")

    assert programme is not None
    assert programme.label == label


def test_a_workflow_with_a_step_that_has_everything() -> None:
    text = """
id: visa
version: 2
title: {en: A, ja: あ}
applies: stay.days > 90
parameters: {lead: 90}
source: {from: Law, checked: 2026-11}
steps:
  - id: result
    kind: decision
    role: office
    title: {en: A, ja: あ}
    help: {en: A, ja: あ}
    where: {en: A, ja: あ}
    bring: [{en: A, ja: あ}]
    about: filed
    needs: [filed, acceptance.agreement]
    each: family.members
    when: member.comes
    asks: [member.name, person.name (optional)]
    shows: [person.country]
    opens: [on stay.starts_on, after filed, once stay.days > 9]
    due: parameter.lead days before stay.starts_on
    legal: yes
    remind: [on the day, 2 days after -> office]
    escalate: 5 days after -> head
    deputy: host
    redo_when_changed: [person.pay]
    outcomes:
      issued: {en: A, ja: あ, asks: [person.pay], promises: true}
      refused: {en: A, ja: あ, then: stop}
      again: {en: A, ja: あ, then: back to filed or acceptance.agreement, redo: [passport]}
      more: {en: A, ja: あ, then: on to result}
    promises: true
""".lstrip()
    read = loader()

    workflow = read.workflow(text, "f.yaml")

    assert workflow is not None
    step = Step(
        id="result",
        workflow="visa",
        kind="decision",
        role="office",
        title=A,
        at=at(8, 5),
        help=A,
        where=A,
        bring=(A,),
        needs=(Need("visa.filed", at(16, 13)), Need("acceptance.agreement", at(16, 20))),
        when=Phrase("member.comes", at(18, 11), "member.comes"),
        each=Phrase("family.members", at(17, 11), "family.members"),
        asks=(
            Ask("member.name", False, at(19, 12)),
            Ask("person.name", True, at(19, 25)),
        ),
        shows=(Ask("person.country", False, at(20, 13)),),
        due=DueRule(
            "lead", "day", -1, "stay.starts_on", "parameter.lead days before stay.starts_on"
        ),
        opens=(
            Opening(at(21, 13), DueRule(0, "day", 1, "stay.starts_on", "on stay.starts_on")),
            Opening(at(21, 32), after="filed"),
            Opening(at(21, 45), once=Phrase("stay.days > 9", at(21, 50), "stay.days > 9")),
        ),
        remind=(Reminder(0, None, at(24, 14)), Reminder(2, "office", at(24, 26))),
        escalate=(Escalation(5, "head", at(25, 15)),),
        deputy="host",
        redo_when_changed=(Ask("person.pay", False, at(27, 25)),),
        legal=True,
        promises=True,
        outcomes=(
            Outcome(
                "issued",
                A,
                (Ask("person.pay", False, at(29, 37)),),
                "",
                (),
                at(29, 15),
                promises=True,
            ),
            Outcome("refused", A, (), "stop", (), at(30, 37)),
            Outcome(
                "again",
                A,
                (),
                "back",
                ("visa.filed", "acceptance.agreement"),
                at(31, 35),
                redo=(Need("visa.passport", at(31, 81)),),
            ),
            Outcome("more", A, (), "on", (), at(32, 34), on_to="visa.result"),
        ),
        branches=(Branch("visa.result", "more", at(32, 34)),),
        options={"about": "filed"},
        source=Source("Law", "2026-11", True),
        places=workflow.steps[0].places,
    )
    assert workflow.steps == (step,)
    assert workflow == Workflow(
        id="visa",
        version=2,
        title=A,
        applies=Phrase("stay.days > 90", at(4, 10), "stay.days > 90"),
        parameters={"lead": 90},
        steps=(step,),
        at=at(1, 1),
        places=workflow.places,
    )
    assert step.key == "visa.result"
    assert step.outcome("again") == step.outcomes[2]
    assert step.outcome("other") is None
    assert step.roles == {"office", "host"}
    assert [need.step for need in step.every_need()] == [
        *("visa.filed", "acceptance.agreement", "visa.filed", "visa.result")
    ]
    assert [ask.field for ask in step.every_ask()] == ["member.name", "person.name", "person.pay"]
    assert read.faults == []


def test_what_must_hold_before_a_promise_is_read() -> None:
    read = loader()
    text = """
rules:
  - that: w.a == "yes"
    say: {en: A, ja: あ}
source: {from: Law, checked: 2026-11}
""".lstrip()

    rules = read.promises(text, "f.yaml").rules

    assert rules == (Rule(Phrase('w.a == "yes"', at(2, 11), 'w.a == "yes"'), A),)
    assert read.promises("", "g.yaml") == Promising()
    assert [(fault.place.file, fault.reason) for fault in read.faults] == [("g.yaml", "empty_file")]


def test_a_step_may_name_its_own_source() -> None:
    text = """
id: visa
version: 1
title: {en: A, ja: あ}
steps:
  - {id: a, kind: task, role: office, title: {en: A, ja: あ}, source: {from: B, checked: 2026}}
""".lstrip()

    workflow = loader().workflow(text, "f.yaml")

    assert workflow is not None
    assert workflow.steps[0].source == Source("B", "2026", True)
    assert (workflow.applies, workflow.parameters) == (None, {})


@pytest.mark.parametrize("method", ["fields", "roles", "programme", "workflow"])
def test_what_is_no_yaml_is_one_fault(method: str) -> None:
    read = loader()

    assert not getattr(read, method)("a: [", "f.yaml")
    assert [(f.place, f.reason) for f in read.faults] == [(at(1, 5), "not_yaml")]


def test_a_document_that_is_no_yaml_is_one_fault() -> None:
    read = loader()

    document = read.document("", "f.yaml", "letter")

    assert (document.id, document.uses, document.at) == ("letter", (), at(1, 1))
    assert [(f.place, f.reason) for f in read.faults] == [(at(1, 1), "empty_file")]


def test_a_file_with_no_keys_lacks_all_of_them() -> None:
    read = loader()

    assert read.workflow("{}", "f.yaml") == Workflow("", 0, Text("", ""), None, {}, (), at(1, 1))
    assert [f.about for f in read.faults] == [("id",), ("version",), ("title",), ("steps",)]


def test_a_rule_needs_its_condition() -> None:
    text = "id: p\ntitle: {en: A, ja: あ}\nrules: [{say: {en: A, ja: あ}}]"
    read = loader()

    programme = read.programme(text, "f.yaml")

    assert programme is not None
    assert programme.rules == ()
    assert [(f.place, f.about) for f in read.faults] == [(at(3, 9), ("that",))]
