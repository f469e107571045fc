"""Create the register of forwarding agents, and who files the applications of a case."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0017"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=26), nullable=False),
        sa.Column("post", sa.String(length=100), nullable=False),
        sa.Column("certificate_no", sa.String(length=40), nullable=False),
        sa.Column("certificate_from", sa.Date(), nullable=True),
        sa.Column("certificate_until", sa.Date(), nullable=True),
        sa.Column("handed_back_on", sa.Date(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("training", sa.String(length=200), nullable=False),
        sa.Column("online_id", sa.String(length=40), nullable=False),
        sa.Column("online_until", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_agents_person_id_people"),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"], name="fk_agents_changed_by_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("person_id", name="uq_agents_person_id"),
    )
    op.create_table(
        "case_agents",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", Moment(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_agents_case_id_cases"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_case_agents_agent_id_agents"),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["people.id"], name="fk_case_agents_chosen_by_id_people"
        ),
        sa.PrimaryKeyConstraint("case_id", "what", name="pk_case_agents"),
    )
    op.create_index("ix_case_agents_agent_id", "case_agents", ["agent_id"])


def downgrade() -> None:
    op.drop_table("case_agents")
    op.drop_table("agents")
