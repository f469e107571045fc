"""The items an institution has, as its workflows folder and its documents hold them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from onboarding.engine.entries import Entry, read_yaml
from onboarding.exchange.packages.items import DOCUMENT_FILES, Item, Key, plain

RUBRIC = "rubric_"
LEAD_TIMES = "rules/lead_times.yaml"


@dataclass(frozen=True, slots=True)
class Versions:
    """The texts of all published versions: (workflow, version) → text."""

    texts: Mapping[tuple[str, int], str]

    def newest(self) -> Iterator[Item]:
        """Return the newest version of each workflow."""
        for id in dict.fromkeys(id for id, _version in self.texts):
            version = max(v for other, v in self.texts if other == id)
            yield Item("workflow", id, self.texts[id, version], version=version)


def items_of(folder: Path, documents: Iterable[Path], versions: Versions) -> dict[Key, Item]:
    """Return all items of an institution. `documents`: folders, later ones count."""
    found = [*_roles(folder), *_fields(folder), *_rubrics(folder), *_lead_times(folder)]
    found += versions.newest()
    for path in sorted((folder / "programmes").glob("*.yaml")):
        text = path.read_text("utf-8")
        found.append(Item("programme", str(_get(text, "id")), text))
    for place in documents:
        found += _documents(place)
    return {item.key: item for item in found}


def folder_versions(folder: Path) -> dict[tuple[str, int], str]:
    """Return the versions of workflows a folder has as files."""
    found = {}
    for path in sorted(folder.glob("*/v[0-9]*.yaml")):
        number = path.stem.removeprefix("v")
        if number.isdigit():
            found[path.parent.name, int(number)] = path.read_text("utf-8")
    return found


def dump(value: Any) -> str:
    """Return a value as YAML, short parts on one line."""
    text: str = yaml.dump(
        _lists(value),
        Dumper=_WrittenOut,
        allow_unicode=True,
        sort_keys=False,
        width=1000,
        default_flow_style=None,
    )
    return text.removesuffix("...\n")


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(one) for key, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, tuple | list) else value


class _WrittenOut(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def top_of(path: Path) -> Entry | None:
    """Return the top entry of a file; None where there is none that can be read."""
    return read_yaml(path.read_text("utf-8"), path.name, []) if path.is_file() else None


def _roles(folder: Path) -> Iterator[Item]:
    top = top_of(folder / "roles.yaml")
    for id, entry in top.pairs() if top else []:
        yield Item("role", id, dump(entry.plain()))


def _fields(folder: Path) -> Iterator[Item]:
    for path in sorted(folder.glob("fields/*.yaml")):
        top = top_of(path)
        for group, fields in top.pairs() if top else []:
            for name, entry in fields.pairs():
                yield Item("field", f"{group}.{name}", dump(entry.plain()))


def _rubrics(folder: Path) -> Iterator[Item]:
    for path in sorted(folder.glob(f"rules/{RUBRIC}*.yaml")):
        yield Item("rubric", path.stem.removeprefix(RUBRIC), path.read_text("utf-8"))


def _lead_times(folder: Path) -> Iterator[Item]:
    top = top_of(folder / LEAD_TIMES)
    parts = dict(top.pairs()) if top else {}
    for kind, part in (("outside_office", "offices"), ("lead_time", "steps")):
        for id, entry in parts[part].pairs() if part in parts else []:
            yield Item(kind, id, dump(entry.plain()))


def _documents(place: Path) -> Iterator[Item]:
    for path in sorted(place.glob("*/document.yaml")):
        names = [name for name in DOCUMENT_FILES if (path.parent / name).is_file()]
        files = {name: (path.parent / name).read_text("utf-8") for name in names}
        yield Item("document", path.parent.name, files=files)


def _get(text: str, key: str) -> Any:
    data = plain(text)
    return data.get(key, "") if isinstance(data, dict) else ""
