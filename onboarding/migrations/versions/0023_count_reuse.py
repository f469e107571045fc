"""Create the count of what was typed and printed in each case."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "case_reuse",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_reuse_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_reuse"),
    )


def downgrade() -> None:
    op.drop_table("case_reuse")
