"""The schema of the lead times: how long steps take, who decides when, and the slow seasons."""

from onboarding.engine import leadtime_reader as reader
from onboarding.engine.leadtimes import USUAL_PACE, WEEKDAYS, WEEKS
from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    BILINGUAL,
    COUNT,
    FLAG,
    NAME,
    SOURCE,
    TEXT,
    Schema,
    any_key,
    described,
    file,
    mapping,
    one_of,
    one_or_more,
)

# Some day of every year, or of one.
_DAY: Schema = {"type": "string", "pattern": r"^\s*(\d{4}-)?\d\d-\d\d\s*$"}


def lead_times(names: Names) -> Schema:
    """Return the schema of `rules/lead_times.yaml`."""
    step = names.step()
    parts = {
        "source": SOURCE,
        "defaults": one_or_more({"$ref": "#/$defs/default"}),
        "ready_by": TEXT,
        "ready": one_or_more(step),
        "ready_in": any_key(one_or_more(step)),
        "offices": {**any_key(_office()), "propertyNames": NAME},
        "steps": any_key({"$ref": "#/$defs/time"}),
        "seasons": {**any_key(_season()), "propertyNames": NAME},
    }
    top = mapping("lead_times", reader.TOP, parts)
    return file("Lead times / 所要日数", top, time=_time(), default=_default(names))


def _time() -> Schema:
    given = [{"required": ["days"]}, {"required": ["working_days"]}]
    return mapping("lead_time", reader.TIME, _length(), oneOf=given)


def _length() -> dict[str, Schema]:
    return {
        **dict.fromkeys(("days", "working_days", "low", "high"), COUNT),
        "by": TEXT,
        "expected": FLAG,
        "source": SOURCE,
    }


def _default(names: Names) -> Schema:
    which = {"kind": one_of(names.registry.kinds), "role": names.of("role")}
    found = mapping("lead_time", reader.DEFAULT, {**which, **_length()})
    return {**found, "oneOf": _time()["oneOf"]}


def _office() -> Schema:
    meets = one_of(f"{week} {weekday}" for week in WEEKS for weekday in WEEKDAYS)
    found = mapping("office", reader.OFFICE, {"en": TEXT, "ja": TEXT, "meets": meets})
    return {**found, "required": ["en", "ja"]}


def _season() -> Schema:
    pace = {"type": "integer", "minimum": 1, "maximum": USUAL_PACE}
    parts = {
        "title": BILINGUAL,
        "from": _DAY,
        "until": _DAY,
        "who": one_or_more(TEXT),
        "steps": one_or_more(TEXT),
        "pace": described("season.pace", pace),
        "closed": FLAG,
        "source": SOURCE,
    }
    return mapping("season", reader.SEASON, parts)
