"""Create the tables of export control."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0020"
down_revision = "0017"

_TABLES = (
    *("look_again", "export_records", "screening_hits", "screenings", "screening_entries"),
    "screening_lists",
)


def upgrade() -> None:
    _lists()
    _screenings()
    _hits()
    _records()
    _look_again()


def _id(table: str) -> tuple[Any, Any]:
    return sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint(
        "id", name=f"pk_{table}"
    )


def _to(table: str, column: str, other: str) -> Any:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _text(name: str, length: int) -> Any:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _number(name: str, *, empty: bool = False) -> Any:
    return sa.Column(name, sa.Integer(), nullable=empty)


def _moment(name: str, *, empty: bool = False) -> Any:
    return sa.Column(name, Moment(), nullable=empty)


def _lists() -> None:
    op.create_table(
        "screening_lists",
        *_id("screening_lists"),
        _text("key", 40),
        _text("title", 200),
        sa.Column("effective_on", sa.Date(), nullable=False),
        _text("file_name", 200),
        _text("sha256", 64),
        _number("entries"),
        _moment("added_at"),
        _number("added_by_id"),
        _text("state", 10),
        _number("total"),
        _number("done"),
        _number("found"),
        _number("last_case_id"),
        _moment("claimed_until", empty=True),
        _to("screening_lists", "added_by_id", "people"),
    )
    op.create_index(
        "ix_screening_lists_key_effective_on", "screening_lists", ["key", "effective_on"]
    )
    op.create_table(
        "screening_entries",
        *_id("screening_entries"),
        _number("list_id"),
        _text("number", 40),
        _text("name", 400),
        sa.Column("others", sa.String(), nullable=False),
        _text("country", 120),
        _text("concern", 400),
        _to("screening_entries", "list_id", "screening_lists"),
    )
    op.create_index("ix_screening_entries_list_id", "screening_entries", ["list_id"])


def _screenings() -> None:
    op.create_table(
        "screenings",
        *_id("screenings"),
        _number("case_id"),
        _moment("at"),
        _text("cause", 20),
        sa.Column("lists", sa.String(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        _number("hits"),
        _number("new_hits"),
        _to("screenings", "case_id", "cases"),
    )
    op.create_index("ix_screenings_case_id_id", "screenings", ["case_id", "id"])


def _hits() -> None:
    op.create_table(
        "screening_hits",
        *_id("screening_hits"),
        _number("case_id"),
        _number("list_id"),
        _text("list_key", 40),
        _text("entry_name", 400),
        _text("named", 400),
        _text("country", 120),
        _text("concern", 400),
        _text("asked", 400),
        _number("score"),
        _text("reason", 10),
        _moment("first_seen"),
        sa.Column("gone", sa.Boolean(), nullable=False),
        _text("decision", 10),
        _text("note", 400),
        _moment("decided_at", empty=True),
        _number("decided_by_id", empty=True),
        _to("screening_hits", "case_id", "cases"),
        _to("screening_hits", "list_id", "screening_lists"),
        _to("screening_hits", "decided_by_id", "people"),
        sa.UniqueConstraint(
            *("case_id", "list_key", "entry_name", "asked"),
            name="uq_screening_hits_case_id_list_key_entry_name_asked",
        ),
    )
    op.create_index("ix_screening_hits_case_id", "screening_hits", ["case_id"])


def _records() -> None:
    op.create_table(
        "export_records",
        *_id("export_records"),
        _number("case_id"),
        _number("event"),
        _text("step", 120),
        _text("outcome", 40),
        sa.Column("lists", sa.String(), nullable=False),
        _text("rules", 10),
        _moment("at"),
        _number("person_id", empty=True),
        _to("export_records", "case_id", "cases"),
        _to("export_records", "person_id", "people"),
        sa.UniqueConstraint("case_id", "event", name="uq_export_records_case_id_event"),
    )
    op.create_index("ix_export_records_case_id", "export_records", ["case_id"])


def _look_again() -> None:
    op.create_table(
        "look_again",
        *_id("look_again"),
        _number("case_id"),
        _text("cause", 20),
        _text("detail", 400),
        _moment("at"),
        _text("settled", 10),
        _text("note", 400),
        _moment("settled_at", empty=True),
        _number("settled_by_id", empty=True),
        _to("look_again", "case_id", "cases"),
        _to("look_again", "settled_by_id", "people"),
    )
    op.create_index("ix_look_again_settled_id", "look_again", ["settled", "id"])
    op.create_index("ix_look_again_case_id_settled", "look_again", ["case_id", "settled"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
