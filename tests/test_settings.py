"""What the service makes of its settings before anything else happens."""

from pathlib import Path

from onboarding import create_app
from onboarding.config import assets, read_settings


def test_a_fresh_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "fresh" / "data"
    workflows = {"ONBOARDING_WORKFLOWS": str(assets() / "workflows")}

    create_app(read_settings({"ONBOARDING_DATA": str(folder), **workflows}))

    keys = list((folder / "keys").iterdir())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in keys} == {0o600}
