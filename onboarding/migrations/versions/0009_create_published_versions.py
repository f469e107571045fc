"""Create published versions of workflows, and drafts of the next ones."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "published_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name="fk_published_versions_by_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_published_versions"),
        sa.UniqueConstraint("workflow", "version", name="uq_published_versions_workflow_version"),
    )
    op.create_table(
        "workflow_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.String(length=60), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_workflow_drafts_by_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_workflow_drafts"),
        sa.UniqueConstraint("workflow", name="uq_workflow_drafts_workflow"),
    )


def downgrade() -> None:
    op.drop_table("workflow_drafts")
    op.drop_table("published_versions")
