"""Two institutions: one with a programme of its own, one that takes it in."""

import shutil
from pathlib import Path

from onboarding.config import assets

FIELDS = """\
campus:
  brings_car:
    label: {en: "Will you bring a car?", ja: 自動車で通勤しますか}
    type: yes_no
    privacy: plain
  plate:
    label: {en: Number plate, ja: 車両番号}
    type: text
    privacy: plain
    when: campus.brings_car
    readers: [gate]
  trips: {label: {en: Trips, ja: 出張}, type: list, item: trip, privacy: plain}
trip:
  town: {label: {en: Town, ja: 行先}, type: text, privacy: plain}
  days: {label: {en: Days, ja: 日数}, type: integer, privacy: plain}
"""
WORKFLOW = """\
# Access to the campus, as our gate wants it.
id: campus
version: 4
title: {en: Campus access, ja: 構内入構}
parameters: {from_days: 30}
applies: stay.days >= parameter.from_days or programme.id == "lotus"
steps:
  - id: request
    kind: form
    role: researcher
    needs: [acceptance.agreement]
    title: {en: Access to the campus, ja: 入構の申請}
    asks: [campus.brings_car, campus.plate, campus.trips]
    due: 21 days before stay.starts_on
    remind: [2 days after -> gate]
  - id: permit
    kind: document
    document: car_permit
    role: gate
    when: campus.brings_car
    needs: [request]
    title: {en: Permit for the car, ja: 入構許可証}
  - id: card
    kind: task
    role: gate
    each: campus.trips
    when: trip.days > 2
    needs: [request, permit]
    title: {en: Card, ja: 入構カード}
    due: 3 days after campus.request
"""
PROGRAMME = """\
id: guests
title: {en: Guests of the gate, ja: 来訪者}
facts: {position.relation: visitor}
workflows:
  - acceptance
  - interview_evaluation: {rubric: gate}
  - visa
  - housing
  - family
  - japanese_classes
  - arrival
  - campus: {from_days: 7}
source: {from: Own programme, checked: 2026-11, verified: true}
"""
RUBRIC = """\
title: {en: Interview at the gate, ja: 来訪者の面接評価}
extends: default
weights: {research_plan: 20, research_ability: 15, independence: 15, host_fit: 5}
source: {from: Own rubric, checked: 2026-11, verified: true}
"""
DOCUMENT = {
    "document.yaml": """\
title: {en: Permit for a car, ja: 自動車入構許可証}
languages: both
prefix: CAR
readers: [researcher, gate]
promises: false
uses: [campus.plate, researcher.family_name, stay.starts_on]
""",
    "page.html": """\
{% extends "_shared/letter.html" %}
{% import "_shared/parts.html" as parts with context %}
{% block addressee %}{{ researcher.family_name }}{% endblock %}
{% block body %}<p>{{ campus.plate }}：{{ stay.starts_on | era }}</p>{% endblock %}
{% block close %}{% endblock %}
""",
    "style.css": "html { line-height: 1.6 }\n",
    "sample.yaml": """\
case: {number: 27-0019}
researcher: {family_name: NGUYEN}
campus: {plate: 品川 300 あ 12-34}
stay: {starts_on: {date: "2027-04-05"}}
""",
}


def plain(folder: Path) -> Path:
    """Return an institution as everybody begins: with a copy of the project's folder."""
    shutil.copytree(assets() / "workflows", folder)
    return folder


def with_gate(folder: Path) -> Path:
    """Return an institution with the programme `guests` and all it needs."""
    plain(folder)
    write(folder, "fields/campus.yaml", FIELDS)
    write(folder, "campus/v4.yaml", WORKFLOW)
    write(folder, "programmes/guests.yaml", PROGRAMME)
    write(folder, "rules/rubric_gate.yaml", RUBRIC)
    for name, text in DOCUMENT.items():
        write(folder, f"documents/car_permit/{name}", text)
    roles = (folder / "roles.yaml").read_text("utf-8")
    write(folder, "roles.yaml", f"{roles}gate: {{en: Gate, ja: 守衛所, held: department}}\n")
    times = (folder / "rules" / "lead_times.yaml").read_text("utf-8")
    times = times.replace("\nsteps:\n", "\nsteps:\n  campus.request: {days: 9, by: town}\n", 1)
    times = times.replace("\noffices:\n", "\noffices:\n  town: {en: Town hall, ja: 町役場}\n", 1)
    write(folder, "rules/lead_times.yaml", times)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    """Write a file of an institution."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def files(folder: Path) -> dict[str, str]:
    """Return every file of an institution."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in paths}
