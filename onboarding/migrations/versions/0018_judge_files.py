"""Keep what is wrong with each file people sent, and what it was made from."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0018"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "judged_files",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.Column("mended", sa.String(), nullable=False),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.Column("judged_by", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_judged_files_file_id_files"),
        sa.ForeignKeyConstraint(
            ["original_id"], ["files.id"], name="fk_judged_files_original_id_files"
        ),
        sa.PrimaryKeyConstraint("file_id", name="pk_judged_files"),
        sa.UniqueConstraint("original_id", name="uq_judged_files_original_id"),
    )
    op.create_index("ix_judged_files_judged_by", "judged_files", ["judged_by"])
    op.drop_table("file_verdicts")
    op.execute(
        "insert into judged_files (file_id, mended, judged_by, verdict)"
        " select id, '[]', '', '' from files where id not in"
        " (select file_id from documents where file_id is not null)"
    )


def downgrade() -> None:
    op.create_table(
        "file_verdicts",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("faults", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_file_verdicts_file_id_files"),
        sa.PrimaryKeyConstraint("file_id", name="pk_file_verdicts"),
    )
    op.drop_table("judged_files")
