"""The schema of the rules of export control."""

from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    BILINGUAL,
    COUNT,
    DAY,
    FLAG,
    SOURCE,
    TEXT,
    Schema,
    any_key,
    file,
    mapping,
    one_or_more,
)
from onboarding.security import rules


def export_control(names: Names) -> Schema:
    """Return the schema of `rules/export_control_*.yaml`."""
    months = {"months": COUNT, "works": one_or_more(TEXT), "source": SOURCE}
    percent = {"percent": COUNT, "source": SOURCE}
    years = {"years": COUNT, "least": COUNT, "source": SOURCE}
    known = {"title": BILINGUAL, "effective": DAY, "entries": COUNT, "source": SOURCE}
    trigger = {
        "title": BILINGUAL,
        "facts": one_or_more(names.watched()),
        "later": FLAG,
        "events": one_or_more(TEXT),
        "day": {"enum": list(rules.DAYS)},
        "told_by": one_or_more(TEXT),
        "source": SOURCE,
    }
    triggers = any_key(mapping("export", rules.TRIGGER, trigger))
    again = {"source": SOURCE, "triggers": triggers}
    columns = dict.fromkeys(rules.COLUMNS.required, one_or_more(TEXT))
    parts = {
        "valid_from": DAY,
        "source": SOURCE,
        "resident": mapping("export", rules.RESIDENT, months),
        "type2": mapping("export", rules.PERCENT, percent),
        "keep": mapping("export", rules.KEEP, years),
        "alike": mapping("export", rules.PERCENT, percent),
        "known": any_key(mapping("export", rules.KNOWN, known)),
        "again": mapping("export", rules.AGAIN, again),
        "columns": mapping("export", rules.COLUMNS, columns),
    }
    top = mapping("export", rules.TOP, parts)
    return file("Export control / 安全保障輸出管理", top)
