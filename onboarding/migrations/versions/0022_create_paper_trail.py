"""Create what left as official forms, and what changes put out of date."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0022"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_exports_case_id_cases"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_exports_by_id_people"),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["exports.id"], name="fk_exports_replaces_id_exports"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    op.create_index("ix_exports_case_id_kind_item", "exports", ["case_id", "kind", "item"])
    op.create_table(
        "outdatings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("export_id", sa.Integer(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outdatings_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_outdatings_document_id_documents"
        ),
        sa.ForeignKeyConstraint(
            ["export_id"], ["exports.id"], name="fk_outdatings_export_id_exports"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outdatings"),
    )
    op.create_index("ix_outdatings_case_id_sequence", "outdatings", ["case_id", "sequence"])
    op.create_index(
        "ix_outdatings_unsettled",
        "outdatings",
        ["case_id"],
        sqlite_where=sa.text("not settled"),
        postgresql_where=sa.text("not settled"),
    )
    op.create_index("ix_documents_replaces_id", "documents", ["replaces_id"])


def downgrade() -> None:
    op.drop_index("ix_documents_replaces_id", "documents")
    op.drop_table("outdatings")
    op.drop_table("exports")
