"""A package as one YAML file that people can read."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import yaml

from onboarding.engine.definition import Text
from onboarding.exchange.packages.items import Item

FORMAT = "onboarding-package/1"
_HEAD = """\
# A programme with all it needs, from one institution to another. Take it in with
#   onboarding import THIS_FILE
# which first shows what is new, what is the same and what collides, and asks about each.
# プログラムと、それに必要なものすべてを一つにまとめたファイルです。上のコマンドで取り込むと、
# 新しいもの、同じもの、衝突するものを示し、一つずつ確認します。
"""


class _Written(str):
    """A text written line by line, not in quotation marks."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _lines(dumper: yaml.SafeDumper, text: _Written) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


_Dumper.add_representer(_Written, _lines)


def write(
    programme: str, items: Sequence[Item], *, title: Text, origin: Text, made_on: date
) -> str:
    """Return a package: who made it when, and every item with its hash."""
    top = {
        "format": FORMAT,
        "programme": programme,
        "title": {"en": title.en, "ja": title.ja},
        "from": {"en": origin.en, "ja": origin.ja},
        "made_on": made_on.isoformat(),
        "sha256": hash_of(items),
        "items": [_item(item) for item in items],
    }
    body = yaml.dump(top, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    return f"{_HEAD}{body}"


def hash_of(items: Sequence[Item]) -> str:
    """Return the hash of a whole package: of what all of its items say."""
    lines = (f"{item.kind} {item.id} {item.version} {item.sha256}\n" for item in items)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _item(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": item.kind, "id": item.id}
    if item.version:
        found["version"] = item.version
    if item.name_only:
        found["name_only"] = True
    found["sha256"] = item.sha256
    if item.kind == "document":
        found["files"] = {name: _Written(text) for name, text in item.files.items()}
    else:
        found["text"] = _Written(item.text)
    return found
