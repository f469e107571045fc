"""Create cases, their history and the step index."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("programme", sa.String(length=60), nullable=False),
        sa.Column("versions", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("researcher_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("wakes_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("data_key", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name="fk_cases_department_id_departments"
        ),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name="fk_cases_host_id_people"),
        sa.ForeignKeyConstraint(
            ["researcher_id"], ["people.id"], name="fk_cases_researcher_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("import_key", name="uq_cases_import_key"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
    )
    op.create_index(
        "ix_cases_department_id_status_starts_on",
        "cases",
        ["department_id", "status", "starts_on"],
        unique=False,
    )
    op.create_index("ix_cases_host_id", "cases", ["host_id"], unique=False)
    op.create_index("ix_cases_researcher_id", "cases", ["researcher_id"], unique=False)
    op.create_index(
        "ix_cases_status_starts_on_id", "cases", ["status", "starts_on", "id"], unique=False
    )
    op.create_index("ix_cases_wakes_on", "cases", ["wakes_on"], unique=False)
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_case_events_by_id_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"], ["people.id"], name="fk_case_events_on_behalf_of_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.UniqueConstraint("case_id", "sequence", name="uq_case_events_case_id_sequence"),
    )
    op.create_table(
        "case_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_members_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_case_members_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_members"),
        sa.UniqueConstraint(
            "case_id", "person_id", "role", name="uq_case_members_case_id_person_id_role"
        ),
    )
    op.create_index("ix_case_members_person_id", "case_members", ["person_id"], unique=False)
    op.create_table(
        "case_words",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_words_case_id_cases"),
        sa.PrimaryKeyConstraint("word", "case_id", name="pk_case_words"),
    )
    op.create_table(
        "sensitive_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_sensitive_readings_case_id_cases"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_sensitive_readings_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sensitive_readings"),
    )
    op.create_index(
        "ix_sensitive_readings_case_id_at", "sensitive_readings", ["case_id", "at"], unique=False
    )
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.String(length=60), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'waiting', 'done', 'skipped', 'stopped')",
            name="ck_steps_known_state",
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name="fk_steps_assignee_id_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_steps_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
        sa.UniqueConstraint("case_id", "key", name="uq_steps_case_id_key"),
    )
    op.create_index(
        "ix_steps_open_department_role_due",
        "steps",
        ["department_id", "role", "due", "id", "assignee_id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_steps_open_due",
        "steps",
        ["due", "id", "role"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_steps_open_role_due",
        "steps",
        ["role", "due", "id", "assignee_id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_steps_open_role_due",
        table_name="steps",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(
        "ix_steps_open_due",
        table_name="steps",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(
        "ix_steps_open_department_role_due",
        table_name="steps",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_table("steps")
    op.drop_index("ix_sensitive_readings_case_id_at", table_name="sensitive_readings")
    op.drop_table("sensitive_readings")
    op.drop_table("case_words")
    op.drop_index("ix_case_members_person_id", table_name="case_members")
    op.drop_table("case_members")
    op.drop_table("case_events")
    op.drop_index("ix_cases_wakes_on", table_name="cases")
    op.drop_index("ix_cases_status_starts_on_id", table_name="cases")
    op.drop_index("ix_cases_researcher_id", table_name="cases")
    op.drop_index("ix_cases_host_id", table_name="cases")
    op.drop_index("ix_cases_department_id_status_starts_on", table_name="cases")
    op.drop_table("cases")
