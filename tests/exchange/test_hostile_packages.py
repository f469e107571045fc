"""Packages nobody should have sent: refused with a place and words, before anything is written."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from onboarding.config import assets
from onboarding.engine.definition import Text
from onboarding.engine.errors import FaultyDefinition
from onboarding.exchange.packages.institution import faults_with
from onboarding.exchange.packages.items import Item
from onboarding.exchange.packages.papers import paper_faults
from onboarding.exchange.packages.reading import MAX_BYTES, is_package, read
from onboarding.exchange.packages.writing import write
from tests.exchange.institutions import DOCUMENT, PROGRAMME
from tests.exchange.institutions import write as put

BOTH = Text("Guests", "来訪者")
ROLE = Item("role", "gate", "{en: Gate, ja: 守衛所, held: department}\n")


def package(*more: Item) -> str:
    """Return a small package as it would be written."""
    items = [ROLE, *more, Item("programme", "guests", PROGRAMME)]
    return write("guests", items, title=BOTH, origin=BOTH, made_on=date(2026, 11, 24))


def reasons(content: str | bytes) -> list[tuple[str, str]]:
    """Return code and reason of every fault a package is refused for."""
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(FaultyDefinition) as refused:
        read(raw, "p.yaml")
    return [(fault.code, fault.reason) for fault in refused.value.faults]


def rewritten(change: Callable[[dict[str, Any]], None]) -> str:
    """Return a package somebody changed by hand."""
    top = yaml.safe_load(package())
    change(top)
    return yaml.safe_dump(top, allow_unicode=True, sort_keys=False)


def test_a_package_is_read_as_it_was_written() -> None:
    text = package(Item("document", "car_permit", files=DOCUMENT))

    found = read(text.encode(), "p.yaml")

    assert is_package(text.encode())
    assert (found.programme, found.title, found.made_on) == ("guests", BOTH, "2026-11-24")
    assert [item.key for item in found.items] == [
        ("role", "gate"),
        ("document", "car_permit"),
        ("programme", "guests"),
    ]
    assert found.items[1].files == DOCUMENT
    assert found.items[2].text == PROGRAMME


@pytest.mark.parametrize(
    "id", ["../../etc/passwd", "a/b", "..", "/tmp/x", "a.b", "A", "", 200 * "x"]
)
def test_an_id_that_could_name_another_file_is_refused(id: str) -> None:
    def change(top: dict[str, Any]) -> None:
        top["items"][0]["id"] = id

    assert ("E101", "not_an_id" if id else "not_a_text") in reasons(rewritten(change))


def test_a_file_of_a_document_that_is_none_of_the_four_is_refused() -> None:
    files = {**DOCUMENT, "../../../onboarding/config.py": "import os"}

    assert ("E101", "unknown_key") in reasons(package(Item("document", "x", files=files)))


def test_a_changed_item_is_refused() -> None:
    changed = package().replace("ja: 守衛所", "ja: 正門")

    assert reasons(changed) == [("E101", "package_changed")]


def test_an_item_taken_out_is_noticed() -> None:
    def change(top: dict[str, Any]) -> None:
        del top["items"][0]

    assert reasons(rewritten(change)) == [("E101", "package_changed")]


def test_an_item_given_twice_is_refused() -> None:
    assert ("E104", "id_twice") in reasons(package(ROLE))


def test_a_package_of_a_later_format_says_so() -> None:
    later = package().replace("onboarding-package/1", "onboarding-package/2")

    assert reasons(later) == [("E101", "package_of_other_format")]


def test_values_that_refer_to_each_other_are_refused() -> None:
    """A few lines of aliases could otherwise become gigabytes."""
    bomb = "format: onboarding-package/1\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    inside = package(Item("field", "a.b", "x: &x [1]\ny: *x\n"))

    assert reasons(bomb) == [("E101", "not_yaml")]
    assert ("E101", "not_yaml") in reasons(inside)


def test_a_huge_package_is_refused_before_it_is_parsed() -> None:
    assert reasons(package().encode() + b"#" * MAX_BYTES) == [("E101", "package_too_large")]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"{", b"[1, 2]", "[" * 5000])
def test_what_is_no_package_is_refused(content: bytes | str) -> None:
    assert {code for code, _reason in reasons(content)} == {"E101"}


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [id]", "!!python/name:os.system"])
def test_yaml_that_names_python_stays_text(tag: str) -> None:
    assert reasons(f"format: onboarding-package/1\nprogramme: {tag}\n") != []


HOSTILE = {
    "python": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "python by a filter": "{{ '' | attr('__class__') }}",
    "globals": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "another document": "{% include 'invitation_letter/page.html' %}",
    "a file above": "{% include '../../../etc/passwd' %}",
    "a picture from elsewhere": "<img src='http://127.0.0.1:9/x.png'>",
    "a file as a picture": "<img src='file:///etc/hostname'>",
    "a text without end": "{{ 'x' * 1000000000 }}",
    "a number without end": "{{ 9 ** 9 ** 9 }}",
    "a width without end": "{{ '{:>1000000000}'.format(1) }}",
    "a loop without end": "{% for a in range(1000000000) %}x{% endfor %}",
    "a name nobody gave": "{{ config }}",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workflows folder with a document from elsewhere, and what its making reads."""
    put(tmp_path, "rules/institution.yaml", "{name: {en: A, ja: あ}}")
    for name, text in DOCUMENT.items():
        put(tmp_path, f"documents/car_permit/{name}", text)
    return tmp_path


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_template_is_stopped(folder: Path, line: str) -> None:
    put(folder, "documents/car_permit/page.html", f"<html lang=ja><p>{line}</p></html>")

    faults = paper_faults(folder, ["car_permit"])

    assert [fault.about[0] for fault in faults] == ["car_permit"]
    assert {fault.reason for fault in faults} <= {"document_reaches_out", "document_not_made"}
    assert faults[0].place.file == "documents/car_permit/page.html"


def test_a_style_that_loads_something_is_stopped(folder: Path) -> None:
    put(folder, "documents/car_permit/page.html", "<html lang=ja><p>x</p></html>")
    put(folder, "documents/car_permit/style.css", "p { background: url(http://127.0.0.1:9/x) }")

    assert [f.reason for f in paper_faults(folder, ["car_permit"])] == ["document_reaches_out"]


def test_a_harmless_template_is_made(folder: Path) -> None:
    put(folder, "documents/car_permit/page.html", "<html lang=ja><p>{{ campus.plate }}</p></html>")

    assert paper_faults(folder, ["car_permit"]) == []


@pytest.mark.parametrize(
    "name", ["coe_application", "coe_application_dependent", "hsp_point_sheet"]
)
def test_papers_whose_values_a_feature_works_out_are_made(folder: Path, name: str) -> None:
    shutil.copytree(assets() / "templates" / "documents" / name, folder / "documents" / name)
    shutil.copy(assets() / "workflows" / "rules" / "institution.yaml", folder / "rules")

    assert paper_faults(folder, [name]) == []


@pytest.mark.usefixtures("app")
def test_faults_of_a_document_keep_a_package_out() -> None:
    files = {f"documents/memo/{name}": text for name, text in DOCUMENT.items()}
    files["documents/memo/document.yaml"] = (
        "{title: {en: A, ja: あ}, languages: both, prefix: A, uses: [stay.starts_on]}"
    )
    files["documents/memo/page.html"] = "{{ ''.__class__.__mro__ }}"

    found = faults_with(files)

    assert [(fault.place.file, fault.reason) for fault in found] == [
        ("documents/memo/page.html", "document_reaches_out")
    ]
