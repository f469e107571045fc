"""Create the agency's files."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "official_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["people.id"], name="fk_official_files_added_by_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_official_files"),
    )
    op.create_index("ix_official_files_kind_id", "official_files", ["kind", "id"])


def downgrade() -> None:
    op.drop_table("official_files")
