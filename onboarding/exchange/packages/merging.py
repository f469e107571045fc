"""Definitions written into the files of a folder, all else in them left as it is."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from onboarding.exchange.packages.items import Item, plain
from onboarding.exchange.packages.sources import dump


def with_value(text: str, path: tuple[str, ...], value: Any) -> str:
    """Return a YAML file with a value at a path: in place of the old one, or behind its like."""
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    depth = 0
    while depth < len(path):
        found = _entry(node, path[depth])
        if found is None:
            return _added(text, node, path[depth:], value, depth)
        node, depth = found, depth + 1
    start, end = node.start_mark.index, _end(node)
    return f"{text[:start]}{_line(value)}{text[end:]}"


def _entry(node: Any, key: str) -> Any:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _end(node: Any) -> int:
    """Return where a value ends; a block's own mark lies behind the comments after it."""
    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False):
        end: int = node.end_mark.index
        return end
    parts = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else [pair])]
    return max(map(_end, parts), default=node.end_mark.index)


def _line(value: Any) -> str:
    """Return a value on one line, as it can stand anywhere."""
    text: str = yaml.dump(
        yaml.safe_load(dump(value)),
        Dumper=yaml.SafeDumper,
        allow_unicode=True,
        sort_keys=False,
        width=100_000,
        default_flow_style=True,
    )
    return text.removesuffix("\n").removesuffix("\n...")


def _added(text: str, node: Any, path: tuple[str, ...], value: Any, depth: int) -> str:
    """Add a new entry as the last of a mapping, written like its neighbours."""
    for key in reversed(path[1:]):
        value = {key: value}
    entry = f"{path[0]}: {_line(value)}"
    if node is None:
        return f"{text}{entry}\n"
    at = _end(node)
    if getattr(node, "flow_style", False):
        inside = text[node.start_mark.index + 1 : at - 1].strip()
        return f"{text[: at - 1]}{', ' if inside else ''}{entry}{text[at - 1 :]}"
    indent = " " * node.value[0][0].start_mark.column if node.value else "  " * depth
    return f"{text[:at].rstrip()}\n{indent}{entry}\n{text[at:].lstrip(' ').removeprefix(chr(10))}"


def fields_file(items: Iterable[Item], head: str) -> str:
    """Return a new file of the dictionary with these fields."""
    groups: dict[str, dict[str, Any]] = {}
    for item in items:
        group, _, name = item.id.partition(".")
        groups.setdefault(group, {})[name] = item.data
    return f"# {head}\n{dump(groups)}"


def where_defined(files: Mapping[str, str], id: str) -> str | None:
    """Return which file of the dictionary defines a field."""
    group, _, name = id.partition(".")
    for file, text in files.items():
        data = plain(text)
        fields = data.get(group) if isinstance(data, dict) else None
        if isinstance(fields, dict) and name in fields:
            return file
    return None
