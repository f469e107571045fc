"""Note what papers say of the institution, so that a change of it is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0023"

_KEPT = ("documents", "exports")
_MARKED = sa.text("mark <> ''")


def upgrade() -> None:
    op.create_table(
        "letterheads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letterheads"),
        sa.UniqueConstraint("mark", name="uq_letterheads_mark"),
    )
    for table in _KEPT:
        name = f"fk_{table}_letterhead_id_letterheads"
        op.execute(
            f"alter table {table} add column letterhead_id integer "
            f"constraint {name} references letterheads (id)"
        )
        op.create_index(f"ix_{table}_letterhead_id", table, ["letterhead_id"])
    op.execute("alter table outdatings add column mark varchar(64) not null default ''")
    for what in ("document_id", "export_id"):
        op.create_index(
            f"ix_outdatings_{what}_mark",
            "outdatings",
            [what, "mark"],
            unique=True,
            sqlite_where=_MARKED,
            postgresql_where=_MARKED,
        )


def downgrade() -> None:
    op.execute("delete from outdatings where mark <> ''")
    for what in ("document_id", "export_id"):
        op.drop_index(f"ix_outdatings_{what}_mark", "outdatings")
    op.drop_column("outdatings", "mark")
    for table in _KEPT:
        op.drop_index(f"ix_{table}_letterhead_id", table)
        op.drop_column(table, "letterhead_id")
    op.drop_table("letterheads")
