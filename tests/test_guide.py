"""The guides: what they show works, what they name exists, both languages say the same."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from onboarding.cases.library import library
from onboarding.cli import cli
from onboarding.config import LANGUAGES, PACKAGE, assets
from onboarding.engine.definition import Text
from onboarding.processes.checking import read_definitions
from tests.stories import Example, examples, play

HOME = PACKAGE.parent
GUIDE = HOME / "docs" / "guide"
PAGES = [HOME / "README.md", *sorted(GUIDE.rglob("*.md"))]
LINKING = [*PAGES, HOME / "CHANGELOG.md", *sorted((HOME / "docs" / "adr").glob("*.md"))]
LARGEST_PICTURE = 150 * 1024
_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_TABLE_OF_SETTINGS = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
_SETTING = re.compile(r'get\("([A-Z_]+)"')
_NAMED_SETTING = re.compile(r"\b(?:ONBOARDING|OIDC|MAIL|DATABASE|REDIS|STORAGE)_[A-Z_]+\b")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"\bonboarding ((?:admin )?[a-z]+)\b")
_LABEL = re.compile(r"\*\*([^*\n]+?)\*\*")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


def prose(page: Path) -> str:
    """Return a page without its fenced parts."""
    return _FENCED.sub("", page.read_text("utf-8"))


def commands_in(text: str) -> set[str]:
    """Return the commands a page names in code, fenced or not."""
    fenced = "\n".join(body for _kind, body in _FENCED.findall(text))
    inline = "\n".join(re.findall(r"`([^`\n]+)`", _FENCED.sub("", text)))
    return set(_COMMAND.findall(f"{fenced}\n{inline}"))


def commands(group: click.Group, above: str = "") -> set[str]:
    """Return every command there is, those of groups with the group's name before them."""
    found = set()
    for name, command in group.commands.items():
        found.add(f"{above}{name}")
        if isinstance(command, click.Group):
            found |= commands(command, f"{above}{name} ")
    return found


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made of Latin and Japanese words."""
    titles = (title.lower() for _marks, title in _HEADING.findall(prose(page)))
    return {re.sub(r"[^\w -]", "", title).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("language", LANGUAGES)
def test_example_of_guide_passes_the_check(language: str, tmp_path: Path) -> None:
    folder = tmp_path / "workflows"
    shutil.copytree(assets() / "workflows", folder)
    page = (GUIDE / language / "workflows.md").read_text("utf-8")
    files = [body for kind, body in _FENCED.findall(page) if kind == "yaml"]

    for body in files:
        path = folder / body.partition("\n")[0].removeprefix("# ")
        path.parent.mkdir(exist_ok=True)
        path.write_text(body, "utf-8")

    assert len(files) == 3
    assert read_definitions([folder]) == []


def test_both_languages_have_the_same_pages() -> None:
    english, japanese = (sorted(p.name for p in (GUIDE / one).glob("*.md")) for one in ("en", "ja"))

    assert english == japanese


def test_both_languages_have_the_same_headings_and_examples() -> None:
    def shape(page: Path) -> list[str]:
        text = page.read_text("utf-8")
        marks = [marks for marks, _title in _HEADING.findall(prose(page))]
        return [*marks, *(kind for kind, _body in _FENCED.findall(text))]

    english = {page.name: shape(page) for page in (GUIDE / "en").glob("*.md")}
    japanese = {page.name: shape(page) for page in (GUIDE / "ja").glob("*.md")}

    assert english == japanese


@pytest.mark.parametrize("page", LINKING, ids=lambda page: str(page.relative_to(HOME)))
def test_links_and_pictures_of_page_are_there(page: Path) -> None:
    broken = []
    for link in _LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(link)

    assert broken == []


def test_pictures_are_small_and_shown() -> None:
    pictures = list((HOME / "docs" / "pictures").iterdir())
    shown = "".join(page.read_text("utf-8") for page in PAGES)

    assert [one.name for one in pictures if one.stat().st_size > LARGEST_PICTURE] == []
    assert [one.name for one in pictures if one.name not in shown] == []


def test_readme_names_exactly_the_settings_there_are() -> None:
    named = _TABLE_OF_SETTINGS.findall((HOME / "README.md").read_text("utf-8"))
    there = _SETTING.findall((PACKAGE / "config.py").read_text("utf-8"))

    assert sorted(named) == sorted(set(there))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOME)))
def test_settings_named_by_page_are_there(page: Path) -> None:
    there = set(_SETTING.findall((PACKAGE / "config.py").read_text("utf-8")))

    assert set(_NAMED_SETTING.findall(page.read_text("utf-8"))) - there == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOME)))
def test_commands_named_by_page_are_there(page: Path) -> None:
    assert commands_in(page.read_text("utf-8")) - commands(cli) == set()


def test_guides_name_every_command() -> None:
    for language in LANGUAGES:
        pages = (page.read_text("utf-8") for page in (GUIDE / language).glob("*.md"))
        named = set().union(*(commands_in(text) for text in pages))

        assert commands(cli) - named - {"admin", "demo"} == set()


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_set_in_bold_stand_on_a_screen(language: str) -> None:
    known = texts_of_screens(language) | texts_of_definitions(language)
    pages = (GUIDE / language).glob("*.md")
    labels = {(page.name, label) for page in pages for label in _LABEL.findall(prose(page))}

    assert {(name, label) for name, label in labels if label not in known} == set()


def texts_of_screens(language: str) -> set[str]:
    """Return all sentences of pages in a language."""
    with (assets() / "translations/ja/LC_MESSAGES/messages.po").open("rb") as file:
        found: set[str] = set()
        for message in read_po(file):
            text = message.id if language == "en" else message.string
            found |= {text} if isinstance(text, str) else set(text)
    return found | {"日本語", "English", "bold", "太字"}


def texts_of_definitions(language: str) -> set[str]:
    """Return the titles of steps and workflows, and what decisions can answer."""
    titles: list[Text] = []
    for workflow in library().current():
        titles.append(workflow.title)
        for step in workflow.steps:
            titles += [step.title, *(outcome.label for outcome in step.outcomes)]
    return {title.in_(language) for title in titles}


REFERENCE = GUIDE / "workflows.md"


@pytest.mark.parametrize("example", examples(REFERENCE), ids=lambda example: example.title)
def test_example_of_reference_is_loaded_and_its_stories_are_true(
    example: Example, tmp_path: Path
) -> None:
    assert example.stories
    assert play(example, tmp_path) == []


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("→ open: desk, keys; later: nothing", "it is desk"),
        ("→ open: desk (due 2026-12-01)", "desk is due None"),
        ("→ refused: department finishes desk", "it is not refused"),
        ("→ stay.days is 3", "it is 366"),
    ],
)
def test_story_that_is_not_true_is_found(told: str, found: str, tmp_path: Path) -> None:
    example = next(one for one in examples(REFERENCE) if "keys/v1.yaml" in one.files)
    story = f"2026-11-02 the case opens\n{told}\n"

    wrong = play(replace(example, stories=(story,)), tmp_path)

    assert [line.rpartition(": ")[2] for line in wrong][:1] == [found]


def test_example_with_a_fault_is_found(tmp_path: Path) -> None:
    files = {"keys/v1.yaml": "id: keys\nversion: 1\ntitle: {en: Keys, ja: 鍵}\nsteps: [a]\n"}

    assert "not_a_mapping" in play(Example("Keys", files, ()), tmp_path)[0]


def test_example_the_checker_would_refuse_is_found(tmp_path: Path) -> None:
    text = (
        "id: rooms\nversion: 1\ntitle: {en: Rooms, ja: 宿舎}\nsteps:\n"
        "  - {id: key, kind: task, role: housing, when: housing.wanted, title: {en: Key, ja: 鍵}}\n"
    )

    assert "stuck_undecided" in play(Example("Rooms", {"rooms/v1.yaml": text}, ()), tmp_path)[0]
