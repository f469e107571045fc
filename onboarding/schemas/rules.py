"""The schemas of the rule tables: closed days, rubrics, the institution, the columns of lists."""

from onboarding.cases.library import CLOSED_DAYS
from onboarding.engine.keys import Keys
from onboarding.interviews import rubric as rubrics
from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    BILINGUAL,
    COUNT,
    DAY,
    SOURCE,
    TEXT,
    Schema,
    any_key,
    file,
    mapping,
    one_or_more,
)

_INSTITUTION = (
    *("name", "corporation", "address", "office", "president", "president_title"),
    *("letter_mark", "seal"),
)
_LINES = ("phone", "email", "url")
_LISTS = ("left_out", "tells_apart", "marks", "totals", "endings", "empty", "titles")
_TEXTS: Schema = {"type": "array", "items": TEXT}


def closed_days(names: Names) -> Schema:
    """Return the schema of `rules/closed_days.yaml`."""
    parts = {"days": one_or_more(DAY), "source": SOURCE}
    return file("Closed days / 休業日", mapping("closed_days", CLOSED_DAYS, parts))


def rubric(names: Names) -> Schema:
    """Return the schema of `rules/rubric_<name>.yaml`: a whole one, or one with other weights."""
    levels = mapping("levels", Keys(rubrics.SCALE), dict.fromkeys(rubrics.SCALE, BILINGUAL))
    overall = mapping("overall", rubrics.OVERALL, {"label": BILINGUAL, "levels": levels})
    criterion = {"id": TEXT, "label": BILINGUAL, "weight": COUNT, "anchors": levels}
    minutes = {"reading": COUNT, "interview": COUNT, "source": SOURCE}
    parts = {
        "title": BILINGUAL,
        "source": SOURCE,
        "decimals": COUNT,
        "wide_spread": COUNT,
        "levels": levels,
        "not_judged": BILINGUAL,
        "overall": overall,
        "burden": mapping("burden", rubrics.BURDEN, minutes),
        "criteria": one_or_more(mapping("criterion", rubrics.CRITERION, criterion)),
        "extends": TEXT,
        "weights": any_key(COUNT),
    }
    whole = mapping("rubric", rubrics.WHOLE, parts)
    other = mapping("rubric", rubrics.OTHER_WEIGHTS, parts)
    top = {"if": {"type": "object", "required": ["extends"]}, "then": other, "else": whole}
    return file("Rubric / 評価票", top)


def institution(names: Names) -> Schema:
    """Return the schema of `rules/institution.yaml`; keys of one's own may stand beside."""
    mark = {"type": "object", "properties": {"en": {}, "ja": {}}, "required": ["en", "ja"]}
    parts = {**dict.fromkeys(_INSTITUTION, BILINGUAL), **dict.fromkeys(_LINES, TEXT)}
    parts["letter_mark"] = mark
    known = Keys((), (*_INSTITUTION, *_LINES))
    top = mapping("institution", known, parts, additionalProperties=True)
    return file("Institution / 機関", top)


def import_columns(names: Names) -> Schema:
    """Return the schema of `rules/import_columns.yaml`."""
    parts = {
        "source": SOURCE,
        "required": {"type": "array", "items": _TEXTS},
        "own": any_key(BILINGUAL),
        "headings": any_key(_TEXTS),
        "spellings": any_key(any_key(_TEXTS)),
        **dict.fromkeys(_LISTS, _TEXTS),
    }
    top = mapping("columns", Keys((), tuple(parts)), parts, additionalProperties=True)
    return file("Columns of lists / 一覧の列", top)
