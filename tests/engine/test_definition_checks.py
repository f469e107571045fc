"""Seeded faults in dictionary, programmes, documents and heads of workflows, marked by ‸."""

import pytest

from onboarding.engine.errors import Fault, Place
from tests.engine.building import Files, filled_fields, read
from tests.engine.seeding import LETTER, PROGRAMME, WORKFLOW, B, place_of, summary


def faults_of_fields(fields: str) -> tuple[list[Place], list[Fault]]:
    text, marked = place_of(fields.replace("{L,", f"{{label: {B},"), "fields.yaml")
    return marked, read(Files(fields=text))[1]


@pytest.mark.parametrize(
    ("fields", "code", "reason"),
    [
        ("a:\n  b: {L, type: ‸number}", "E101", "not_one_of"),
        (
            "a:\n  b: {L, type: text, limits: {size: ‸3}}",
            "E101",
            "unknown_key",
        ),
        (
            "a:\n  b: {L, type: text, limits: {length: ‸x}}",
            "E101",
            "not_a_number",
        ),
        (
            "a:\n  b: {L, type: date, limits: {max: ‸soon}}",
            "E101",
            "not_a_date",
        ),
        (
            "a:\n  b: {L, type: money, limits: {max: ‸today}}",
            "E101",
            "not_a_number",
        ),
        ("a:\n  b: ‸{L, type: list}", "E101", "missing_key"),
        ("a:\n  b: ‸{L, type: choice}", "E101", "missing_key"),
        ("a:\n  b-c: ‸{L, type: text}", "E101", "not_an_id"),
        ("A:\n  b: ‸{L, type: text}", "E101", "not_an_id"),
        ("a:\n  b: {label: ‸{en: A}, type: text}", "E102", "language_missing"),
        (
            "a:\n  b: {L, type: text, readers: [‸clerk]}",
            "E103",
            "unknown_role",
        ),
        ("a:\n  b: {L, type: list, item: ‸c}", "E103", "unknown_field"),
        (
            "a:\n  b: {L, type: text, when: a.b == ‸a.c}",
            "E103",
            "unknown_name",
        ),
        (
            "a:\n  b: {L, type: integer, formula: 1 + ‸a.c}",
            "E103",
            "unknown_name",
        ),
        (
            "a:\n  b: {L, type: text}\n  ‸b: {L, type: text}",
            "E104",
            "key_twice",
        ),
        ("case:\n  stopped: ‸{L, type: yes_no}", "E104", "id_twice"),
        (
            "a:\n  b: {L, type: list, item: d}\n  c: {L, type: list, item: ‸d}\n"
            "d:\n  e: {L, type: text}",
            "E104",
            "id_twice",
        ),
        ("a:\n  b: {L, type: list, item: ‸a}", "E105", "lists_in_a_circle"),
        (
            "a:\n  b: {L, type: integer, formula: ‸a.b + 1}",
            "E105",
            "formulas_in_a_circle",
        ),
        (
            "a:\n  b: {L, type: money, formula: ‸a.c + 1}\n  c: {L, type: money, formula: a.b + 1}",
            "E105",
            "formulas_in_a_circle",
        ),
        (
            "a:\n  b: {L, type: text, formula: ‸1 + 2}",
            "E111",
            "formula_of_other_type",
        ),
        (
            "a:\n  b: {L, type: integer, formula: ‸a.c + 2}\n  c: {L, type: text}",
            "E111",
            "cannot_calculate",
        ),
        (
            "a:\n  b: {L, type: integer, rules: [{that: ‸a.b, say: {en: A, ja: あ}}]}",
            "E111",
            "not_yes_or_no",
        ),
    ],
)
def test_a_fault_in_the_dictionary_is_found_at_its_place(
    fields: str, code: str, reason: str
) -> None:
    marked, faults = faults_of_fields(fields)

    assert summary(faults) == [(marked[0], code, reason)]


def test_a_field_defined_in_two_places_is_a_fault() -> None:
    marked, faults = faults_of_fields("a:\n  b: {L, type: text}\n‸a:\n  c: {L, type: text}")

    assert summary(faults) == [(marked[0], "E104", "key_twice")]


def test_rules_of_items_may_use_the_item() -> None:
    fields = """
a: {list: {type: list, item: b}, day: {type: date}}
b: {day: {type: date, when: b.day > a.day, rules: [{that: b.day > a.day}]}}
"""

    assert read(Files(fields=filled_fields(fields)))[1] == []


@pytest.mark.parametrize(
    ("more", "code", "reason"),
    [
        ("tags: [‸w]", "E103", "unknown_programme"),
        ("facts: {person.shoe: ‸1}", "E103", "unknown_field"),
        ("facts: {stay.days: ‸1}", "E103", "computed_field_asked"),
        ("facts: {member.comes: ‸true}", "E103", "only_of_items"),
        ("facts: {person.level: ‸middle}", "E103", "unknown_option"),
        ("facts: {stay.starts_on: ‸April}", "E101", "not_a_date"),
        ("facts: {stay.starts_on: ‸2027}", "E101", "not_a_date"),
        ("facts: {person.pay: ‸much}", "E101", "not_a_number"),
        ("facts: {person.paid: ‸1}", "E101", "not_yes_or_no"),
        ("facts: {family.members: ‸m1}", "E101", "not_a_list"),
        ("facts: {person.name: ‸[m1]}", "E101", "not_a_text"),
        ("aliases: [P, ‸P]", "E104", "id_twice"),
        ("rules: [{that: ‸person.pay, say: {en: A, ja: あ}}]", "E111", "not_yes_or_no"),
        ("rules: [{that: person.pay > ‸stay.dayz, say: {en: A, ja: あ}}]", "E103", "unknown_name"),
    ],
)
def test_a_fault_in_a_programme_is_found_at_its_place(more: str, code: str, reason: str) -> None:
    text, marked = place_of(PROGRAMME + more, "programme.yaml")

    faults = read(Files([WORKFLOW], [text]))[1]

    assert summary(faults) == [(marked[0], code, reason)]


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        (f"id: p\ntitle: {B}\nworkflows: [w, ‸x]", "E103", "unknown_workflow"),
        (f"id: p\ntitle: {B}\nworkflows: [w, ‸w]", "E104", "id_twice"),
        (f"id: p\ntitle: {B}\nworkflows: [{{w: {{led: ‸3}}}}]", "E103", "unknown_name"),
        (f"id: p\ntitle: {B}\nworkflows: [{{w: {{lead: ‸soon}}}}]", "E101", "not_a_number"),
        (f"id: p\ntitle: {B}\nworkflows: [{{w: {{word: ‸3}}}}]", "E101", "not_a_text"),
        (f"id: p\ntitle: {B}\nworkflows: [{{w: {{lead: 3}}, x: ‸{{}}}}]", "E101", "unknown_key"),
        (f"‸id: p\ntitle: {B}", "E101", "missing_key"),
        (f"id: p\ntitle: {B}\numbrella: yes\nworkflows: [‸w]", "E101", "unknown_key"),
        (f"id: p\ntitle: {B}\nworkflows: [‸{{}}]", "E103", "unknown_workflow"),
    ],
)
def test_a_fault_in_the_choice_of_workflows_is_found_at_its_place(
    text: str, code: str, reason: str
) -> None:
    text, marked = place_of(text, "programme.yaml")

    assert summary(read(Files([WORKFLOW], [text]))[1]) == [(marked[0], code, reason)]


def test_an_umbrella_may_be_a_tag_and_days_may_be_facts() -> None:
    umbrella = f"id: u\ntitle: {B}\numbrella: yes\n"
    facts = "{stay.starts_on: 2027-04-01, person.level: low, family.members: [], person.pay: 3}"
    programme = f"{PROGRAMME}tags: [u]\nfacts: {facts}\nworkflows: [{{w: {{lead: 5, word: x}}}}]"
    programme = programme.replace("workflows: [w]\n", "")

    assert read(Files([WORKFLOW], [umbrella, programme]))[1] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (WORKFLOW.replace("version: 1", "version: ‸0"), "not_a_number"),
        (WORKFLOW.replace("lead: 3", "lead: ‸[3]"), "not_a_text"),
        (WORKFLOW.replace("{lead: 3,", "{Lead: ‸3,"), "not_an_id"),
        (WORKFLOW.replace("id: w", "id: ‸W"), "not_an_id"),
        (WORKFLOW.replace("version: 1", "version: 1\napplies: ‸stay.dayz > 1"), "unknown_name"),
        (WORKFLOW.replace("version: 1", "version: 1\napplies: ‸member.comes"), "only_of_items"),
    ],
)
def test_a_fault_at_the_head_of_a_workflow_is_found_at_its_place(text: str, reason: str) -> None:
    text, marked = place_of(text, "workflow.yaml")

    faults = [fault for fault in read(Files([text]))[1] if fault.place.file == "workflow.yaml"]

    assert [(fault.place, fault.reason) for fault in faults] == [(marked[0], reason)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LETTER.replace("person.name", "person.name, ‸person.shoe"), "unknown_field"),
        (LETTER + "optional: [‸person.shoe]", "unknown_field"),
        (LETTER + "readers: [guest, ‸clerk]", "unknown_role"),
        (LETTER.replace("languages: en", "languages: ‸de"), "not_one_of"),
    ],
)
def test_a_fault_in_a_document_is_found_at_its_place(text: str, reason: str) -> None:
    text, marked = place_of(text, "letter.yaml")

    faults = read(Files(documents={"letter": text}))[1]

    assert [(fault.place, fault.reason) for fault in faults] == [(marked[0], reason)]


@pytest.mark.parametrize(
    ("rules", "code", "reason"),
    [
        ("rules:\n  - {that: ‸w.nothing == 1, say: {en: A, ja: あ}}", "E103", "unknown_name"),
        ("rules:\n  - {that: ‸person.name, say: {en: A, ja: あ}}", "E111", "not_yes_or_no"),
        ("rules:\n  - {that: person.paid, say: ‸{en: A}}", "E102", "language_missing"),
        ("rule: ‸[]", "E101", "unknown_key"),
    ],
)
def test_fault_in_what_must_hold_before_a_promise(rules: str, code: str, reason: str) -> None:
    text, marked = place_of(rules, "promises.yaml")

    faults = read(Files([WORKFLOW], [PROGRAMME], promises=text))[1]

    assert [(f.place, f.code, f.reason) for f in faults][-1:] == [(marked[0], code, reason)]
