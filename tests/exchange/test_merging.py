"""Definitions put into files: the rest of a file stays as somebody wrote it."""

from pathlib import Path

import pytest

from onboarding.config import assets
from onboarding.exchange.packages.items import Item, plain
from onboarding.exchange.packages.merging import fields_file, where_defined, with_value
from onboarding.exchange.packages.sources import dump

FILES = sorted((assets() / "workflows" / "fields").glob("*.yaml"))
FILE = """\
# Who comes.
person:
  name:  # as in the passport
    label: {en: Name, ja: 氏名}
    type: name
  # How old.
  age: {label: {en: Age, ja: 年齢}, type: integer}

other:
  thing: {label: {en: Thing, ja: もの}, type: text}
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_field_of_ours_put_in_again_changes_no_value(path: Path) -> None:
    text = path.read_text("utf-8")
    before = plain(text)

    for group, fields in before.items():
        for name, value in fields.items():
            text = with_value(text, (group, name), value)

    assert plain(text) == before


def test_a_value_written_over_lines_is_replaced_and_comments_stay() -> None:
    value = {"label": {"en": "Full name", "ja": "氏名"}, "type": "text"}

    text = with_value(FILE, ("person", "name"), value)

    assert text == FILE.replace(
        "{en: Name, ja: 氏名}\n    type: name", "{en: Full name, ja: 氏名}, type: text}"
    ).replace("    label: {en: Full", "    {label: {en: Full")


def test_a_new_value_stands_behind_its_like() -> None:
    value = {"label": {"en": "Town", "ja": "町"}, "type": "text"}

    text = with_value(FILE, ("person", "town"), value)

    line = "  town: {label: {en: Town, ja: 町}, type: text}\n"
    assert text == FILE.replace("type: integer}\n", f"type: integer}}\n{line}")


def test_a_new_group_stands_at_the_end() -> None:
    text = with_value(FILE, ("place", "name"), {"type": "text"})

    assert text == f"{FILE}place: {{name: {{type: text}}}}\n"


def test_the_first_value_of_an_empty_file_begins_it() -> None:
    text = with_value("", ("offices", "town"), {"en": "Town", "ja": "町"})

    assert with_value(text, ("offices", "bank"), {"en": "Bank", "ja": "銀行"}) == (
        "offices: {town: {en: Town, ja: 町}, bank: {en: Bank, ja: 銀行}}\n"
    )


@pytest.mark.parametrize("text", ["NO", "on", "2027-01-01", "12", "a: b", "# c", "「" * 300])
def test_a_text_that_yaml_could_read_otherwise_stays_a_text(text: str) -> None:
    assert plain(with_value("a: 1\n", ("a",), text)) == {"a": text}
    assert plain(dump({"a": [text]})) == {"a": (text,)}


def test_fields_of_one_group_stand_together_in_a_new_file() -> None:
    items = [Item("field", f"person.{name}", "{type: text}\n") for name in ("town", "street")]

    text = fields_file(items, "From there")

    assert text.startswith("# From there\n")
    assert plain(text) == {"person": {"town": {"type": "text"}, "street": {"type": "text"}}}


def test_the_file_that_defines_a_field_is_found() -> None:
    files = {"fields/a.yaml": FILE, "fields/b.yaml": "person: {town: {type: text}}\n"}

    found = [where_defined(files, id) for id in ("person.age", "person.town", "person.car")]

    assert found == ["fields/a.yaml", "fields/b.yaml", None]
