"""What a reader refuses, its schema refuses too, at the same place."""

import re

import pytest

from onboarding.cases.registry import registry
from onboarding.engine.errors import Fault
from onboarding.engine.loader import Loader
from tests.schemas.reading import faults

B = "{en: A, ja: あ}"
STEP = f"id: w\nversion: 1\ntitle: {B}\nsteps:\n  - {{id: a, kind: task, role: office, title: {B}"
VISA = "workflows.0.visa"
PAID = "position.relation"
SAID = "from: A, checked: 2026-11"
FIELD = f"g:\n  f: {{label: {B}, type: "
PROGRAMME = f"id: p\ntitle: {B}\n"
DOCUMENT = f"title: {B}\nlanguages: both\nprefix: X\nuses: [stay.days]\n"
IN_STEP = [
    (f"{STEP}, dew: 1}}", "steps.0", "unknown_key"),
    (f"{STEP}, help: {{en: A}}}}", "steps.0.help", "language_missing"),
    (f"{STEP}, help: {{en: A, ja: ' '}}}}", "steps.0.help.ja", "language_missing"),
    (f"{STEP}, help: {{en: A, ja: あ, fr: A}}}}", "steps.0.help", "unknown_key"),
    (f"{STEP}, help: Text}}", "steps.0.help", "not_a_mapping"),
    (f"{STEP}, bring: [Passport]}}", "steps.0.bring", "not_a_mapping"),
    (f"{STEP}, due: soon}}", "steps.0.due", "not_a_due_date"),
    (f"{STEP}, due: 3 moons before stay.starts_on}}", "steps.0.due", "not_a_due_date"),
    (f"{STEP}, due: 10 days stay.starts_on}}", "steps.0.due", "not_a_due_date"),
    (f"{STEP}, due: on the day}}", "steps.0.due", "not_a_due_date"),
    (f"{STEP}, remind: [3 months before]}}", "steps.0.remind", "not_a_reminder"),
    (f"{STEP}, remind: [tomorrow]}}", "steps.0.remind", "not_a_reminder"),
    (f"{STEP}, remind: [3 days before -> ]}}", "steps.0.remind", "not_a_reminder"),
    (f"{STEP}, due: on 2027-4-1}}", "steps.0.due", "not_a_due_date"),
    (f"{STEP}, opens: [after]}}", "steps.0.opens.0", "not_an_opening"),
    (f"{STEP}, opens: after one or two}}", "steps.0.opens", "not_an_opening"),
    (f"{STEP}, opens: soon}}", "steps.0.opens", "not_an_opening"),
    (f"{STEP}, escalate: 5 days after}}", "steps.0.escalate", "not_an_escalation"),
    (f"{STEP}, escalate: 5 days before -> head}}", "steps.0.escalate", "not_an_escalation"),
    (f"{STEP}, escalate: on the day -> head}}", "steps.0.escalate", "not_an_escalation"),
    (f"{STEP}, escalate: 0 days after -> head}}", "steps.0.escalate", "not_an_escalation"),
    (f"{STEP}, deputy: [head]}}", "steps.0.deputy", "not_a_text"),
    (f"{STEP}, redo_when_changed: }}", "steps.0.redo_when_changed", "not_a_text"),
    (f"{STEP}, legal: perhaps}}", "steps.0.legal", "not_yes_or_no"),
    (f"{STEP}, asks: [stay.theme optional]}}", "steps.0.asks", "not_one_of"),
    (f"{STEP}, asks: [{{a: b}}]}}", "steps.0.asks", "not_a_text"),
    (f"{STEP}, asks: }}", "steps.0.asks", "not_a_text"),
    (f"{STEP}, outcomes: {{yes: {B}}}}}", "steps.0.outcomes", "key_not_for_kind"),
    (f"{STEP}, document: invitation}}", "steps.0.document", "unknown_key"),
    (f"{STEP}, source: {{from: A}}}}", "steps.0.source", "missing_key"),
    (f"{STEP}, source: {{{SAID}, verified: 1}}}}", "steps.0.source.verified", "not_yes_or_no"),
]  # fmt: skip
HEAD = f"id: w\nversion: 1\ntitle: {B}\n"
STEPLESS = f"{HEAD}steps: []\n"
IN_WORKFLOW = [
    (f"{STEPLESS}owner: me", "", "unknown_key"),
    (f"{HEAD}", "", "missing_key"),
    (f"id: w\nversion: 0\ntitle: {B}\nsteps: []", "version", "not_a_number"),
    (f"id: w\nversion: one\ntitle: {B}\nsteps: []", "version", "not_a_number"),
    (f'id: w\nversion: "1"\ntitle: {B}\nsteps: []', "version", "not_a_number"),
    (f"id: W\nversion: 1\ntitle: {B}\nsteps: []", "id", "not_an_id"),
    (f"id: class\nversion: 1\ntitle: {B}\nsteps: []", "id", "not_an_id"),
    (f"{STEPLESS}parameters: {{Lead: 1}}", "parameters", "not_an_id"),
    (f"{STEPLESS}parameters: {{lead: [1]}}", "parameters.lead", "not_a_text"),
    (f"{STEPLESS}parameters: 1", "parameters", "not_a_mapping"),
    (f"id: w\nversion: 1\ntitle: {B}\nsteps: [a]", "steps", "not_a_mapping"),
    ("- id: w", "", "not_a_mapping"),
]  # fmt: skip
OF_KIND = [
    ("{id: a, kind: task, clock: x, legal: true}", "legal", "key_beside_clock"),
    ("{id: a, kind: form, outcomes: {x: T}}", "outcomes", "key_not_for_kind"),
    ("{id: a, kind: document}", "", "missing_key"),
    ("{id: a, kind: document, document: invitation, asks: stay.theme}", "asks", "key_not_for_kind"),
    ("{id: a, kind: decision}", "", "missing_key"),
    ("{id: a, kind: decision, outcomes: {x: T}, rubric: default}", "rubric", "unknown_key"),
    ("{id: a, kind: outcome, outcomes: {x: T}, about: b}", "about", "unknown_key"),
    ("{id: a, kind: outcome, outcomes: {x: THEN halt}}", "outcomes.x.then", "not_one_of"),
    ("{id: a, kind: outcome, outcomes: {x: THEN back}}", "outcomes.x.then", "not_one_of"),
    ("{id: a, kind: outcome, outcomes: {x: THEN on}}", "outcomes.x.then", "not_one_of"),
    ("{id: a, kind: outcome, outcomes: {x: {en: A, ja: あ, redo: a}}}", "", "redo_without_back"),
    ("{id: a, kind: outcome, outcomes: {x: {then: on to a or b}}}", "", "not_one_of"),
    ("{id: a, kind: approval, outcomes: {x: T}}", "", "missing_key"),
    ("{id: a, kind: approval, route: {need: 1}, outcomes: {x: T}}", "route", "missing_key"),
    ("{id: a, kind: approval, route: {of: a, need: 0}, outcomes: {x: T}}", "", "not_a_number"),
    ("{id: a, kind: approval, route: {of: a, who: b}, outcomes: {x: T}}", "route", "unknown_key"),
    ("{id: a, kind: form, route: [head]}", "route", "unknown_key"),
    ("{id: a, kind: allocation}", "", "missing_key"),
    ("{id: a, kind: evaluation}", "", "missing_key"),
    ("{id: a, kind: chore}", "kind", "not_one_of"),
]  # fmt: skip
IN_FIELDS = [
    (f"{FIELD}number}}", "g.f.type", "not_one_of"),
    (f"{FIELD}text, privacy: secret}}", "g.f.privacy", "not_one_of"),
    (f"{FIELD}text, limits: {{length: long}}}}", "g.f.limits.length", "not_a_number"),
    (f"{FIELD}text, limits: {{width: 1}}}}", "g.f.limits", "unknown_key"),
    (f"{FIELD}date, limits: {{max: tomorrow}}}}", "g.f.limits.max", "not_a_date"),
    (f"{FIELD}integer, limits: {{min: today}}}}", "g.f.limits.min", "not_a_number"),
    (f"{FIELD}choice, options: {{a: A}}}}", "g.f.options.a", "not_a_mapping"),
    (f"{FIELD}text, rules: [{{that: g.f}}]}}", "g.f.rules", "missing_key"),
    (f"{FIELD}text, optional: 1}}", "g.f.optional", "not_yes_or_no"),
    (f"{FIELD}text, at_opening: maybe}}", "g.f.at_opening", "not_one_of"),
    (f"{FIELD}text, colour: red}}", "g.f", "unknown_key"),
    (f"g:\n  F: {{label: {B}, type: text}}", "g", "not_an_id"),
    ("g:\n  f: {type: text}", "g.f", "missing_key"),
    ("g: text", "g", "not_a_mapping"),
]
ELSEWHERE = [
    ("programme", f"{PROGRAMME}umbrella: 1", "umbrella", "not_yes_or_no"),
    ("programme", f"{PROGRAMME}workflows: [{{visa: 3}}]", "workflows", "not_a_mapping"),
    ("programme", f"{PROGRAMME}workflows: [{{a: {{}}, b: {{}}}}]", "workflows", "unknown_key"),
    ("programme", f"{PROGRAMME}overrides: {{a: {{dew: 1}}}}", "overrides.a", "unknown_key"),
    ("programme", f"{PROGRAMME}overrides: {{a: {{due: soon}}}}", "overrides.a", "not_a_due_date"),
    ("programme", f"{PROGRAMME}overrides: {{a: {{asks: b}}}}", "overrides.a", "not_a_mapping"),
    ("programme", f"{PROGRAMME}facts: [a]", "facts", "not_a_mapping"),
    ("programme", f"{PROGRAMME}colour: red", "", "unknown_key"),
    ("programme", "id: p", "", "missing_key"),
    ("roles", "office: {en: A, ja: あ}", "office", "missing_key"),
    ("roles", "office: {en: A, held: case}", "office", "language_missing"),
    ("roles", "office: {en: A, ja: あ, held: often}", "office.held", "not_one_of"),
    ("roles", "Office: {en: A, ja: あ, held: case}", "", "not_an_id"),
    ("document", f"{DOCUMENT}languages: fr", "languages", "not_one_of"),
    ("document", f"{DOCUMENT}sealed: red", "sealed", "not_yes_or_no"),
    ("document", f"title: {B}\nlanguages: both\nprefix: X", "", "missing_key"),
    ("document", f"{DOCUMENT}colour: red", "", "unknown_key"),
]  # fmt: skip


def as_workflow(step: str) -> str:
    """Return a workflow with this one step, `T` standing for a text in both languages."""
    whole = re.sub(r"THEN (\w+)", r"{en: A, ja: あ, then: \1}", step)
    whole = whole.replace("{id: a", "{id: a, role: office, title: T").replace(": T", f": {B}")
    return f"{HEAD}steps:\n  - {whole}"


def read(name: str, text: str) -> list[Fault]:
    """Return the faults the reader of a kind of file notes."""
    loader = Loader(registry)
    more = ("invitation",) if name == "document" else ()
    readers = {"workflow": loader.workflow, "fields": loader.fields, "roles": loader.roles}
    readers |= {"programme": loader.programme, "document": loader.document}
    readers[name](text, "f.yaml", *more)
    return loader.faults


@pytest.mark.parametrize(
    ("name", "text", "at", "reason"),
    [
        *(("workflow", *case) for case in IN_STEP + IN_WORKFLOW),
        *(
            ("workflow", as_workflow(step), ".".join(filter(None, ("steps.0", at))), reason)
            for step, at, reason in OF_KIND
        ),
        *(("fields", *case) for case in IN_FIELDS),
        *ELSEWHERE,
    ],
)
def test_schema_refuses_what_the_reader_refuses(name: str, text: str, at: str, reason: str) -> None:
    noted = {fault.reason for fault in read(name, text)}

    assert reason in noted
    for known in (True, False):
        found = faults(name, text, known=known)
        assert found, text
        assert any(path == at or path.startswith(f"{at}.") or at.startswith(path) for path in found)


@pytest.mark.parametrize(
    ("name", "text", "at"),
    [
        ("workflow", f"{STEP}, asks: [stay.theem]}}", "steps.0.asks.0"),
        ("workflow", f"{STEP}, asks: [stay.days]}}", "steps.0.asks.0"),
        ("workflow", f"{STEP}, each: stay.days}}", "steps.0.each"),
        ("workflow", f"{STEP.replace('office', 'offices')}}}", "steps.0.role"),
        ("workflow", f"{STEP}, needs: [no such step]}}", "steps.0.needs.0"),
        ("programme", f"{PROGRAMME}workflows: [visum]", "workflows.0"),
        ("programme", f"{PROGRAMME}workflows: [{{visa: {{coe_leed: 3}}}}]", VISA),
        ("programme", f"{PROGRAMME}workflows: [{{visa: {{coe_lead: A}}}}]", f"{VISA}.coe_lead"),
        ("programme", f"{PROGRAMME}facts: {{{PAID}: friend}}", f"facts.{PAID}"),
        ("programme", f"{PROGRAMME}facts: {{stay.days: 3}}", "facts"),
        ("programme", f"{PROGRAMME}tags: [expert_j]", "tags.0"),
        ("fields", f"{FIELD}text, readers: [boss]}}", "g.f.readers.0"),
        ("document", f"{DOCUMENT}optional: [stay.dayz]", "optional.0"),
    ],
)  # fmt: skip
def test_schema_with_names_refuses_names_there_are_not(name: str, text: str, at: str) -> None:
    assert faults(name, text) == [at]
    assert faults(name, text, known=False) in ([], [at])
