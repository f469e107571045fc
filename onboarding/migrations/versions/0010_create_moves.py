"""Create moves of cases to other versions."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("programme", sa.String(length=60), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("starts_from", sa.Date(), nullable=True),
        sa.Column("starts_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("totals", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name="fk_moves_department_id_departments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_moves_person_id_people"),
        sa.ForeignKeyConstraint(["undoes_id"], ["moves.id"], name="fk_moves_undoes_id_moves"),
        sa.PrimaryKeyConstraint("id", name="pk_moves"),
        sa.UniqueConstraint("undoes_id", name="uq_moves_undoes_id"),
    )
    op.create_index("ix_moves_state", "moves", ["state"], unique=False)
    op.create_table(
        "move_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_move_items_case_id_cases"),
        sa.ForeignKeyConstraint(["move_id"], ["moves.id"], name="fk_move_items_move_id_moves"),
        sa.PrimaryKeyConstraint("id", name="pk_move_items"),
        sa.UniqueConstraint("move_id", "case_id", name="uq_move_items_move_id_case_id"),
    )
    op.create_index("ix_move_items_case_id", "move_items", ["case_id"], unique=False)
    op.create_index(
        "ix_move_items_move_id_state_id", "move_items", ["move_id", "state", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_move_items_move_id_state_id", table_name="move_items")
    op.drop_index("ix_move_items_case_id", table_name="move_items")
    op.drop_table("move_items")
    op.drop_index("ix_moves_state", table_name="moves")
    op.drop_table("moves")
