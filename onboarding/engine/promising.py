"""What must hold before anything is promised, what promises by its nature, and who may decide."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from onboarding.engine import keys
from onboarding.engine.definition import Rule, Step
from onboarding.engine.entries import Entry
from onboarding.engine.errors import Fault, Place
from onboarding.engine.reading import Found, flag, items, source, texts_in, title


@dataclass(frozen=True, slots=True)
class Promising:
    """What is said of promises for the whole institution.

    `steps` and `kept` (what is allocated) promise whatever their workflow says; so does asking
    `asked_of` for one of the facts `asked`. `papers`: document → whether it promises. `deciders`:
    step → who alone may act in it; of `never`, nobody, whatever else they are in a case.
    """

    rules: tuple[Rule, ...] = ()
    steps: Collection[str] = ()
    kept: Collection[str] = ()
    asked: Collection[str] = ()
    asked_of: Collection[str] = ()
    papers: Mapping[str, bool] = field(default_factory=dict)
    deciders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)

    def by_nature(self, step: Step) -> bool:
        """Return whether a step promises something whatever its workflow says of it."""
        asks = {ask.field for ask in step.every_ask()}
        asked = not asks.isdisjoint(self.asked) and not step.roles.isdisjoint(self.asked_of)
        return asked or step.key in self.steps or step.options.get("allocates", "") in self.kept


def read_promising(found: Found, rules: tuple[Rule, ...]) -> Promising:
    """Read the file of promises; `rules`: what must hold, read already."""
    source(found)
    natural = found["by_nature"].mapping(*keys.BY_NATURE) if "by_nature" in found else {}
    decided = found["decided_by"].mapping(*keys.DECIDED_BY) if "decided_by" in found else {}
    source(natural)
    source(decided)
    deciders = decided["steps"].pairs() if "steps" in decided else []
    groups = [_group(one) for one in items(found, "papers")]
    named = [("step", deciders), *(("document", pairs) for pairs, _promises in groups)]
    places = {f"{what}:{id}": entry.place for what, pairs in named for id, entry in pairs}
    for what, key, entries in (
        ("field", "asks", natural),
        ("role", "of", natural),
        ("step", "steps", natural),
        ("role", "never", decided),
    ):
        places |= {f"{what}:{one.text()}": one.place for one in items(entries, key)}
    return Promising(
        rules=rules,
        steps=texts_in(natural, "steps"),
        kept=texts_in(natural, "keeps"),
        asked=texts_in(natural, "asks"),
        asked_of=texts_in(natural, "of"),
        papers={id: promises for pairs, promises in groups for id, _entry in pairs},
        deciders={id: entry.texts() for id, entry in deciders},
        never=texts_in(decided, "never"),
        places=places | {f"role:{r}": e.place for _id, e in deciders for r in e.texts()},
    )


def _group(entry: Entry) -> tuple[list[tuple[str, Entry]], bool]:
    """Return the papers of one group, each with where it is named, and whether they promise."""
    found = entry.mapping(*keys.PAPERS_DECIDED)
    title(found, "because")
    return [(one.text(), one) for one in items(found, "papers")], flag(found, "promise")


def unknown_in(promising: Promising, known: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Yield what the file of promises names that is not there; `known`: what → ids."""
    for name, place in promising.places.items():
        what, _, id = name.partition(":")
        if id not in known[what]:
            yield Fault(place, "E103", f"unknown_{what}", (id,))
