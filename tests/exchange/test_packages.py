"""A programme out of one institution and into another, by the commands people type."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from onboarding import create_app
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.cases.service import NewCase, open_case
from onboarding.cli import cli
from onboarding.config import assets, read_settings
from onboarding.database import db, transaction
from onboarding.exchange.packages.comparing import compare
from onboarding.exchange.packages.exporting import export
from onboarding.exchange.packages.institution import here
from onboarding.exchange.packages.reading import read
from onboarding.people.models import Department
from onboarding.people.service import add_person
from tests.exchange.institutions import FIELDS, WORKFLOW, files, plain, with_gate, write

Typed = Callable[..., Result]
NOON = datetime(2027, 1, 7, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database, to be copied."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    typed(folder, assets() / "workflows", "migrate")
    return folder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """The programme `guests` of the institution that has it."""
    place = tmp_path_factory.mktemp("package")
    there = place / "guests.onboarding.yaml"
    shutil.copytree(migrated, place / "data")
    folder = with_gate(place / "a")
    result = typed(place / "data", folder, "export", "guests", "-o", str(there))
    assert result.exit_code == 0, result.output
    return there


def typed(data: Path, folder: Path, *words: str, given: str | None = None) -> Result:
    """Type a command at an institution."""
    environment = {"ONBOARDING_DATA": str(data), "ONBOARDING_WORKFLOWS": str(folder)}
    environment |= {"LANG": "C.UTF-8", "LC_ALL": ""}
    return CliRunner(env=environment).invoke(cli, words, input=given)


@pytest.fixture
def at(tmp_path: Path, migrated: Path) -> Callable[[Path], Typed]:
    """Return a function that sits down at an institution; it returns one that types there."""

    def sit(folder: Path) -> Typed:
        data = tmp_path / f"{folder.name}-data"
        if not data.exists():
            shutil.copytree(migrated, data)
        return partial(typed, data, folder)

    return sit


def items(package: Path) -> dict[tuple[str, str], dict[str, object]]:
    """Return the items of a package by kind and id."""
    top = yaml.safe_load(package.read_text("utf-8"))
    return {(one["kind"], one["id"]): one for one in top["items"]}


def test_package_says_who_made_it_of_what_when(package: Path) -> None:
    top = yaml.safe_load(package.read_text("utf-8"))

    assert top["format"] == "onboarding-package/1"
    assert (top["programme"], top["title"]["ja"]) == ("guests", "来訪者")
    assert top["from"] == {"en": "Reiwa University", "ja": "令和大学"}
    assert date.fromisoformat(top["made_on"]) >= date(2026, 11, 1)
    assert len(top["sha256"]) == 64


def test_package_has_all_the_programme_needs_and_nothing_else(package: Path) -> None:
    found = items(package)
    of_our_own = {
        ("role", "gate"),
        ("field", "campus.brings_car"),
        ("field", "campus.plate"),
        ("field", "campus.trips"),
        ("field", "trip.town"),
        ("field", "trip.days"),
        ("rubric", "gate"),
        ("rubric", "default"),
        ("document", "car_permit"),
        ("outside_office", "town"),
        ("lead_time", "campus.request"),
        ("workflow", "campus"),
        ("workflow", "visa"),
        ("field", "passport.number"),
        ("programme", "guests"),
    }

    assert of_our_own - found.keys() == set()
    assert found["workflow", "campus"]["text"] == WORKFLOW
    assert found["workflow", "campus"]["version"] == 4
    assert ("rubric", "principal_investigator") not in found
    named = {id for (kind, id), one in found.items() if kind == "programme" and "name_only" in one}
    assert named == {"aspire", "expert_j", "horizon_europe", "jsps_fellow", "lotus", "nexus"}


def test_programme_taken_in_is_the_same_programme(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed]
) -> None:
    there = at(plain(tmp_path / "b"))

    taken = there("import", str(package), "--yes")
    again = tmp_path / "again.yaml"
    there("export", "guests", "-o", str(again))

    assert taken.exit_code == 0, taken.output
    assert taken.output.endswith(
        "12 items were taken in.\nStart the service anew, so that it counts.\n"
    )
    assert there("check", "--language", "en").output == "No fault found.\n"
    first, second = items(package), items(again)
    hashes = {key: one["sha256"] for key, one in first.items()}
    assert {key: one["sha256"] for key, one in second.items()} == hashes
    assert there("import", str(package)).output.endswith("Everything is here already.\n")


def test_a_case_runs_under_a_programme_taken_in(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed]
) -> None:
    folder = plain(tmp_path / "b")
    there = at(folder)
    assert there("import", str(package), "--yes").exit_code == 0
    assert there("migrate").exit_code == 0
    environment = {"ONBOARDING_DATA": str(tmp_path / "b-data")}
    settings = read_settings({**environment, "ONBOARDING_WORKFLOWS": str(folder)})

    with create_app(settings).app_context():
        with transaction():
            db.session.add(Department(code="letters", name_en="Letters", name_ja="文学研究科"))
        mei = add_person("mei@example.org", "Mei Lin")
        facts = {"stay.starts_on": date(2027, 4, 1), "stay.ends_on": date(2028, 3, 31)}
        case = open_case(NewCase("guests", 1, mei.id, None, facts), by=By(None, NOON))
        steps = {planned.key for planned in progress_of(case, date(2027, 1, 7)).plan.steps}
        pinned = json.loads(case.versions)["campus"]
        db.session.remove()
        db.engine.dispose()

    assert {"campus.request", "campus.permit", "visa.passport"} <= steps
    assert pinned == 1


def changed(folder: Path) -> Path:
    """Return an institution that has some of the same ids with other content."""
    with_gate(folder)
    write(folder, "fields/campus.yaml", FIELDS.replace("Number plate", "Licence plate"))
    write(folder, "campus/v4.yaml", WORKFLOW.replace("21 days before", "30 days before"))
    return folder


def test_collisions_are_shown_in_words_and_nothing_is_written_undecided(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed]
) -> None:
    folder = changed(tmp_path / "b")
    before = files(folder)

    result = at(folder)("import", str(package), "--yes")

    assert result.exit_code == 1
    assert "  collides: 2\n" in result.output
    assert (
        "field campus.plate is defined here otherwise:\n"
        "    label.en: ours “Licence plate”, theirs “Number plate”\n"
    ) in result.output
    assert (
        "workflow campus is defined here otherwise:\n"
        "    steps.request.due: ours “30 days before stay.starts_on”, "
        "theirs “21 days before stay.starts_on”\n"
    ) in result.output
    assert result.output.endswith("Nothing was written.\n")
    assert files(folder) == before


def test_ours_is_kept_where_it_is_chosen(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed]
) -> None:
    folder = changed(tmp_path / "b")
    before = files(folder)

    result = at(folder)("import", str(package), "--keep", "all", "--yes")

    assert result.output.endswith("Everything is here already.\n")
    assert files(folder) == before


def test_theirs_is_taken_as_the_next_version(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed]
) -> None:
    folder = changed(tmp_path / "b")
    before = files(folder)

    result = at(folder)(
        *("import", str(package), "--yes"),
        *("--take", "workflow:campus", "--take", "campus.plate"),
    )

    after = files(folder)
    assert result.exit_code == 0, result.output
    assert after.keys() - before.keys() == {"campus/v5.yaml"}
    assert after["campus/v5.yaml"] == WORKFLOW.replace("version: 4", "version: 5")
    differing = [name for name in before if after[name] != before[name]]
    assert differing == ["fields/campus.yaml"]
    assert yaml.safe_load(after["fields/campus.yaml"]) == yaml.safe_load(FIELDS)


def test_theirs_is_taken_under_another_name_with_all_references(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed]
) -> None:
    folder = changed(tmp_path / "b")
    before = files(folder)

    result = at(folder)(
        *("import", str(package), "--yes", "--rename", "campus.plate=campus.number"),
        *("--rename", "workflow:campus=access", "--rename", "document:car_permit=pass"),
        *("--rename", "role:gate=guard", "--rename", "programme:guests=visitors"),
        *("--rename", "rubric:gate=door"),
    )

    after = files(folder)
    assert result.exit_code == 0, result.output
    assert {name for name in before if after[name] != before[name]} == {
        "roles.yaml",
        "rules/lead_times.yaml",
    }
    workflow = after["access/v1.yaml"]
    assert "asks: [campus.brings_car, campus.number, campus.trips]" in workflow
    assert "id: access\nversion: 1\n" in workflow
    assert "due: 3 days after access.request" in workflow
    assert "document: pass" in workflow
    assert "remind: [2 days after -> guard]" in workflow
    assert "- access: {from_days: 7}" in after["programmes/visitors.yaml"]
    assert "- interview_evaluation: {rubric: door}" in after["programmes/visitors.yaml"]
    assert "uses: [campus.number, researcher" in after["documents/pass/document.yaml"]
    assert "{{ campus.number }}" in after["documents/pass/page.html"]
    assert yaml.safe_load(after["documents/pass/sample.yaml"])["campus"] == {
        "number": "品川 300 あ 12-34"
    }
    assert "access.request" in yaml.safe_load(after["rules/lead_times.yaml"])["steps"]
    assert at(folder)("check", "--language", "en").output == "No fault found.\n"


def test_each_collision_is_asked_about_at_a_terminal(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = changed(tmp_path / "b")
    monkeypatch.setattr(
        "click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False
    )

    result = at(folder)("import", str(package), given="k\nr\naccess\ny\n")

    assert result.exit_code == 0, result.output
    assert "field campus.plate: (k)eep ours, (t)ake theirs, or (r)ename theirs?" in result.output
    assert (folder / "access" / "v1.yaml").exists()


def test_what_would_be_faulty_is_not_written(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed]
) -> None:
    """Theirs of a workflow asks for a list that is kept as ours, which is none."""
    folder = changed(tmp_path / "b")
    fields = (folder / "fields" / "campus.yaml").read_text("utf-8")
    write(folder, "fields/campus.yaml", fields.replace("type: list, item: trip", "type: text"))
    (folder / "campus" / "v4.yaml").unlink()
    (folder / "programmes" / "guests.yaml").unlink()
    times = (folder / "rules" / "lead_times.yaml").read_text("utf-8")
    write(
        folder,
        "rules/lead_times.yaml",
        times.replace("  campus.request: {days: 9, by: town}\n", ""),
    )
    before = files(folder)

    result = at(folder)("import", str(package), "--keep", "all", "--yes")

    assert result.exit_code == 1
    assert (
        "With these choices the definitions would have faults:\n"
        "campus/v1.yaml:26:11 E103 There is no field “campus.trips” of the type “list”.\n"
    ) in result.output
    assert result.output.endswith("Nothing was written.\n")
    assert files(folder) == before


def test_the_projects_own_folder_is_never_written(
    tmp_path: Path, package: Path, at: Callable[[Path], Typed]
) -> None:
    folder = assets() / "workflows"
    before = files(folder)

    result = at(folder)("import", str(package), "--yes")

    assert result.exit_code == 1
    assert "belongs to the project. Copy it" in result.output
    assert files(folder) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--keep", "nothing.such"), "The package has no item “nothing.such”."),
        (("--take", "gate"), "“gate” could be any of these: role:gate, rubric:gate"),
        (("--rename", "campus.plate=Plate"), "“Plate” cannot be a name here"),
        (("--rename", "campus.plate=campus.trips"), "There is a “campus.trips” already."),
    ],
)
def test_a_choice_that_cannot_be_made_says_why(
    tmp_path: Path,
    package: Path,
    at: Callable[[Path], Typed],
    words: tuple[str, ...],
    says: str,
) -> None:
    folder = changed(tmp_path / "b")
    before = files(folder)

    result = at(folder)("import", str(package), "--yes", *words)

    assert result.exit_code == 1
    assert says in result.output
    assert files(folder) == before


def test_export_of_no_programme_names_those_there_are(
    tmp_path: Path, at: Callable[[Path], Typed]
) -> None:
    result = at(with_gate(tmp_path / "a"))("export", "guest")

    assert result.exit_code == 1
    assert result.output.startswith("There is no programme “guest”. There are: aspire, employed,")


def test_a_list_of_arrivals_is_still_a_list(tmp_path: Path, at: Callable[[Path], Typed]) -> None:
    there = tmp_path / "list.csv"
    there.write_text("nothing,known\n1,2\n", "utf-8")

    result = at(plain(tmp_path / "b"))("import", str(there))

    assert result.output.startswith("No row of headings was found.")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("programme", ["employed", "expert_j", "lotus", "nexus"])
def test_every_programme_is_read_back_as_it_was_written(programme: str) -> None:
    text = export(programme, NOON)

    package = read(text.encode(), "p.yaml")

    assert export(programme, NOON) == text
    assert [one.state for one in compare(package.items, here().items)] == ["same"] * len(
        package.items
    )
