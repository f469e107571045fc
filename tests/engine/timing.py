"""Lead times for tests, as short as `pay: 5` for steps of the workflow `w`."""

from typing import Any

import yaml

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.entries import read_yaml
from onboarding.engine.errors import Fault
from onboarding.engine.leadtime_reader import read_lead_times
from onboarding.engine.tempo import Tempo
from tests.engine.building import dump, full

SOURCE = {"from": "Us", "checked": "2026-11", "verified": False}


def tempo(blueprint: Blueprint, times: str = "", more: str = "") -> Tempo:
    """Return a tempo in which steps take so many days: `pay: 5`, or a mapping as in the file.

    Steps not named take no time; `more` are the other keys of the file.
    """
    steps = {full(key): _time(time) for key, time in (yaml.safe_load(times) or {}).items()}
    given = yaml.safe_load(more) or {}
    text = dump({"source": SOURCE, "defaults": [{"days": 0}], **given, "steps": steps})
    faults: list[Fault] = []
    top = read_yaml(text, "lead_times.yaml", faults)
    found = read_lead_times(top) if top else None
    assert found is not None
    assert faults == []
    return Tempo(found, blueprint.workdays)


def _time(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {"days": given}
