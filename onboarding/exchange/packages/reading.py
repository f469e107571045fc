"""A package read back: what comes from elsewhere is refused where it is not as it should be."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from onboarding.engine.definition import Text
from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition, Place
from onboarding.exchange.packages.items import DOCUMENT_FILES, KINDS, Item, is_id
from onboarding.exchange.packages.writing import FORMAT, hash_of

MAX_BYTES = 4 * 1024 * 1024
_MAX_ITEMS = 3000
_TOP = ("format", "programme", "title", "from", "made_on", "sha256", "items")
FIRST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says of itself, and its items in the order they need each other."""

    programme: str
    title: Text
    origin: Text
    made_on: str
    items: tuple[Item, ...]


def is_package(content: bytes) -> bool:
    """Return whether a file calls itself a package, of whatever version."""
    return b"format: onboarding-package/" in content[:FIRST_BYTES]


def read(content: bytes, file: str) -> Package:
    """Read a package.

    Raises:
        FaultyDefinition: it is too large, no package, or was changed after it was written.
    """
    faults: list[Fault] = []
    top = read_yaml(_text(content, file), file, faults)
    if top is None:
        raise FaultyDefinition(faults)
    found = top.mapping(_TOP)
    if "format" in found and found["format"].written() != FORMAT:
        found["format"].fault("E101", "package_of_other_format", found["format"].written(), FORMAT)
    _stop(faults)
    items = tuple(_item(entry) for entry in _entries(found["items"]))
    _stop(faults)
    _check_whole(found, items)
    package = Package(
        programme=found["programme"].text(),
        title=found["title"].bilingual(),
        origin=found["from"].bilingual(),
        made_on=found["made_on"].text(),
        items=items,
    )
    _stop(faults)
    return package


def _text(content: bytes, file: str) -> str:
    place = Place(file, 1, 1)
    if len(content) > MAX_BYTES:
        raise FaultyDefinition([Fault(place, "E101", "package_too_large")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FaultyDefinition([Fault(place, "E101", "not_yaml", ("UTF-8",))]) from None


def _stop(faults: list[Fault]) -> None:
    if faults:
        raise FaultyDefinition(faults)


def _entries(entry: Entry) -> list[Entry]:
    found = entry.items()
    if len(found) > _MAX_ITEMS:
        entry.fault("E101", "package_too_large")
        return []
    return found


def _item(entry: Entry) -> Item:
    keys = ("version", "name_only", "text", "files")
    found = entry.mapping(("kind", "id", "sha256"), keys)
    kind = found["kind"].one_of(*KINDS) if "kind" in found else ""
    id = found["id"].text() if "id" in found else ""
    if kind in KINDS and not is_id(kind, id):
        found.get("id", entry).fault("E101", "not_an_id", id)
    item = Item(
        kind=kind,
        id=id,
        text=_written(found["text"]) if "text" in found else "",
        files=_files(found["files"]) if "files" in found else {},
        version=found["version"].integer(least=1) if "version" in found else 0,
        name_only=found["name_only"].boolean() if "name_only" in found else False,
    )
    if kind in KINDS:
        _check(entry, found, item)
    return item


def _written(entry: Entry) -> str:
    """Return a text with its line ends, which `text` of an entry leaves out."""
    return str(entry.node.value) if isinstance(entry.node.value, str) else entry.text()


def _files(entry: Entry) -> dict[str, str]:
    """Return the files of a document; a name that is none of the four could be any path."""
    found = entry.mapping((), DOCUMENT_FILES)
    return {name: _written(one) for name, one in found.items()}


def _check(entry: Entry, found: Mapping[str, Entry], item: Item) -> None:
    """Refuse an item that lacks its text, is no YAML, or is not what was hashed."""
    complete = set(item.files) == set(DOCUMENT_FILES) if item.kind == "document" else item.text
    if not complete:
        key = "files" if item.kind == "document" else "text"
        entry.fault("E101", "missing_key", key)
        return
    texts = [item.text] if item.kind != "document" else []
    texts += [text for name, text in item.files.items() if name.endswith(".yaml")]
    before = len(entry.faults)
    for text in texts:
        inner = read_yaml(text, f"{entry.file}: {item.kind} {item.id}", entry.faults)
        if inner and not inner.is_mapping:
            inner.fault("E101", "not_a_mapping")
    whole = "sha256" not in found or found["sha256"].text() == item.sha256
    if len(entry.faults) == before and not whole:
        found["sha256"].fault("E101", "package_changed", f"{item.kind} {item.id}")


def _check_whole(found: Mapping[str, Entry], items: tuple[Item, ...]) -> None:
    counted = Counter(item.key for item in items)
    for key, count in counted.items():
        if count > 1:
            found["items"].fault("E104", "id_twice", key[1])
    if ("programme", found["programme"].text()) not in counted:
        found["programme"].fault("E103", "unknown_programme", found["programme"].text())
    if found["sha256"].text() != hash_of(items):
        found["sha256"].fault("E101", "package_changed", found["programme"].text())
