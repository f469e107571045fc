"""Create declarations and scores."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "declarations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=True),
        sa.Column("declared_at", Moment(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_declarations_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_declarations_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["people.id"], name="fk_declarations_settled_by_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_declarations"),
        sa.UniqueConstraint("case_id", "person_id", name="uq_declarations_case_id_person_id"),
    )
    op.create_table(
        "scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.String(length=120), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.String(), nullable=False),
        sa.Column("overall", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("handed_in_at", Moment(), nullable=False),
        sa.CheckConstraint("overall between 1 and 5", name="ck_scores_overall_in_scale"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_scores_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_scores_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_scores"),
        sa.UniqueConstraint(
            "case_id",
            "step_key",
            "round",
            "person_id",
            name="uq_scores_case_id_step_key_round_person_id",
        ),
    )


def downgrade() -> None:
    op.drop_table("scores")
    op.drop_table("declarations")
