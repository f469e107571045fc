"""Rules of the house that a reviewer would otherwise have to remember."""

import ast
from pathlib import Path

from onboarding.web.pages import STYLESHEETS

ROOT = Path(__file__).parent.parent
SHARED = {"_layout", "_macros", "errors", "documents", "notices"}
FORBIDDEN_NAMES = {"util", "utils", "helpers", "common", "manager", "misc"}


def modules():
    """Return every module of the package but its migrations."""
    found = sorted((ROOT / "onboarding").rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def test_every_view_has_a_gate(whole_app):
    views = {name: view for name, view in whole_app.view_functions.items() if name != "static"}

    assert [name for name, view in views.items() if not hasattr(view, "gate")] == []


def test_every_template_folder_names_a_feature():
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    features = {path.name for path in (ROOT / "onboarding").iterdir() if path.is_dir()}

    assert folders - SHARED - features == set()


def test_no_module_has_a_name_that_says_nothing():
    assert [path.name for path in modules() if path.stem in FORBIDDEN_NAMES] == []


def test_no_module_is_longer_than_four_hundred_lines():
    long = {path.name: len(path.read_text("utf-8").splitlines()) for path in modules()}

    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_no_function_is_longer_than_forty_lines():
    long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40:
                long.append(f"{path.name}: {node.name}")

    assert long == []


def test_no_template_is_longer_than_a_hundred_and_forty_lines():
    pages = sorted((ROOT / "templates").rglob("*.html"))
    long = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in pages}

    assert {name: lines for name, lines in long.items() if lines > 140} == {}


def test_no_page_has_a_script_or_a_style_of_its_own():
    pages = [p for p in (ROOT / "templates").rglob("*.html") if "documents" not in p.parts]
    inline = [
        str(page.relative_to(ROOT))
        for page in pages
        if any(
            sign in page.read_text("utf-8")
            for sign in (" style=", "<style", "onclick=", "<script>")
        )
    ]

    assert inline == []


def test_every_style_sheet_is_linked_and_uses_tokens():
    folder = ROOT / "onboarding" / "static" / "css"
    sheets = {path.stem for path in folder.glob("*.css")}
    colours = [
        path.name
        for path in folder.glob("*.css")
        if path.stem != "tokens" and "#" in path.read_text("utf-8").replace("#tip", "")
    ]

    assert sheets == set(STYLESHEETS)
    assert colours == []


def test_nothing_of_the_service_is_loaded_from_another_host(client):
    policy = client.get("/sign-in").headers["Content-Security-Policy"]

    assert "http" not in policy
    assert "unsafe" not in policy


def test_every_migration_is_reversible(tmp_path):
    from sqlalchemy import inspect

    from onboarding import create_app
    from onboarding.config import assets, read_settings
    from onboarding.database import db
    from onboarding.migrating import migrate, revert

    environment = {"ONBOARDING_DATA": str(tmp_path)}
    app = create_app(
        read_settings({**environment, "ONBOARDING_WORKFLOWS": str(assets() / "workflows")})
    )
    migrate(app)
    revert(app)

    with app.app_context():
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        db.engine.dispose()
    assert left == set()


def test_the_migrations_make_the_tables_of_the_models(app):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from onboarding.database import Base, db

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []
