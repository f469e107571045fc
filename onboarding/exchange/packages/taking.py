"""Choices about a package, and the files an institution would have after them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from onboarding.exchange.packages.comparing import COLLIDES, NEW, SAME, Compared
from onboarding.exchange.packages.items import DOCUMENT_FILES, Item, Key, is_id
from onboarding.exchange.packages.merging import fields_file, where_defined, with_value
from onboarding.exchange.packages.reading import Package
from onboarding.exchange.packages.renaming import renamed
from onboarding.exchange.packages.sources import LEAD_TIMES, RUBRIC

KEEP, TAKE, RENAME = "keep", "take", "rename"
_PART = {"outside_office": "offices", "lead_time": "steps"}
Renumber = Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do with one item: `keep` ours, `take` theirs, `rename` theirs to `name`."""

    what: str
    name: str = ""


class BadChoice(Exception):
    """A choice that cannot be made; `reason` is a key, `about` what it is about."""

    def __init__(self, reason: str, *about: str) -> None:
        self.reason, self.about = reason, about
        super().__init__(f"{reason} {about}")


@dataclass(frozen=True, slots=True)
class Here:
    """What an institution has: its items, the files of its dictionary, its newest versions."""

    items: Mapping[Key, Item]
    files: Mapping[str, str]
    versions: Mapping[str, int]


@dataclass(slots=True)
class Outcome:
    """What taking a package in would write: path → text, and the items that come."""

    files: dict[str, str] = field(default_factory=dict)
    taken: list[Item] = field(default_factory=list)


def undecided(compared: Sequence[Compared], choices: Mapping[Key, Choice]) -> list[Compared]:
    """Return the collisions nobody has decided yet."""
    return [one for one in compared if one.state == COLLIDES and one.item.key not in choices]


def check_choices(
    compared: Sequence[Compared], choices: Mapping[Key, Choice], here: Here
) -> list[tuple[Key, BadChoice]]:
    """Return what is wrong with choices: names that are none, or that are taken."""
    wrong: list[tuple[Key, BadChoice]] = []
    named = {one.item.key for one in compared}
    for key, choice in choices.items():
        if choice.what != RENAME:
            continue
        if not is_id(key[0], choice.name):
            wrong.append((key, BadChoice("not_an_id", choice.name)))
        elif (key[0], choice.name) in {*here.items, *named}:
            wrong.append((key, BadChoice("id_twice", choice.name)))
    return wrong


def take(
    package: Package,
    compared: Sequence[Compared],
    choices: Mapping[Key, Choice],
    here: Here,
    renumber: Renumber,
) -> Outcome:
    """Return what the choices would write. New items come, the same stay as they are."""
    renames = {key: choice.name for key, choice in choices.items() if choice.what == RENAME}
    wanted = [one.item for one in compared if _comes(one, choices)]
    coming = renamed(wanted, renames)
    outcome = Outcome(taken=[_next(item, here, renumber) for item in coming])
    fields = [item for item in outcome.taken if item.kind == "field"]
    _put_fields(outcome, fields, here, package)
    for item in outcome.taken:
        _put(outcome, item, here)
    return outcome


def _comes(one: Compared, choices: Mapping[Key, Choice]) -> bool:
    """Return whether an item is written: not where it is there already, or ours is kept."""
    choice = choices.get(one.item.key)
    if one.state == SAME:
        return _renamed(choice) or _renamed(choices.get(_workflow_of(one.item)))
    return (one.state == NEW and choice is None) or (choice is not None and choice.what != KEEP)


def _renamed(choice: Choice | None) -> bool:
    return choice is not None and choice.what == RENAME


def _workflow_of(item: Item) -> Key:
    """Return the workflow whose step an item is about: a usual time goes with its step."""
    return "workflow", item.id.partition(".")[0] if item.kind == "lead_time" else ""


def _next(item: Item, here: Here, renumber: Renumber) -> Item:
    """Return a workflow as the version it becomes here: a published one is never overwritten."""
    if item.kind != "workflow":
        return item
    number = here.versions.get(item.id, 0) + 1
    return replace(item, version=number, text=renumber(item.text, number))


def _put_fields(outcome: Outcome, fields: list[Item], here: Here, package: Package) -> None:
    """Put fields where ours are, and new ones into a file of their own."""
    new = []
    for item in fields:
        texts = {**here.files, **outcome.files}
        dictionary = {name: text for name, text in texts.items() if name.startswith("fields/")}
        file = where_defined(dictionary, item.id)
        if file is None:
            new.append(item)
        else:
            outcome.files[file] = with_value(texts[file], tuple(item.id.split(".")), item.data)
    if new:
        head = f"{package.origin.en} / {package.origin.ja}, {package.made_on}"
        outcome.files[_free(f"fields/{package.programme}", here)] = fields_file(new, head)


def _free(stem: str, here: Here) -> str:
    number, name = 1, f"{stem}.yaml"
    while name in here.files:
        number += 1
        name = f"{stem}_{number}.yaml"
    return name


def _put(outcome: Outcome, item: Item, here: Here) -> None:
    if item.kind == "role":
        _set(outcome, here, "roles.yaml", (item.id,), item)
    elif item.kind in _PART:
        _set(outcome, here, LEAD_TIMES, (_PART[item.kind], item.id), item)
    elif item.kind == "document":
        for name in DOCUMENT_FILES:
            outcome.files[f"documents/{item.id}/{name}"] = item.files[name]
    elif item.kind != "field":
        outcome.files[_file_of(item, here)] = item.text


def _set(outcome: Outcome, here: Here, file: str, path: tuple[str, ...], item: Item) -> None:
    text = outcome.files.get(file, here.files.get(file, ""))
    outcome.files[file] = with_value(text, path, item.data)


def _file_of(item: Item, here: Here) -> str:
    """Return the file of a definition that has one of its own."""
    if item.kind == "workflow":
        return f"{item.id}/v{item.version}.yaml"
    if item.kind == "rubric":
        return f"rules/{RUBRIC}{item.id}.yaml"
    folder = PurePosixPath("programmes")
    for file, text in here.files.items():
        known = here.items.get(item.key)
        if PurePosixPath(file).parent == folder and known and known.text == text:
            return file
    return str(folder / f"{item.id}.yaml")
