"""Create rehearsals."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("beside_id", sa.Integer(), nullable=True),
        sa.Column("settings", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_rehearsals_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["beside_id"], ["rehearsals.id"], name="fk_rehearsals_beside_id_rehearsals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rehearsals"),
    )


def downgrade() -> None:
    op.drop_table("rehearsals")
