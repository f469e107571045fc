"""Create parcels of applications, and what was found wrong with stored files."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "parcels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("data_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_parcels_person_id_people"),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official_files.id"], name="fk_parcels_official_id_official_files"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_parcels"),
    )
    op.create_index("ix_parcels_state", "parcels", ["state"])
    op.create_index("ix_parcels_person_id_mark", "parcels", ["person_id", "mark"])
    op.create_table(
        "parcel_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name="fk_parcel_items_parcel_id_parcels"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_parcel_items_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_parcel_items"),
        sa.UniqueConstraint(
            "parcel_id", "case_id", "item", name="uq_parcel_items_parcel_id_case_id_item"
        ),
    )
    op.create_index("ix_parcel_items_case_id", "parcel_items", ["case_id"])
    op.create_table(
        "file_verdicts",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("faults", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_file_verdicts_file_id_files"),
        sa.PrimaryKeyConstraint("file_id", name="pk_file_verdicts"),
    )


def downgrade() -> None:
    op.drop_table("file_verdicts")
    op.drop_table("parcel_items")
    op.drop_table("parcels")
