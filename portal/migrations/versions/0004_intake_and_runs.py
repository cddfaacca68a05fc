"""The troubleshooter: intake, waiting runs, flows edited in the web"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=90), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["journey_id"], ["journey.id"], name=op.f("fk_intake_journey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("journey_id", name=op.f("uq_intake_journey_id")),
    )
    op.create_table(
        "flow_draft",
        sa.Column("flow_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'review')", name=op.f("ck_flow_draft_state")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_flow_draft_author_id")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["flow_version.id"], name=op.f("fk_flow_draft_base_id")
        ),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_flow_draft_flow_id")),
        sa.PrimaryKeyConstraint("flow_id", name=op.f("pk_flow_draft")),
    )
    with op.batch_alter_table("flow_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("shipped", sa.Boolean(), nullable=False, server_default=sa.true())
        )  # so far they all did
        batch_op.alter_column("shipped", server_default=None)
        batch_op.create_foreign_key(
            batch_op.f("fk_flow_version_author_id"), "person", ["author_id"], ["id"]
        )
    op.add_column("run", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempt", sa.Column("locale", sa.String(length=2), nullable=True))
    op.add_column("attempt", sa.Column("version", sa.Integer(), nullable=True))
    op.add_column("attempt", sa.Column("wording", sa.String(), nullable=True))
    op.create_index(
        "ix_attempt_outcomes", "attempt", ["remedy", "outcome", "before", "superseded_at"]
    )
    op.create_table(
        "assisted_run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("begun", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_assisted_run_agent_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_assisted_run_run_id")),
        sa.PrimaryKeyConstraint("run_id", "agent_id", name=op.f("pk_assisted_run")),
    )
    op.create_table(
        "run_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_reminder_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_reminder")),
        sa.UniqueConstraint("run_id", "step", name=op.f("uq_run_reminder_run_id_step")),
    )
    op.create_table(
        "run_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_share_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_share")),
        sa.UniqueConstraint("run_id", name=op.f("uq_run_share_run_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_run_share_token_hash")),
    )
    op.create_table(
        "remedy_time",
        sa.Column("remedy", sa.String(length=80), nullable=False),
        sa.Column("timed", sa.Integer(), nullable=False),
        sa.Column("median_seconds", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("remedy", name=op.f("pk_remedy_time")),
    )
    op.create_table(
        "journey_query",
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("query", sa.String(length=200), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("solved", sa.Integer(), nullable=False),
        sa.CheckConstraint("locale IN ('de', 'en')", name=op.f("ck_journey_query_locale")),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_journey_query_journey_id")
        ),
        sa.PrimaryKeyConstraint(
            "journey_id", "day", "locale", "query", name=op.f("pk_journey_query")
        ),
    )


def downgrade() -> None:
    op.drop_table("journey_query")
    for table in ("remedy_time", "run_share", "run_reminder", "assisted_run"):
        op.drop_table(table)
    op.drop_index("ix_attempt_outcomes", table_name="attempt")
    for column in ("wording", "version", "locale"):
        op.drop_column("attempt", column)
    op.drop_column("run", "moved_at")
    with op.batch_alter_table("flow_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_flow_version_author_id"), type_="foreignkey")
        batch_op.drop_column("shipped")
        batch_op.drop_column("author_id")
    op.drop_table("flow_draft")
    op.drop_table("intake")
