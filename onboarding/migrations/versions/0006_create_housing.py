"""Create rooms and their nights."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("building_en", sa.String(length=120), nullable=False),
        sa.Column("building_ja", sa.String(length=120), nullable=False),
        sa.Column("address_en", sa.String(length=200), nullable=False),
        sa.Column("address_ja", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("rent", sa.Integer(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.CheckConstraint("capacity >= 1", name="ck_rooms_capacity_positive"),
        sa.CheckConstraint("rent >= 0", name="ck_rooms_rent_not_negative"),
        sa.PrimaryKeyConstraint("id", name="pk_rooms"),
        sa.UniqueConstraint("building_en", "code", name="uq_rooms_building_en_code"),
    )
    op.create_table(
        "room_stays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.String(length=120), nullable=False),
        sa.Column("from_night", sa.Date(), nullable=False),
        sa.Column("until_night", sa.Date(), nullable=False),
        sa.Column("assigned_at", Moment(), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("given_back_at", Moment(), nullable=True),
        sa.Column("in_question", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["people.id"], name="fk_room_stays_assigned_by_id_people"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_room_stays_case_id_cases"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_room_stays_room_id_rooms"),
        sa.PrimaryKeyConstraint("id", name="pk_room_stays"),
    )
    op.create_index("ix_room_stays_case_id", "room_stays", ["case_id"], unique=False)
    op.create_index(
        "ix_room_stays_room_id_from_night", "room_stays", ["room_id", "from_night"], unique=False
    )
    op.create_table(
        "room_nights",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("stay_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_room_nights_room_id_rooms"),
        sa.ForeignKeyConstraint(
            ["stay_id"], ["room_stays.id"], name="fk_room_nights_stay_id_room_stays"
        ),
        sa.PrimaryKeyConstraint("room_id", "night", name="pk_room_nights"),
    )
    op.create_index("ix_room_nights_stay_id", "room_nights", ["stay_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_room_nights_stay_id", table_name="room_nights")
    op.drop_table("room_nights")
    op.drop_index("ix_room_stays_room_id_from_night", table_name="room_stays")
    op.drop_index("ix_room_stays_case_id", table_name="room_stays")
    op.drop_table("room_stays")
    op.drop_table("rooms")
