"""YAML with positions: what is read, and where what cannot be read stands."""

from typing import Any

import pytest

from onboarding.engine.definition import Source, Text
from onboarding.engine.entries import Entry, places_of, plain_mapping, read_yaml
from onboarding.engine.errors import Fault, Place


def entry(text: str) -> tuple[Entry, list[Fault]]:
    faults: list[Fault] = []
    found = read_yaml(text, "a.yaml", faults)
    assert found is not None
    return found, faults


def at(line: int, col: int) -> Place:
    return Place("a.yaml", line, col)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault(at(1, 1), "E101", "empty_file")),
        ("# nothing\n", Fault(at(1, 1), "E101", "empty_file")),
        ("a: [1\nb: 2", Fault(at(2, 2), "E101", "not_yaml", ("expected ',' or ']', but got ':'",))),
        ("a: \x01", Fault(at(1, 1), "E101", "not_yaml", ("",))),
        ("[" * 500, Fault(at(1, 1), "E101", "not_yaml", ("",))),
        (
            "a: &x 1\nb: *x",
            Fault(at(2, 4), "E101", "not_yaml", ("a value is referred to by *",)),
        ),
        ("a: &x [*x]", Fault(at(1, 8), "E101", "not_yaml", ("a value is referred to by *",))),
        (
            "a: 1\n---\nb: 2",
            Fault(at(2, 1), "E101", "not_yaml", ("but found another document",)),
        ),
    ],
)
def test_what_is_no_yaml_is_a_fault(text: str, fault: Fault) -> None:
    faults: list[Fault] = []

    assert read_yaml(text, "a.yaml", faults) is None
    assert faults == [fault]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("yes", True),
        ("off", False),
        ("1:30", "1:30"),
        ("2027-04-01", "2027-04-01"),
        ("1.5", "1.5"),
        ("'12'", "12"),
        ("[a, 1]", ("a", 1)),
        ("{a: {b: true}}", {"a": {"b": True}}),
    ],
)
def test_a_plain_value(text: str, value: Any) -> None:
    found, faults = entry(text)

    assert found.plain() == value
    assert faults == []


def test_country_codes_and_answers_stay_texts() -> None:
    found, faults = entry("[NO, on, yes, 012, ' a b ']")

    assert found.texts() == ("NO", "on", "yes", "012", "a b")
    assert faults == []


def test_a_single_value_is_a_list_of_one() -> None:
    found, _faults = entry("passport")

    assert found.texts() == ("passport",)


@pytest.mark.parametrize("text", ["''", "~", "null", "' '", "[a]", "{a: b}"])
def test_what_is_no_text_is_a_fault(text: str) -> None:
    found, faults = entry(text)

    assert found.text() == ""
    assert faults == [Fault(at(1, 1), "E101", "not_a_text")]


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("0", 0)])
def test_a_whole_number(text: str, number: int) -> None:
    found, faults = entry(text)

    assert (found.integer(), faults) == (number, [])


@pytest.mark.parametrize("text", ["many", "1.5", "yes", "-1", "'3'"])
def test_what_is_no_number_is_a_fault(text: str) -> None:
    found, faults = entry(text)

    assert found.integer() == 0
    assert faults == [Fault(at(1, 1), "E101", "not_a_number", (text.strip("'"),))]


def test_a_number_below_the_least_is_a_fault() -> None:
    found, faults = entry("0")

    assert found.integer(least=1) == 1
    assert faults == [Fault(at(1, 1), "E101", "not_a_number", ("0",))]


def test_yes_or_no() -> None:
    found, faults = entry("[yes, off, maybe]")

    assert [item.boolean() for item in found.items()] == [True, False, False]
    assert faults == [Fault(at(1, 12), "E101", "not_yes_or_no", ("maybe",))]


def test_a_mapping_notes_unknown_missing_and_repeated_keys() -> None:
    found, faults = entry("titel: 1\nsize: 2\nsize: 3\ncolour: 4")

    assert {key: e.plain() for key, e in found.mapping(("title", "size")).items()} == {"size": 3}
    assert faults == [
        Fault(at(3, 1), "E104", "key_twice", ("size",)),
        Fault(at(1, 8), "E101", "unknown_key", ("titel", "title")),
        Fault(at(4, 9), "E101", "unknown_key", ("colour",)),
        Fault(at(1, 1), "E101", "missing_key", ("title",)),
    ]


def test_keys_are_texts() -> None:
    found, faults = entry("? [a]\n: 1\non: 2")

    assert [key for key, _ in found.pairs()] == ["", "on"]
    assert faults == [Fault(at(1, 3), "E101", "not_a_text")]


def test_a_list_is_no_mapping() -> None:
    found, faults = entry("[a]")

    assert found.mapping(("title",)) == {}
    assert faults == [Fault(at(1, 1), "E101", "not_a_mapping")]


def test_one_of_a_few() -> None:
    found, faults = entry("[en, de, '']")

    assert [item.one_of("en", "ja") for item in found.items()] == ["en", "de", ""]
    assert faults == [
        Fault(at(1, 6), "E101", "not_one_of", ("de", "en", "ja")),
        Fault(at(1, 10), "E101", "not_a_text"),
    ]


@pytest.mark.parametrize("id", ["coe_filed", "a", "type1", "on"])
def test_a_name_others_can_refer_to(id: str) -> None:
    found, faults = entry(id)

    found.check_id(id)

    assert faults == []


@pytest.mark.parametrize("id", ["coe-filed", "Coe", "1st", "in", "not", "a.b", "旅券", "_a"])
def test_a_name_conditions_cannot_read_is_a_fault(id: str) -> None:
    found, faults = entry(f"x: {id}")

    found.check_id(id)

    assert faults == [Fault(at(1, 1), "E101", "not_an_id", (id,))]


def test_a_text_in_both_languages() -> None:
    found, faults = entry("{en: Passport, ja: 旅券}")

    assert (found.bilingual(), faults) == (Text("Passport", "旅券"), [])


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("{en: Passport}", [Fault(at(1, 1), "E102", "language_missing", ("ja",))]),
        ("{en: '', ja: 旅券}", [Fault(at(1, 6), "E102", "language_missing", ("en",))]),
        ("{en: P, ja: ~}", [Fault(at(1, 13), "E102", "language_missing", ("ja",))]),
        (
            "{en: P, ja: 旅券, de: Pass}",
            [Fault(at(1, 21), "E101", "unknown_key", ("de",))],
        ),
        ("Passport", [Fault(at(1, 1), "E101", "not_a_mapping")]),
    ],
)
def test_a_language_that_is_missing_is_a_fault(text: str, faults: list[Fault]) -> None:
    found, noted = entry(text)

    found.bilingual()

    assert noted == faults


def test_a_source_is_verified_unless_it_says_otherwise() -> None:
    found, faults = entry(
        "[{from: A page, checked: 2026-11}, {from: B, checked: 2026, verified: no}]"
    )

    assert [item.source() for item in found.items()] == [
        Source("A page", "2026-11", True),
        Source("B", "2026", False),
    ]
    assert faults == []


def test_a_source_may_be_told_in_both_languages() -> None:
    top, faults = entry("{from: {en: A page, ja: あるページ}, checked: 2026-11}")

    found = top.source()

    assert faults == []
    assert found == Source("A page", "2026-11", True, "あるページ")
    assert [found.in_(language) for language in ("en", "ja")] == ["A page", "あるページ"]
    assert Source("A page", "", True).in_("ja") == "A page"


def test_a_source_without_its_date_is_a_fault() -> None:
    found, faults = entry("{from: A page}")

    assert found.source() == Source("A page", "", True)
    assert faults == [Fault(at(1, 1), "E101", "missing_key", ("checked",))]


def test_an_optional_mapping_of_plain_values() -> None:
    found, _faults = entry("{limits: {max: 3}}")

    assert plain_mapping(dict(found.pairs()), "limits") == {"max": 3}
    assert plain_mapping(dict(found.pairs()), "facts") == {}


def test_the_places_of_keys_and_of_the_names_in_lists() -> None:
    found, _faults = entry("title: x\nuses: [a, b]\nfacts:\n  c: 1\n")

    assert places_of(dict(found.pairs()), "uses", "facts", "none") == {
        "title": at(1, 8),
        "uses": at(2, 7),
        "a": at(2, 8),
        "b": at(2, 11),
        "facts": at(4, 3),
        "c": at(4, 6),
    }


@pytest.mark.parametrize(
    ("text", "phrase", "place"),
    [
        ("when: a and bad", "a and bad", at(1, 13)),
        ('when:  "a and bad"', "a and bad", at(1, 15)),
        ("when: 'a and bad'", "a and bad", at(1, 14)),
        ("when: a\n  and bad", "a and bad", at(2, 7)),
        ("when: >-\n  a and\n  bad", "a and bad", at(3, 3)),
        ("when: |\n    a and bad\n", "a and bad", at(2, 11)),
        ("- when: a and bad", "a and bad", at(1, 15)),
    ],
)
def test_a_phrase_knows_where_each_of_its_characters_stands(
    text: str, phrase: str, place: Place
) -> None:
    found, _faults = entry(text)
    node = (found.items()[0] if text.startswith("-") else found).pairs()[0][1]

    read = node.phrase()

    assert (read.text, read.place(phrase.index("bad"))) == (phrase, place)


def test_the_end_of_a_phrase_has_a_place_too() -> None:
    found, _faults = entry("when: a and")

    assert found.pairs()[0][1].phrase().place(5) == at(1, 12)
