"""Let the name of an item hold the item it stands in: `v1.g1`, the guest of a visit."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
# SQLite makes the table anew: its checks keep the names they have.
_AS_NAMED = {"ck": "%(constraint_name)s"}


def upgrade() -> None:
    _widen(20, 40)


def downgrade() -> None:
    _widen(40, 20)


def _widen(old: int, new: int) -> None:
    with op.batch_alter_table("steps", naming_convention=_AS_NAMED) as steps:
        steps.alter_column(
            "item",
            type_=sa.String(length=new),
            existing_type=sa.String(length=old),
            existing_nullable=False,
        )
