"""Seeded faults: each is found at its place, marked by ‸, and what is nearly one passes."""

import pytest

from onboarding.engine.errors import Fault, Place
from tests.engine.building import BOTH, Files, dump, read
from tests.engine.seeding import EACH, LETTER, PROGRAMME, STEP, WORKFLOW, B, place_of, summary


def faults_of_step(step: str) -> tuple[list[Place], list[Fault]]:
    """Check a workflow with one more step; return the marked places and the faults."""
    text, marked = place_of(f"{WORKFLOW}  - {step}\n", "workflow.yaml")
    files = Files([text], [PROGRAMME], documents={"letter": LETTER})
    return marked, read(files)[1]


def ending(then: str) -> str:
    """Return a step with one outcome, which leads somewhere."""
    step = f"id: c\n    kind: outcome\n    role: office\n    title: {B}\n"
    return f"{step}    outcomes: {{x: {{en: A, ja: あ, {then}}}}}"


def approval(route: str, outcomes: str = f"{{x: {B}}}") -> str:
    """Return an approval with a route."""
    head = f"id: c\n    kind: approval\n    title: {B}\n    "
    return f"{head}route: {route}\n    outcomes: {outcomes}"


STEP_FAULTS = [
    # E101: unknown key, wrong type, value out of range.
    (STEP + "wen: ‸person.paid", "E101", "unknown_key"),
    (STEP + "legal: ‸perhaps", "E101", "not_yes_or_no"),
    (STEP + "due: ‸soon", "E101", "not_a_due_date"),
    (STEP + "opens: ‸3 days", "E101", "not_an_opening"),
    (STEP + "remind: [1 day before, ‸1 month before]", "E101", "not_a_reminder"),
    (STEP + "asks: [‸person.name (maybe)]", "E101", "not_one_of"),
    (STEP + "document: ‸letter", "E101", "unknown_key"),
    (STEP + f"outcomes: ‸{{x: {B}}}", "E101", "key_not_for_kind"),
    (STEP + "due: ‸parameter.word days before stay.starts_on", "E101", "not_a_number"),
    (f"id: ‸c-1\n    kind: task\n    role: office\n    title: {B}", "E101", "not_an_id"),
    (f"id: ‸is\n    kind: task\n    role: office\n    title: {B}", "E101", "not_an_id"),
    (f"id: c\n    kind: ‸quiz\n    role: office\n    title: {B}", "E101", "not_one_of"),
    (f"‸id: c\n    kind: outcome\n    role: office\n    title: {B}", "E101", "missing_key"),
    (f"‸id: c\n    kind: document\n    role: office\n    title: {B}", "E101", "missing_key"),
    (f"‸id: c\n    kind: task\n    title: {B}", "E101", "missing_key"),
    (
        f"id: c\n    kind: document\n    document: letter\n    role: office\n    title: {B}\n"
        "    asks: ‸[person.name]",
        "E101",
        "key_not_for_kind",
    ),
    (
        f"id: c\n    kind: outcome\n    role: office\n    title: {B}\n"
        f"    outcomes: {{x: {{en: A, ja: あ, then: ‸again}}}}",
        "E101",
        "not_one_of",
    ),
    (STEP + "opens: [after person.name, ‸after]", "E101", "not_an_opening"),
    (STEP + "opens: ‸once", "E101", "not_an_opening"),
    (STEP + "opens: ‸after a b", "E101", "not_an_opening"),
    (STEP + "due: ‸on 2027-02-30", "E101", "not_a_due_date"),
    (STEP + "escalate: [1 day after -> office, ‸1 day after]", "E101", "not_an_escalation"),
    (ending("then: ‸back to a or"), "E101", "not_one_of"),
    (ending("then: ‸on to a or b"), "E101", "not_one_of"),
    (ending("then: ‸stop to a"), "E101", "not_one_of"),
    (ending("then: stop, redo: ‸[a]"), "E101", "redo_without_back"),
    (ending("then: ‸on to x.a"), "E101", "leads_elsewhere"),
    (approval("[{of: [office, host], seats: ‸2}]"), "E101", "seats_of_one_role"),
    (approval("[{of: host, seats: 2, need: ‸3}]"), "E101", "more_than_seats"),
    (approval("[{of: host, need: ‸0}]"), "E101", "not_a_number"),
    (approval("[{of: host, due: ‸soon}]"), "E101", "not_a_due_date"),
    (approval("[host, ‸{need: 1}]"), "E101", "missing_key"),
    (approval("[host]", "{x: {en: A, ja: あ, then: ‸back to a}}"), "E101", "yes_sends_back"),
    (
        f"‸id: c\n    kind: approval\n    title: {B}\n    outcomes: {{x: {B}}}",
        "E101",
        "missing_key",
    ),
    (STEP + "route: ‸[host]", "E101", "unknown_key"),
    (STEP + 'help: {en: "on {‸", ja: あ}'.replace("{‸", "‸{"), "E101", "brace_alone"),
    # E102: a text missing in one of the languages.
    ("id: c\n    kind: task\n    role: office\n    title: ‸{en: A}", "E102", "language_missing"),
    (STEP + "help: ‸{ja: あ}", "E102", "language_missing"),
    (STEP + "bring: [{en: A, ja: あ}, {en: ‸'', ja: あ}]", "E102", "language_missing"),
    (
        f"id: c\n    kind: outcome\n    role: office\n    title: {B}\n"
        "    outcomes: {x: ‸{en: A, then: stop}}",
        "E102",
        "language_missing",
    ),
    # E103: reference to something that does not exist.
    (f"id: c\n    kind: task\n    role: ‸clerk\n    title: {B}", "E103", "unknown_role"),
    (STEP + "remind: [1 day before, ‸1 day after -> clerk]", "E103", "unknown_role"),
    (STEP + "needs: [a, ‸d]", "E103", "unknown_step"),
    (STEP + "needs: ‸visa.a", "E103", "unknown_step"),
    (STEP + "asks: [person.name, ‸person.shoe]", "E103", "unknown_field"),
    (STEP + "asks: [‸stay.days]", "E103", "computed_field_asked"),
    (STEP + "shows: [‸person.shoe]", "E103", "unknown_field"),
    (STEP + "asks: [‸member.name]", "E103", "only_of_items"),
    (STEP + "shows: [‸member.name]", "E103", "only_of_items"),
    (STEP + "each: ‸person.name", "E103", "unknown_list"),
    (STEP + "each: ‸family.pets", "E103", "unknown_list"),
    (STEP + "due: ‸on stay.sunset_on", "E103", "unknown_name"),
    (STEP + "due: ‸on visit.starts_on", "E103", "only_of_items"),
    (STEP + "due: ‸parameter.led days before stay.starts_on", "E103", "unknown_name"),
    (STEP + "opens: ‸3 days after opening", "E103", "unknown_name"),
    (STEP + "when: person.paid and ‸person.shoe == 1", "E103", "unknown_name"),
    (STEP + 'when: "person.paid and ‸person.shoe == 1"', "E103", "unknown_name"),
    (STEP + "when: person.paid\n      and ‸person.shoe == 1", "E103", "unknown_name"),
    (STEP + "when: >-\n      person.paid\n      and ‸person.shoe == 1", "E103", "unknown_name"),
    (STEP + 'when: person.level == ‸"middle"', "E103", "unknown_option"),
    (STEP + 'when: w.b == ‸"good"', "E103", "unknown_option"),
    (STEP + "when: done(‸w.d)", "E103", "unknown_step"),
    (STEP + "when: ‸member.comes", "E103", "only_of_items"),
    (EACH + "when: ‸visit.days > 1", "E103", "only_of_items"),
    (
        f"id: c\n    kind: document\n    document: ‸lettre\n    role: office\n    title: {B}",
        "E103",
        "unknown_document",
    ),
    (
        f"id: c\n    kind: allocation\n    allocates: ‸desk\n    role: office\n    title: {B}",
        "E103",
        "unknown_option",
    ),
    (
        f"id: c\n    kind: decision\n    about: ‸d\n    role: office\n    title: {B}\n"
        f"    outcomes: {{x: {B}}}",
        "E103",
        "unknown_step",
    ),
    (
        f"id: c\n    kind: outcome\n    role: office\n    title: {B}\n"
        "    outcomes: {x: {en: A, ja: あ, then: ‸back to d}}",
        "E103",
        "unknown_step",
    ),
    (ending("then: ‸back to a or d"), "E103", "unknown_step"),
    (ending("then: back to a, redo: [b, ‸d]"), "E103", "unknown_step"),
    (ending("then: ‸on to d"), "E103", "unknown_step"),
    (
        ending("then: ‸on to d").replace("id: c", "id: c\n    each: family.members")
        + f"\n  - {{id: d, kind: task, role: office, title: {B}}}",
        "E103",
        "only_of_items",
    ),
    (STEP + "deputy: ‸clerk", "E103", "unknown_role"),
    (approval("[host, {of: [office, ‸clerk]}]"), "E103", "unknown_role"),
    (approval("[host, {of: office, deputy: ‸clerk}]"), "E103", "unknown_role"),
    (approval("[{of: host, due: ‸on stay.sunset_on}]"), "E103", "unknown_name"),
    (STEP + "escalate: ‸1 day after -> clerk", "E103", "unknown_role"),
    (STEP + "redo_when_changed: [person.name, ‸person.shoe]", "E103", "unknown_field"),
    (STEP + "not_by: [host, ‸clerk]", "E103", "unknown_role"),
    (STEP + "promises: ‸perhaps", "E101", "not_yes_or_no"),
    (STEP + "opens: ‸after d", "E103", "unknown_step"),
    (STEP + "opens: ‸after person.shoe", "E103", "unknown_step"),
    (STEP + "opens: ‸after member.name", "E103", "only_of_items"),
    (STEP + "opens: once person.paid and ‸person.shoe == 1", "E103", "unknown_name"),
    (STEP + "when: known(‸person.shoe)", "E103", "unknown_name"),
    (STEP + 'help: {en: "on {‸stay.sunset_on}", ja: あ}', "E103", "unknown_name"),
    (STEP + 'help: {en: A, ja: "{person.name}と{ ‸person.shoe }"}', "E103", "unknown_name"),
    (STEP + "help:\n      en: on {‸member.name}\n      ja: あ", "E103", "only_of_items"),
    (STEP + "bring: [{en: A, ja: あ}, {en: '{‸person.shoe}', ja: あ}]", "E103", "unknown_name"),
    (STEP + "where: {en: '{parameter.word} {‸parameter.wrd}', ja: あ}", "E103", "unknown_name"),
    (
        "id: c\n    kind: task\n    role: office\n    title: {en: '{‸stay.days}', ja: あ}",
        "E103",
        "only_parameters",
    ),
    # E104: an id used twice.
    (f"id: ‸a\n    kind: task\n    role: office\n    title: {B}", "E104", "id_twice"),
    (STEP + f"help: {B}\n    ‸help: {B}", "E104", "key_twice"),
    (
        f"id: c\n    kind: outcome\n    role: office\n    title: {B}\n"
        f"    outcomes: {{x: {B}, ‸x: {B}}}",
        "E104",
        "key_twice",
    ),
    # E105: steps that wait for each other.
    (STEP + "needs: [‸c]", "E105", "steps_wait_for_each_other"),
    (STEP + "when: ‸not done(w.c)", "E105", "steps_wait_for_each_other"),
    (
        STEP + f"needs: [‸d]\n  - {{id: d, kind: task, role: office, title: {B}, needs: [c]}}",
        "E105",
        "steps_wait_for_each_other",
    ),
    (
        STEP + f"when: ‸done(w.d)\n  - {{id: d, kind: task, role: office, title: {B}, needs: c}}",
        "E105",
        "steps_wait_for_each_other",
    ),
    (STEP + "opens: ‸after c", "E105", "steps_wait_for_each_other"),
    (STEP + "opens: once ‸done(w.c)", "E105", "steps_wait_for_each_other"),
    (ending("then: ‸on to c"), "E105", "steps_wait_for_each_other"),
    # E111: a condition that does not parse, or compares things of different types.
    (STEP + "when: ‸person.paid and", "E111", "not_a_condition"),
    (STEP + "when: person.pay ‸= 3", "E111", "not_a_condition"),
    (STEP + "when: ‸person.pay", "E111", "not_yes_or_no"),
    (STEP + 'when: person.paid or ‸person.pay > "90"', "E111", "different_types"),
    (STEP + "when: person.paid and ‸len(person.name)", "E111", "not_in_language"),
    (STEP + "help: {en: 'for {‸family.members}', ja: あ}", "E111", "cannot_be_written"),
    (STEP + "help: {en: 'for {‸person.pay +}', ja: あ}", "E111", "not_a_condition"),
    (
        "id: c\n    kind: task\n    role: office\n    title: {en: '{‸1 < 2}', ja: あ}",
        "E111",
        "cannot_be_written",
    ),
    (
        "id: c\n    kind: task\n    role: office\n    title: {en: '‸}', ja: あ}",
        "E101",
        "brace_alone",
    ),
    (STEP + "when: known(‸person.pay + 1)", "E111", "not_in_language"),
    (STEP + "when: at_least(‸0, person.paid)", "E111", "not_in_language"),
    (STEP + "when: at_least(‸2, person.paid)", "E111", "not_in_language"),
    (STEP + "when: at_least(‸person.pay, person.paid)", "E111", "not_in_language"),
    (STEP + "when: ‸at_least(1)", "E111", "not_in_language"),
    (STEP + "when: at_least(1, ‸person.pay)", "E111", "not_yes_or_no"),
    (STEP + "opens: once ‸person.pay", "E111", "not_yes_or_no"),
    (STEP + "due: ‸on person.name", "E111", "not_a_date"),
]


@pytest.mark.parametrize(("step", "code", "reason"), STEP_FAULTS)
def test_a_fault_in_a_step_is_found_at_its_place(step: str, code: str, reason: str) -> None:
    marked, faults = faults_of_step(step)

    assert summary(faults) == [(marked[0], code, reason)]


@pytest.mark.parametrize(
    "step",
    [
        # E101
        STEP + "legal: on",
        STEP + "due: parameter.lead working days before stay.starts_on",
        # E102
        STEP + "help: {ja: あ, en: A}",
        STEP + 'help: {en: "0", ja: "0"}',
        # E103
        STEP + "needs: [w.a, b]",
        STEP + "help: {en: '{stay.days}, {{so}}, {parameter.lead + 1}', ja: あ}",
        EACH + "help: {en: '{member.name}: {count(family.members, member.comes)}', ja: あ}",
        "id: c\n    kind: task\n    role: office\n    title: {en: '{parameter.word}', ja: あ}",
        STEP + "redo_when_changed: [member.name, stay.days]",
        STEP + "opens: [after a, after person.name, once w.b == 'fine', on 2027-04-01]",
        STEP + "when: known(stay.days) and at_least(1, person.paid, done(w.a))",
        approval("[host, {of: [office, guest], need: 1}, {of: host, seats: 3, need: 2}]"),
        approval("host", f"{{x: {B}, y: {{en: A, ja: あ, then: back to a}}}}")
        + f"\n  - {{id: d, kind: task, role: office, title: {B}, when: w.c == 'x', needs: [c]}}",
        STEP + "deputy: guest\n    escalate: [1 day after -> host, 2 weeks after -> office]",
        EACH + "opens: [after member.name, once member.comes]",
        ending("then: back to a or b, redo: [a]"),
        ending("then: on to d")
        + f"\n  - {{id: d, kind: task, role: office, title: {B}, each: family.members}}",
        STEP + "remind: 1 day after -> guest",
        STEP + "asks: [family.members, person.name (optional)]",
        EACH + "asks: [member.name, person.name]\n    due: on member.born_on",
        EACH + "when: member.comes and person.paid",
        STEP + "when: count(family.members, member.comes) > 0",
        STEP + "due: 3 days after w.a",
        STEP + "due: 3 days after opening\n    opens: on w.b.done_on",
        f"id: c\n    kind: document\n    document: letter\n    confirm: signed\n    role: office\n"
        f"    title: {B}",
        # E104
        f"id: aa\n    kind: task\n    role: office\n    title: {B}",
        STEP + "needs: [a, a]",
        # E105
        STEP + "needs: [a, b]\n    when: done(w.a) and not done(w.b)",
        STEP + f"needs: [d]\n  - {{id: d, kind: task, role: office, title: {B}, needs: [a]}}",
        f"id: c\n    kind: outcome\n    role: office\n    title: {B}\n    needs: [a]\n"
        "    outcomes: {x: {en: A, ja: あ, then: back to a}}",
        # E111
        STEP + 'when: w.b == "fine" and person.pay > 90',
        STEP + 'when: stay.starts_on > "2027-04-01" or "desk" in person.wishes',
    ],
)
def test_what_is_nearly_a_fault_passes(step: str) -> None:
    assert faults_of_step(step) == ([], [])


def test_a_step_named_like_a_field_is_a_fault() -> None:
    text = WORKFLOW.replace("id: w", "id: person").replace("id: a", "id: ‸name")
    text, marked = place_of(text, "workflow.yaml")

    assert summary(read(Files([text]))[1]) == [(marked[0], "E104", "step_named_like_field")]


def test_a_circle_names_who_waits_for_whom() -> None:
    step = STEP + f"needs: [e]\n  - {{id: d, kind: task, role: office, title: {B}, needs: [c]}}\n"
    step += f"  - {{id: e, kind: task, role: office, title: {B}, needs: [d]}}"

    _marked, faults = faults_of_step(step)

    assert [fault.about for fault in faults] == [("w.c", "w.e", "w.d", "w.c")]


def test_a_circle_may_run_through_the_condition_of_a_whole_workflow() -> None:
    first = WORKFLOW.replace("version: 1", 'version: 1\napplies: ‸x.c == "fine"')
    first, marked = place_of(first, "workflow.yaml")
    second = f"""
id: x
version: 1
title: {B}
steps:
  - {{id: c, kind: outcome, role: office, title: {B}, needs: [w.a], outcomes: {{fine: {B}}}}}
"""

    faults = read(Files([first, second]))[1]

    assert [(f.place, f.code, f.about) for f in faults] == [
        (marked[0], "E105", ("w.a", "x.c", "w.a"))
    ]


REFERRING = f"""
id: x
version: 1
title: {B}
steps:
  - {{id: c, kind: task, role: office, title: {B}, needs: [‸w.b], when: ‸w.b == "bad"}}
"""
LOST = WORKFLOW.replace("version: 1", "version: 2").replace("id: b", "id: bb")


def test_an_old_version_may_refer_to_what_newer_ones_lost() -> None:
    referring = REFERRING.replace("‸", "")
    newer = REFERRING.replace("version: 1", "version: 2").partition(", needs:")[0] + "}\n"
    fewer = WORKFLOW.replace("version: 1", "version: 3").replace(f", bad: {B}", "")
    files = Files([WORKFLOW, LOST, fewer, referring, newer])
    files.programmes = [PROGRAMME.replace("[w]", "[w, x]")]

    catalogue, faults = read(files)

    assert faults == []
    keys = [step.key for step in catalogue.blueprint("p", {"w": 1, "x": 1}).steps]
    assert keys == ["w.a", "w.b", "x.c"]


def test_a_newest_version_may_not_refer_to_what_others_lost() -> None:
    referring, marked = place_of(REFERRING, "workflow.yaml")

    faults = read(Files([WORKFLOW, LOST, referring]))[1]

    assert [(f.place, f.code) for f in faults] == [(place, "E103") for place in marked]


def test_a_newest_version_may_not_refer_to_what_it_lost_itself() -> None:
    step = f"  - {{id: c, kind: task, role: office, title: {B}, needs: [b]}}\n"

    faults = read(Files([WORKFLOW, LOST + step]))[1]

    assert [(f.code, f.reason, f.about) for f in faults] == [("E103", "unknown_step", ("w.b",))]


def test_faults_come_in_the_order_of_the_file_and_none_twice() -> None:
    step = "id: c\n    kind: form\n    role: clerk\n    title: {en: A}\n    needs: [d]"

    _marked, faults = faults_of_step(step)

    assert [(f.code, f.place.line) for f in faults] == [("E103", 11), ("E102", 12), ("E103", 13)]


def test_a_dump_of_the_test_files_has_no_faults() -> None:
    files = Files([WORKFLOW], [dump({"id": "p", "title": BOTH, "workflows": ["w"]})])

    assert read(files)[1] == []
