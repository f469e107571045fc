"""Every file that is shipped is what its schema says, as editors and as PyYAML read it."""

from pathlib import Path

import pytest
import yaml

from onboarding.config import assets
from onboarding.schemas.writing import SCHEMAS
from tests.schemas.reading import FOLDER, AsWritten, faults, validator

DOCUMENTS = assets() / "templates" / "documents"
FILES = [
    *(
        (name, path)
        for name, (pattern, _maker) in SCHEMAS.items()
        for path in sorted(FOLDER.glob(pattern))
    ),
    *(("document", path) for path in sorted(DOCUMENTS.glob("*/document.yaml"))),
]


@pytest.mark.parametrize("known", [True, False], ids=["with names", "without"])
@pytest.mark.parametrize(
    ("name", "path"), FILES, ids=[path.parent.name + "/" + path.name for _name, path in FILES]
)
def test_shipped_file_fits_its_schema(name: str, path: Path, known: bool) -> None:
    assert faults(name, path.read_text("utf-8"), known=known) == []


@pytest.mark.parametrize(
    ("name", "path"), FILES, ids=[path.parent.name + "/" + path.name for _name, path in FILES]
)
def test_shipped_file_fits_its_schema_as_the_readers_read_it(name: str, path: Path) -> None:
    value = yaml.load(path.read_text("utf-8"), _WithoutDays)

    assert [error.message for error in validator(name).iter_errors(value)] == []


def test_every_schema_has_files() -> None:
    assert {name for name, _path in FILES} == set(SCHEMAS)


def test_every_file_of_the_folder_has_a_schema() -> None:
    assert set(FOLDER.rglob("*.yaml")) - {path for _name, path in FILES} == set()


class _WithoutDays(AsWritten):
    """YAML 1.1 in which a day stays a text, as JSON has none."""


_WithoutDays.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
