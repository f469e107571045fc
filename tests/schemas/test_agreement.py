"""Files changed at random: whatever the readers accept, the schemas accept."""

import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from onboarding.cases.registry import registry
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.checks import check
from onboarding.engine.errors import Fault
from onboarding.engine.loader import Loader
from onboarding.schemas.writing import SCHEMAS
from tests.schemas.reading import FOLDER, complaints, faults, shipped

VALUES = (
    *("7", "07", "1_000", "-3", "2.5", "yes", "No", "ON", "true", "~", "null", "", "text", '"7"'),
    *("2027-04-01", "2026-11", "NO", "[]", "{}", "[a, b]", "{en: A, ja: あ}", "{en: A}", '" "'),
    *(
        "on stay.starts_on",
        "3 days  before stay.starts_on",
        "on the day",
        "2 weeks after -> office",
    ),
    *("stay.theme", "stay.theme (optional)", "stay.theme  (optional)", "back to a", "stop", "0x1F"),
    *("after a", "once stay.days > 90", "back to a or b", "on to a", "5 days after -> head"),
    *("approval", "[head, hr]", "{of: [head, hr], need: 1}", "{of: panel, seats: 3}"),
    *("form", "document", "decision", "plain", "date", "choice", "case", "both", "today", "{a: b}"),
)
TURNS = 60
KEYS = (
    *("route", "opens", "escalate", "deputy", "redo_when_changed", "redo", "at_opening"),
    *("promises", "not_by"),
    *("id", "help", "due", "asks", "outcomes", "when", "legal", "source", "title", "dew", "class"),
)


def mutate(node: yaml.Node, chance: random.Random) -> None:
    """Change one place of a tree: a value, a key, one thing more or one less."""
    container = chance.choice([one for one in _nodes(node) if one.value])
    at = chance.randrange(len(container.value))
    change = chance.choice((_replace, _replace, _drop, _rename, _unwrap, _add))
    change(container, at, chance)


def _nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _key, value in node.value:
            yield from _nodes(value)
    elif isinstance(node, yaml.SequenceNode):
        yield node
        for value in node.value:
            yield from _nodes(value)


def _put(container: yaml.Node, at: int, value: yaml.Node) -> None:
    mapped = isinstance(container, yaml.MappingNode)
    container.value[at] = (container.value[at][0], value) if mapped else value


def _replace(container: yaml.Node, at: int, chance: random.Random) -> None:
    _put(container, at, _value(chance))


def _drop(container: yaml.Node, at: int, chance: random.Random) -> None:
    del container.value[at]


def _rename(container: yaml.Node, at: int, chance: random.Random) -> None:
    if isinstance(container, yaml.MappingNode):
        container.value[at] = (_text(chance.choice(KEYS)), container.value[at][1])


def _unwrap(container: yaml.Node, at: int, chance: random.Random) -> None:
    """Take a value out of its list, or put it into one."""
    one = container.value[at][1] if isinstance(container, yaml.MappingNode) else container.value[at]
    is_list = isinstance(one, yaml.SequenceNode) and len(one.value) > 0
    wrapped = yaml.SequenceNode("tag:yaml.org,2002:seq", [one])
    _put(container, at, one.value[0] if is_list else wrapped)


def _add(container: yaml.Node, at: int, chance: random.Random) -> None:
    value = _value(chance)
    mapped = isinstance(container, yaml.MappingNode)
    container.value.append((_text(chance.choice(KEYS)), value) if mapped else value)


def _text(text: str) -> yaml.Node:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text)


def _value(chance: random.Random) -> yaml.Node:
    return yaml.compose(chance.choice(VALUES), yaml.SafeLoader) or _text("")


def read(name: str, text: str) -> tuple[Any, list[Fault]]:
    """Return what the reader of a kind of file makes of a text, and the faults it notes."""
    loader = Loader(registry, shipped().catalogue.clocks)
    readers: dict[str, Callable[[str, str], Any]] = {
        "workflow": loader.workflow,
        "fields": loader.fields,
        "roles": loader.roles,
        "programme": loader.programme,
        "document": lambda text, file: loader.document(text, file, "invitation"),
    }
    return readers[name](text, "f.yaml"), loader.faults


def fits(name: str, found: Any) -> bool:
    """Return whether the shipped definitions are without a fault with this one in place."""
    there = shipped().catalogue
    own: dict[str, Any] = {
        "fields": {**there.fields},
        "roles": {**there.roles},
        "documents": {**there.documents},
        "workflows": {**there.workflows},
        "programmes": {**there.programmes},
    }
    if name in ("fields", "roles"):
        own[name] |= {one.id: one for one in found}
    elif name == "workflow":
        own["workflows"][found.id] = {found.version: found}
    else:
        own[f"{name}s"][found.id] = found
    return not check(Catalogue(registry, **own))


@cache
def texts(name: str) -> list[str]:
    """Return the shipped files of a kind."""
    pattern = SCHEMAS[name][0]
    folder = FOLDER.parent / "templates" / "documents" if name == "document" else FOLDER
    return [
        p.read_text("utf-8")
        for p in sorted(folder.rglob(pattern.rpartition("/")[2]))
        if p.match(pattern)
    ]


@pytest.mark.parametrize("name", ["workflow", "fields", "roles", "programme", "document"])
def test_schema_accepts_whatever_the_reader_accepts(name: str) -> None:
    chance, refused, both, wrong = random.Random(7), 0, 0, []

    for _turn in range(TURNS):
        tree = yaml.compose(chance.choice(texts(name)), yaml.SafeLoader)
        for _change in range(chance.randint(1, 2)):
            mutate(tree, chance)
        text = yaml.serialize(tree, allow_unicode=True)
        (made, noted), found = read(name, text), faults(name, text, known=False)
        refused += bool(noted)
        both += bool(noted) and bool(found)
        if found and not noted and fits(name, made):
            wrong.append(complaints(name, text))

    assert wrong == []
    assert refused > TURNS / 3
    assert both >= 0.9 * refused, f"only {both} of {refused} faults are refused"
    print(f"{name}: {both} of {refused} faulty files refused by the schema as well")
