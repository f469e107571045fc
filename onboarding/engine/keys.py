"""The keys each kind of definition may have: readers refuse others, schemas describe them."""

from collections.abc import Iterable
from typing import NamedTuple


class Keys(NamedTuple):
    """What a mapping must have, and what it may have besides."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


BOTH = Keys(("en", "ja"))
SOURCE = Keys(("from", "checked"), ("verified",))
RULE = Keys(("that", "say"))
FIELD = Keys(
    ("label", "type"),
    (
        *("help", "privacy", "options", "limits", "formula", "item", "optional", "when", "rules"),
        *("readers", "at_opening"),
    ),
)
LIMITS = Keys((), ("min", "max", "length", "lines"))
ROLE = Keys(("held",), BOTH.required)
DOCUMENT = Keys(
    ("title", "languages", "uses", "prefix"),
    (
        *("optional", "readers", "asked_by", "sealed", "valid_months", "goes_to", "source"),
        "promises",
    ),
)
WORKFLOW = Keys(("id", "version", "title", "steps"), ("applies", "parameters", "source"))
STEP = Keys(
    ("id", "kind", "role", "title"),
    (
        *("help", "where", "bring", "needs", "when", "each", "asks", "shows", "due", "opens"),
        *("remind", "escalate", "deputy", "not_by", "redo_when_changed", "legal", "promises"),
        *("clock", "outcomes", "source"),
    ),
)
CLOCKS = Keys(("valid_from", "source", "clocks"), ("closed_day", "left_out"))
CLOCK = Keys(
    ("title", "event", "who"),
    (
        *("due", "opens", "at_latest", "when", "applies_to", "act", "where", "consequence"),
        *("note", "source", "entry", "first_day"),
    ),
)
STAGE = Keys(("of",), ("seats", "need", "due", "deputy"))
OUTCOME = Keys((), (*BOTH.required, "asks", "then", "redo", "promises"))
PROMISES = Keys(("rules",), ("by_nature", "papers", "decided_by", "source"))
BY_NATURE = Keys((), ("asks", "of", "keeps", "steps", "source"))
PAPERS_DECIDED = Keys(("papers", "promise", "because"))
DECIDED_BY = Keys(("steps",), ("never", "source"))
PROGRAMME = Keys(
    ("id", "title"),
    (
        "tags",
        "aliases",
        "facts",
        "workflows",
        "rules",
        "source",
        "note",
        "umbrella",
        "short",
        "overrides",
    ),
)
OVERRIDE = Keys((), ("role", "due", "opens", "remind", "escalate", "help", "asks", "leave_out"))
OVERRIDE_ASKS = Keys((), ("add", "drop"))


def of_step(options: Iterable[str], *, route: bool) -> Keys:
    """Return the keys of a step whose kind has some options, and perhaps a route.

    An approval names its roles in its route; nobody finishes the approval itself.
    """
    if route:
        required = tuple(key for key in STEP.required if key != "role")
        return Keys((*required, "route"), ("role", *STEP.optional, *options))
    return Keys(STEP.required, (*STEP.optional, *options))
