"""Keep the papers made for forwarding agents, so that each can be confirmed and read again."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0027"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "agent_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_agent_papers_agent_id_agents"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name="fk_agent_papers_made_by_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["agent_papers.id"], name="fk_agent_papers_replaces_id_agent_papers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agent_papers"),
        sa.UniqueConstraint("number", name="uq_agent_papers_number"),
        sa.UniqueConstraint("code", name="uq_agent_papers_code"),
    )
    op.create_index("ix_agent_papers_agent_id", "agent_papers", ["agent_id"])


def downgrade() -> None:
    op.drop_table("agent_papers")
