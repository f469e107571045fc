"""Create classes, seats and enrolments."""

import sqlalchemy as sa
from alembic import op

from onboarding.database import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "courses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("title_ja", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("term_en", sa.String(length=60), nullable=False),
        sa.Column("term_ja", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("times_en", sa.String(length=100), nullable=False),
        sa.Column("times_ja", sa.String(length=100), nullable=False),
        sa.Column("room", sa.String(length=60), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("self_sign_up", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seats >= 1", name="ck_courses_seats_positive"),
        sa.PrimaryKeyConstraint("id", name="pk_courses"),
        sa.UniqueConstraint("code", name="uq_courses_code"),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.String(length=120), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("left_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_enrolments_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name="fk_enrolments_course_id_courses"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enrolments"),
        sa.UniqueConstraint("course_id", "case_id", name="uq_enrolments_course_id_case_id"),
    )
    op.create_index("ix_enrolments_case_id", "enrolments", ["case_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name="fk_seats_course_id_courses"),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name="fk_seats_enrolment_id_enrolments"
        ),
        sa.PrimaryKeyConstraint("course_id", "number", name="pk_seats"),
        sa.UniqueConstraint("enrolment_id", name="uq_seats_enrolment_id"),
    )


def downgrade() -> None:
    op.drop_table("seats")
    op.drop_index("ix_enrolments_case_id", table_name="enrolments")
    op.drop_table("enrolments")
    op.drop_table("courses")
