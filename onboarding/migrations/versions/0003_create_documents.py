"""Create papers, stored files and their numbers."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_counters"),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name="fk_files_added_by_id_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_files_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    op.create_index("ix_files_case_id", "files", ["case_id"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("lacks", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_documents_case_id_cases"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_documents_file_id_files"),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["documents.id"], name="fk_documents_replaces_id_documents"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("code", name="uq_documents_code"),
        sa.UniqueConstraint("number", name="uq_documents_number"),
    )
    op.create_index(
        "ix_documents_asked",
        "documents",
        ["claimed_until"],
        unique=False,
        sqlite_where=sa.text("state in ('asked', 'making')"),
        postgresql_where=sa.text("state in ('asked', 'making')"),
    )
    op.create_index(
        "ix_documents_case_id_step_key", "documents", ["case_id", "step_key"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_documents_case_id_step_key", table_name="documents")
    op.drop_index(
        "ix_documents_asked",
        table_name="documents",
        sqlite_where=sa.text("state in ('asked', 'making')"),
        postgresql_where=sa.text("state in ('asked', 'making')"),
    )
    op.drop_table("documents")
    op.drop_index("ix_files_case_id", table_name="files")
    op.drop_table("files")
    op.drop_table("counters")
