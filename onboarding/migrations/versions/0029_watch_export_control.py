"""Create what comes up of a verdict by itself, what people tell of it, and what was purged."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0029"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "told_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("look_again_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_told_changes_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["look_again_id"], ["look_again.id"], name="fk_told_changes_look_again_id_look_again"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_told_changes_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_told_changes"),
    )
    op.create_index("ix_told_changes_case_id", "told_changes", ["case_id"])
    op.create_index("ix_told_changes_look_again_id", "told_changes", ["look_again_id"])
    op.create_table(
        "export_watches",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_export_watches_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", name="pk_export_watches"),
    )
    op.create_index("ix_export_watches_next_on", "export_watches", ["next_on"])
    op.create_table(
        "export_purges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("rules", sa.String(10), nullable=False),
        sa.Column("rows", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export_purges"),
    )
    op.create_index("ix_export_purges_at_id", "export_purges", ["at", "id"])


def downgrade() -> None:
    for table in ("export_purges", "export_watches", "told_changes"):
        op.drop_table(table)
