"""Create imports and acts on many cases."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "list_headings",
        sa.Column("heading", sa.String(length=120), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("heading", name="pk_list_headings"),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=30), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_batches_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mails", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["people.id"], name="fk_imports_confirmed_by_id_people"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_imports_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_state", "imports", ["state"], unique=False)
    op.create_table(
        "batch_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name="fk_batch_items_batch_id_batches"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_batch_items_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_batch_items"),
    )
    op.create_index("ix_batch_items_batch_id", "batch_items", ["batch_id"], unique=False)
    op.create_table(
        "import_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_import_rows_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_import_rows_import_id_imports"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_rows"),
        sa.UniqueConstraint("import_id", "line", name="uq_import_rows_import_id_line"),
    )
    op.create_index(
        "ix_import_rows_import_id_state_line",
        "import_rows",
        ["import_id", "state", "line"],
        unique=False,
    )
    op.create_table(
        "listed_cases",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_listed_cases_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", name="pk_listed_cases"),
    )


def downgrade() -> None:
    op.drop_table("listed_cases")
    op.drop_index("ix_import_rows_import_id_state_line", table_name="import_rows")
    op.drop_table("import_rows")
    op.drop_index("ix_batch_items_batch_id", table_name="batch_items")
    op.drop_table("batch_items")
    op.drop_index("ix_imports_state", table_name="imports")
    op.drop_table("imports")
    op.drop_table("batches")
    op.drop_table("list_headings")
