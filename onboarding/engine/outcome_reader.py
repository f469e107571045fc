"""Reading the outcomes of a step, and the steps they lead to."""

from collections.abc import Iterable
from dataclasses import replace

from onboarding.engine import keys
from onboarding.engine.definition import Ask, Branch, Need, Outcome, Step, full
from onboarding.engine.entries import Entry
from onboarding.engine.reading import Found, flag, items, text_in

_THEN = ("stop", "back to <step>", "on to <step>")


def read_outcomes(workflow: str, found: Found) -> tuple[Outcome, ...]:
    """Read the outcomes of a step in file order."""
    pairs = found["outcomes"].pairs() if "outcomes" in found else []
    return tuple(_outcome(workflow, id, entry) for id, entry in pairs)


def _outcome(workflow: str, id: str, entry: Entry) -> Outcome:
    found = entry.mapping(*keys.OUTCOME)
    word, targets = _then(found)
    if "redo" in found and word != "back":
        found["redo"].fault("E101", "redo_without_back")
    steps = tuple(full(workflow, target) for target in targets)
    return Outcome(
        id=id,
        label=entry.both(found),
        asks=tuple(read_ask(one) for one in items(found, "asks")),
        then=word,
        back_to=steps if word == "back" else (),
        at=found.get("then", entry).place,
        redo=read_needs(workflow, items(found, "redo")) if "redo" in found else None,
        on_to=steps[0] if word == "on" else "",
        promises=flag(found, "promises"),
    )


def _then(found: Found) -> tuple[str, list[str]]:
    """Return `stop`, `back` or `on`, and where it leads; nothing where it is none of them."""
    then = " ".join((text_in(found, "then") or "").split())
    word, _, rest = then.partition(" to ")
    targets = rest.split(" or ") if rest else []
    wrong = any(not target or " " in target for target in targets)
    fits = {"": not targets, "stop": not targets, "back": targets, "on": len(targets) == 1}
    if wrong or not fits.get(word):
        found["then"].fault("E101", "not_one_of", then, *_THEN)
        return "", []
    return word, targets


def read_ask(entry: Entry) -> Ask:
    """`passport.number`, or `passport.number (optional)` where the step can do without."""
    field, _, mark = " ".join(entry.text().split()).partition(" ")
    if mark not in ("", "(optional)"):
        entry.fault("E101", "not_one_of", mark, "(optional)")
    return Ask(field, bool(mark), entry.place)


def read_needs(workflow: str, entries: Iterable[Entry]) -> tuple[Need, ...]:
    """Read a list of steps."""
    return tuple(Need(full(workflow, entry.text()), entry.place) for entry in entries)


def branched(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps of a workflow, each with the outcomes that lead on to it."""
    steps = tuple(steps)
    found: dict[str, tuple[Branch, ...]] = {}
    for step in steps:
        for outcome in step.outcomes:
            if outcome.on_to:
                branch = Branch(step.key, outcome.id, outcome.at)
                found[outcome.on_to] = (*found.get(outcome.on_to, ()), branch)
    return tuple(replace(step, branches=found.get(step.key, ())) for step in steps)
