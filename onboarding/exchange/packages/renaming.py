"""Items under other names, with everything in the package that refers to them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from onboarding.exchange.packages.items import Item, Key, plain, values_of
from onboarding.exchange.packages.sources import dump

_NAME = re.compile(r"(?<![\w.])[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_ROLE_KEYS = frozenset({"role", "deputy", "readers", "asked_by", "of", "route"})
_ARROW_KEYS = frozenset({"remind", "escalate"})
_RUBRIC_KEYS = frozenset({"rubric", "extends"})
Path = tuple[str, ...]


def renamed(items: Sequence[Item], renames: Mapping[Key, str]) -> list[Item]:
    """Return the items of a package with some under new ids, all references rewritten."""
    if not renames:
        return list(items)
    change = _Change(renames, _dotted(items, renames), _rubric_keys(items))
    return [change.item(item) for item in items]


def _dotted(items: Iterable[Item], renames: Mapping[Key, str]) -> dict[str, str]:
    """Return dotted name → new name: of fields, and of the steps of workflows."""
    found = {id: new for (kind, id), new in renames.items() if kind == "field"}
    for item in items:
        new = renames.get(item.key)
        if item.kind == "workflow" and new:
            steps = [id for step in values_of(item.data, "steps") for id in _ids(step)]
            found |= {f"{item.id}.{step}": f"{new}.{step}" for step in steps}
    return found


def _ids(steps: Any) -> Iterator[str]:
    for step in steps if isinstance(steps, tuple) else ():
        if isinstance(step, dict) and "id" in step:
            yield str(step["id"])


def _rubric_keys(items: Iterable[Item]) -> frozenset[str]:
    """Return the keys whose values name rubrics: also the parameters that do."""
    named = (str(v) for item in items for v in values_of(item.data, "rubric"))
    parameters = {name.removeprefix("parameter.") for name in named if "parameter." in name}
    return _RUBRIC_KEYS | parameters


@dataclass(frozen=True, slots=True)
class _Change:
    renames: Mapping[Key, str]
    dotted: Mapping[str, str]
    rubrics: frozenset[str]

    def item(self, item: Item) -> Item:
        """Return one item as it reads afterwards."""
        files = {name: self._file(name, text) for name, text in item.files.items()}
        text = self._yaml(item.text, item.kind) if item.text else ""
        return replace(item, id=self._id(item), text=text, files=files)

    def _id(self, item: Item) -> str:
        """Return the id: a new one, or that of a step whose workflow has a new one."""
        new = self.renames.get(item.key)
        return new or (self.dotted.get(item.id, item.id) if item.kind == "lead_time" else item.id)

    def _file(self, name: str, text: str) -> str:
        if name == "document.yaml":
            return self._yaml(text, "document")
        return self._sample(text) if name == "sample.yaml" else self._names(text)

    def _names(self, text: str) -> str:
        return _NAME.sub(self._name, text)

    def _name(self, match: re.Match[str]) -> str:
        first, second, *rest = match[0].split(".")
        found = self.dotted.get(f"{first}.{second}", f"{first}.{second}")
        return ".".join((found, *rest))

    def _sample(self, text: str) -> str:
        """Move the values of a sample whose fields have new names."""
        data, moved = plain(text), False
        for (kind, id), new in self.renames.items():
            group, _, name = id.partition(".")
            values = data.get(group) if isinstance(data, dict) else None
            if kind == "field" and isinstance(values, dict) and name in values:
                there, _, called = new.partition(".")
                data.setdefault(there, {})[called] = values.pop(name)
                moved = True
        return dump(data) if moved else text

    def _yaml(self, text: str, kind: str) -> str:
        """Rewrite the names in a YAML text; all else, comments included, stays as written."""
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        found = text
        for start, end, path, is_key in reversed(list(_scalars(node, ()))):
            raw = found[start:end]
            found = f"{found[:start]}{self._raw(raw, path, kind, is_key)}{found[end:]}"
        return found

    def _raw(self, raw: str, path: Path, kind: str, is_key: bool) -> str:
        raw = self._names(raw)
        for (what, id), new in self.renames.items():
            if self._means(what, path, kind, is_key):
                raw = re.sub(rf"(?<![\w.]){re.escape(id)}(?![\w.])", new, raw)
            elif what == "programme" and ("programme.id" in raw or "programme.tags" in raw):
                raw = re.sub(rf"([\"']){re.escape(id)}\1", rf"\g<1>{new}\g<1>", raw)
        return raw

    def _means(self, what: str, path: Path, kind: str, is_key: bool) -> bool:
        """Return whether what stands here is the id of such an item."""
        last = path[-1] if path else ""
        here = {
            "role": last in _ROLE_KEYS and not is_key,
            "document": last == "document",
            "rubric": last in self.rubrics and not is_key,
            "outside_office": last == "by",
            "workflow": path == (("id",) if kind == "workflow" else ("workflows",)),
            "programme": kind == "programme" and path in (("id",), ("tags",)),
        }
        arrow = what == "role" and last in _ARROW_KEYS
        return arrow or here.get(what, False)


def _scalars(node: yaml.Node | None, path: Path) -> Iterator[tuple[int, int, Path, bool]]:
    """Return where each text stands, under which keys, and whether it is a key; in file order."""
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.index, node.end_mark.index, path, False
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _scalars(one, path)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.start_mark.index, key.end_mark.index, path, True
            yield from _scalars(value, (*path, str(key.value)))
