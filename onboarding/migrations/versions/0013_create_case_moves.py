"""Create what moved in cases, and note until when the start of each is safe."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "case_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_moves_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_case_moves"),
        sa.UniqueConstraint("case_id", "sequence", name="uq_case_moves_case_id_sequence"),
    )
    op.add_column("cases", sa.Column("start_safe_until", sa.Date(), nullable=True))
    op.create_index("ix_cases_status_start_safe_until", "cases", ["status", "start_safe_until"])


def downgrade() -> None:
    op.drop_index("ix_cases_status_start_safe_until", "cases")
    op.drop_column("cases", "start_safe_until")
    op.drop_table("case_moves")
