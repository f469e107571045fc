"""The schema of a workflow file: its own keys, its steps, what each kind of step may carry."""

from onboarding.engine import keys
from onboarding.engine.due import REMINDER, RULE
from onboarding.engine.keys import Keys
from onboarding.engine.kinds import StepKind
from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    BILINGUAL,
    COUNT,
    FLAG,
    NAME,
    SOURCE,
    TEXT,
    VALUE,
    Schema,
    described,
    file,
    in_both,
    mapping,
    named,
    one_of,
    one_or_more,
    phrase,
    text_or,
)
from onboarding.schemas.words import WORDS

_STEP: Schema = {"$ref": "#/$defs/step"}
_NEEDED: Schema = {"$ref": "#/$defs/needed"}
_ASKED: Schema = {"$ref": "#/$defs/asked"}
_SHOWN: Schema = {"$ref": "#/$defs/shown"}
_WATCHED: Schema = {"$ref": "#/$defs/watched"}
_ROLE: Schema = {"$ref": "#/$defs/role"}


def workflow(names: Names) -> Schema:
    """Return the schema of `<process>/v<n>.yaml`."""
    parts = {
        "id": NAME,
        "version": {**COUNT, "minimum": 1},
        "title": BILINGUAL,
        "steps": one_or_more(_STEP),
        "applies": TEXT,
        "parameters": named({"value": VALUE}, "value"),
        "source": SOURCE,
    }
    top = mapping("workflow", keys.WORKFLOW, parts)
    return file(
        "Workflow / ワークフロー",
        top,
        step=_step(names),
        outcome=_outcome(),
        needed=names.step(),
        asked=names.asked(),
        shown=names.shown(),
        watched=names.watched(),
        role=names.of("role"),
    )


# The deadline of law that a step names says when it is due.
_BY_LAW: Schema = {
    "if": {"required": ["clock"]},
    "then": {"properties": {"due": False, "legal": False}},
}


def _step(names: Names) -> Schema:
    kinds = names.registry.kinds.values()
    options = {key: _option(names, key) for kind in kinds for key in kind.options}
    every = (*keys.STEP.optional, *options, "role", "route")
    known = Keys(keys.of_step(options, route=True).required, every)
    found = mapping("step", known, {**_parts(names), **options}, title="Step / ステップ")
    found["required"] = [key for key in keys.STEP.required if key != "role"]
    return {**found, "allOf": [*(_of_kind(kind, options) for kind in kinds), _BY_LAW]}


def _parts(names: Names) -> dict[str, Schema]:
    return {
        "id": NAME,
        "kind": _kinds(names),
        "role": _ROLE,
        "title": BILINGUAL,
        "help": BILINGUAL,
        "where": BILINGUAL,
        "bring": one_or_more(BILINGUAL),
        "route": one_or_more(text_or(_stage(), _ROLE)),
        "needs": one_or_more(_NEEDED),
        "when": TEXT,
        "each": names.lists(),
        "asks": one_or_more(_ASKED),
        "shows": one_or_more(_SHOWN),
        "due": phrase(RULE),
        "opens": one_or_more(opening()),
        "remind": one_or_more(phrase(REMINDER)),
        "escalate": one_or_more(escalation()),
        "deputy": _ROLE,
        "not_by": one_or_more(_ROLE),
        "redo_when_changed": one_or_more(_WATCHED),
        "legal": FLAG,
        "promises": FLAG,
        "clock": names.of("clock"),
        "outcomes": named({"outcome": {"$ref": "#/$defs/outcome"}}, "outcome", {}),
        "source": SOURCE,
    }


def _kinds(names: Names) -> Schema:
    kinds = list(names.registry.kinds)
    return one_of(kinds, (in_both(f"kind.{k}") if f"kind.{k}" in WORDS else k for k in kinds))


def _option(names: Names, key: str) -> Schema:
    """Return the schema of a key only some kinds have."""
    if key == "document":
        return names.of("document")
    if key == "about":
        return _NEEDED
    allowed = sorted(names.registry.names_of(key))
    return one_of(allowed) if allowed else TEXT


def _of_kind(kind: StepKind, options: dict[str, Schema]) -> Schema:
    """Return what holds for the steps of one kind alone."""
    wrong = [key for key in options if key not in kind.options]
    wrong += [key for key, may in (("asks", kind.asks), ("outcomes", kind.outcomes)) if not may]
    needed = [key for key, must in kind.options.items() if must]
    needed += ["outcomes"] if kind.outcomes else []
    needed += ["route"] if kind.route else ["role"]
    wrong += [] if kind.route else ["route"]
    return {
        "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
        "then": {"properties": dict.fromkeys(wrong, False), "required": needed},
    }


def _stage() -> Schema:
    """Return the schema of a stage of an approval that is more than one role."""
    parts = {
        "of": one_or_more(_ROLE),
        "seats": {**COUNT, "not": {"const": 0}},
        "need": {**COUNT, "not": {"const": 0}},
        "due": phrase(RULE),
        "deputy": _ROLE,
    }
    return mapping("stage", keys.STAGE, parts, title="Stage / 段階")


def _outcome() -> Schema:
    parts = {
        "en": TEXT,
        "ja": TEXT,
        "asks": one_or_more(_ASKED),
        "then": _then(),
        "redo": one_or_more(_NEEDED),
        "promises": FLAG,
    }
    found = mapping("outcome", keys.OUTCOME, parts, title="Outcome / 結果")
    back = {"properties": {"then": {"pattern": r"^\s*back\s"}}, "required": ["then"]}
    only_back = {"if": {"required": ["redo"]}, "then": back}
    return {**found, "required": list(keys.BOTH.required), **only_back}


def _then() -> Schema:
    one = r"[^\s]+"
    several = rf"^\s*back\s+to\s+{one}(\s+or\s+{one})*\s*$"
    return {
        "anyOf": [
            described("outcome.stop", {"const": "stop"}),
            described("outcome.back", {"type": "string", "pattern": several}),
            described("outcome.on", {"type": "string", "pattern": rf"^\s*on\s+to\s+{one}\s*$"}),
        ]
    }


def opening() -> Schema:
    """Return the schema of one thing that must hold for a step to open."""
    after = {"type": "string", "pattern": r"^\s*after\s+\S+\s*$"}
    once = {"type": "string", "pattern": r"^\s*once\s+\S"}
    return {"anyOf": [phrase(RULE), described("opens.after", after), described("opens.once", once)]}


def escalation() -> Schema:
    """Return the schema of a reminder that comes after the due date and names a role."""
    days = r"0*[1-9]\d*\s+(days?|weeks?)\s+after\s+->\s+\S+"
    return {"allOf": [phrase(REMINDER), {"pattern": rf"^\s*{days}\s*$"}]}
