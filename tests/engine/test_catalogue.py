"""An institution's definitions: versions, and blueprints compiled once."""

from dataclasses import replace

from onboarding.engine.definition import Chosen, Field, Option, Text
from onboarding.engine.errors import Fault, FaultyDefinition, Place
from onboarding.engine.facts import from_file
from onboarding.engine.kinds import CORE, Brought, Registry, StepKind
from tests.engine.building import BOTH, Files, dump, read, workflow

OLD = workflow("[{id: a}]")
NEW = workflow("{version: 2, steps: [{id: b}]}")
PROGRAMME = dump({"id": "p", "title": BOTH, "workflows": ["w"]})


def test_a_case_pins_the_newest_version_and_keeps_it() -> None:
    catalogue, _faults = read(Files([OLD, NEW], [PROGRAMME]))

    assert catalogue.versions_for("p") == {"w": 2}
    newest = catalogue.newest("w")
    assert newest is not None
    assert newest.version == 2
    assert catalogue.newest("x") is None
    keys = [[s.key for s in catalogue.blueprint("p", {"w": v}).steps] for v in (1, 2)]
    assert keys == [["w.a"], ["w.b"]]


def test_a_blueprint_is_compiled_once() -> None:
    catalogue, _faults = read(Files([OLD, NEW], [PROGRAMME]))

    assert catalogue.blueprint("p", {"w": 2}) is catalogue.blueprint("p", {"w": 2})


def test_a_workflow_the_programme_got_later_is_not_in_older_cases() -> None:
    other = workflow("[{id: x}]", "w2")
    programme = dump({"id": "p", "title": BOTH, "workflows": ["w", "w2"]})
    catalogue, _faults = read(Files([OLD, other], [programme]))

    assert [s.key for s in catalogue.blueprint("p", {"w": 1}).steps] == ["w.a"]


def test_the_prefix_of_each_lists_items_and_what_single_steps_ask_of_them() -> None:
    steps = workflow("[{id: a, kind: form, each: family.members, asks: [member.name]}]")
    catalogue, _faults = read(Files([steps], [PROGRAMME]))

    found = catalogue.blueprint("p", {"w": 1})

    assert found.lists == {"stay.visits": "visit.", "family.members": "member."}
    assert found.asked_of_items == {"member.name"}


def test_features_register_kinds_and_the_names_of_options() -> None:
    registry = Registry()
    registry.register(StepKind("evaluation", {"rubric": True}, asks=False))
    registry.allow("allocates", "room")
    registry.allow("allocates", "seat")

    assert list(registry.kinds) == [kind.name for kind in CORE] + ["evaluation"]
    assert [registry.knows("allocates", name) for name in ("room", "seat", "desk")] == [
        True,
        True,
        False,
    ]
    assert registry.names_of("allocates") == {"room", "seat"}
    assert registry.names_of("rubric") == frozenset()
    assert registry.knows("rubric", "anything") is True


def test_more_versions_leave_a_catalogue_as_it_was() -> None:
    catalogue, _faults = read(Files([OLD], [PROGRAMME]))
    newer = replace(catalogue.workflows["w"][1], version=2)

    more = catalogue.with_workflows([newer])

    assert (list(catalogue.workflows["w"]), list(more.workflows["w"])) == ([1], [1, 2])
    assert more.newest("w") is newer


def test_kinds_and_options_say_which_facts_their_steps_bring() -> None:
    registry = Registry()
    registry.brings("allocates", "room", certain=["room.found"], possible=["room.code"])
    registry.brings("kind", "allocation", certain=["day.on"], possible=["x"], where="room.found")

    assert registry.brought_by("allocation", {"allocates": "room"}) == Brought(
        frozenset({"room.found", "day.on"}), frozenset({"room.code", "x"}), {"x": "room.found"}
    )
    assert registry.brought_by("document", {"document": "room"}) == Brought()


def test_a_code_that_begins_with_w_is_a_warning() -> None:
    here = Place("w.yaml", 1, 1)

    faults = [Fault(here, "W203", "field_never_used"), Fault(here, "E107", "stuck_closed")]

    assert [fault.is_warning for fault in faults] == [True, False]


def test_a_text_is_english_for_whoever_does_not_read_japanese() -> None:
    text = Text("Passport", "旅券")

    assert [text.in_(language) for language in ("en", "ja", "fr")] == [
        "Passport",
        "旅券",
        "Passport",
    ]


def test_an_option_that_is_gone_is_shown_by_its_id() -> None:
    here = Place("a.yaml", 1, 1)
    field = Field("a.b", Text("A", "あ"), "choice", here, options=(Option("x", Text("X", "エ")),))

    assert (field.option("x"), field.option("y")) == (Text("X", "エ"), Text("y", "y"))


def test_a_day_in_a_file_is_a_day() -> None:
    here = Place("a.yaml", 1, 1)
    day, text = (Field("a.b", Text("A", "あ"), kind, here) for kind in ("date", "text"))

    assert str(from_file(day, "2027-04-01")) == "2027-04-01"
    assert from_file(day, "2027-04-31") == "2027-04-31"
    assert from_file(text, "2027-04-01") == "2027-04-01"


def test_a_faulty_definition_says_every_fault() -> None:
    place = Place("visa/v1.yaml", 3, 5)

    error = FaultyDefinition([Fault(place, "E103", "unknown_step", ("visa.x",))])

    assert str(error) == "visa/v1.yaml:3:5 E103 unknown_step ('visa.x',)"


def test_a_workflow_chosen_as_it_is_has_no_parameters_of_its_own() -> None:
    catalogue, _faults = read(Files([OLD], [PROGRAMME]))

    chosen = catalogue.programmes["p"].workflows[0]
    assert (chosen.workflow, chosen.parameters, chosen.places) == ("w", {}, {})
    assert chosen == Chosen("w", {}, chosen.at)


def test_a_catalogue_with_more_versions_leaves_the_first_as_it_is() -> None:
    catalogue, _faults = read(Files([OLD], [PROGRAMME]))
    before = catalogue.blueprint("p", {"w": 1})
    second, _faults = read(Files([NEW]))

    more = catalogue.with_workflows(second.current())

    assert (sorted(catalogue.workflows["w"]), sorted(more.workflows["w"])) == ([1], [1, 2])
    assert catalogue.blueprint("p", {"w": 1}) is before
    assert [step.id for step in more.blueprint("p", {"w": 2}).steps] == ["b"]


def test_an_older_version_is_checked_with_what_its_names_meant_then() -> None:
    old = workflow("[{id: a}, {id: b, when: done(w.a)}]")
    new = workflow("{version: 2, steps: [{id: a, each: family.members}]}")

    _catalogue, faults = read(Files([old, new], [PROGRAMME]))

    assert faults == []
