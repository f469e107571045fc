"""The schema of the deadlines of law, one dated table after another."""

from onboarding.engine import keys
from onboarding.engine.clock_reader import COUNTED, WHO
from onboarding.engine.due import RULE
from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    BILINGUAL,
    DAY,
    NAME,
    SOURCE,
    TEXT,
    Schema,
    any_key,
    file,
    in_both,
    mapping,
    one_of,
    one_or_more,
    phrase,
)
from onboarding.schemas.workflows import opening


def legal_clocks(names: Names) -> Schema:
    """Return the schema of `rules/legal_clocks_<day>.yaml`."""
    parts = {
        "valid_from": DAY,
        "source": SOURCE,
        "closed_day": BILINGUAL,
        "clocks": {**any_key({"$ref": "#/$defs/clock"}), "propertyNames": NAME},
        "left_out": any_key(BILINGUAL),
    }
    top = mapping("legal_clocks", keys.CLOCKS, parts)
    return file("Deadlines of law / 法定期限", top, clock=_clock(names))


def _clock(names: Names) -> Schema:
    words = ("title", "event", "applies_to", "act", "where", "consequence", "note")
    parts = {
        **dict.fromkeys(words, BILINGUAL),
        "who": one_of(WHO, (in_both(f"clock.who.{one}") for one in WHO)),
        "due": phrase(RULE),
        "opens": one_or_more(opening()),
        "at_latest": names.watched(),
        "when": TEXT,
        "source": SOURCE,
        "entry": TEXT,
        "first_day": one_of((COUNTED,)),
    }
    return mapping("clock", keys.CLOCK, parts, title="Deadline of law / 法定期限")
