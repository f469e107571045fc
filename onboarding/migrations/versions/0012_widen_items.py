"""Let the name of an item hold the item it stands in: `v1.g1`, the guest of a visit."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0015"


def upgrade() -> None:
    _widen(20, 40)


def downgrade() -> None:
    _widen(40, 20)


def _widen(old: int, new: int) -> None:
    """Change how long an item may be; SQLite keeps texts of any length and changes nothing."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.alter_column(
        "steps",
        "item",
        type_=sa.String(length=new),
        existing_type=sa.String(length=old),
        existing_nullable=False,
    )
