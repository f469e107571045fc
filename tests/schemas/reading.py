"""Reading definitions as editors do: YAML 1.2, in which `NO` and `yes` are texts."""

import re
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator

import onboarding.classes
import onboarding.housing
import onboarding.interviews
import onboarding.security  # noqa: F401 - these three register the kinds of steps they own
from onboarding.cases.library import Read, read_folder
from onboarding.cases.registry import registry
from onboarding.config import assets
from onboarding.schemas.names import Names, names_of
from onboarding.schemas.writing import schema

FOLDER = assets() / "workflows"


class AsWritten(yaml.SafeLoader):
    """Takes keys as they are written, as the readers do: `on` is no yes there."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        pairs = ((str(key.value), value) for key, value in node.value)
        return {key: self.construct_object(value, deep=True) for key, value in pairs}


class _Core(AsWritten):
    """YAML 1.2 with its core schema."""


def _construct(loader: AsWritten, node: yaml.MappingNode) -> dict[str, Any]:
    return loader.construct_mapping(node)


_Core.yaml_implicit_resolvers = {}
AsWritten.add_constructor("tag:yaml.org,2002:map", _construct)
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first
    )


def as_editors_read(text: str) -> Any:
    """Return the value an editor checks against a schema."""
    return yaml.load(text, _Core)


@cache
def shipped() -> Read:
    """Read the workflows folder of the project."""
    return read_folder(FOLDER)


@cache
def validator(name: str, *, known: bool = True) -> Draft202012Validator:
    """Return the schema of a kind of file, with the shipped folder's names or without."""
    names = names_of(shipped().catalogue) if known else Names(registry)
    found = schema(name, names)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def faults(name: str, text: str, *, known: bool = True) -> list[str]:
    """Return what a schema has against a text: where, in dots."""
    errors = validator(name, known=known).iter_errors(as_editors_read(text))
    return sorted(".".join(map(str, error.absolute_path)) for error in errors)


def complaints(name: str, text: str) -> list[str]:
    """Return what a schema without names says of a text, for the message of a test."""
    errors = validator(name, known=False).iter_errors(as_editors_read(text))
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message[-150:]}" for one in errors]
