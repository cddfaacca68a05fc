"""Cases that are taken care of: calendars, promises, contact persons; counts of flows' edges"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_service_hours()
    _add_ledger()
    _add_contact_persons()
    _extend_mails()
    _count_edges()


def downgrade() -> None:
    _uncount_edges()
    _drop_contact_persons()
    _drop_ledger()
    _drop_service_hours()
    _restore_mails()


def _count_edges() -> None:
    op.create_table(
        "edge_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_edge_count_flow_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edge_count")),
        sa.UniqueConstraint(
            "flow_id",
            "week",
            "source",
            "key",
            "target",
            name=op.f("uq_edge_count_flow_id_week_source_key_target"),
        ),
    )
    op.create_table(
        "counted_run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("edges", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_counted_run_run_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_counted_run")),
    )
    op.create_index(op.f("ix_run_changed_at"), "run", ["changed_at"])


def _uncount_edges() -> None:
    op.drop_index(op.f("ix_run_changed_at"), table_name="run")
    op.drop_table("counted_run")
    op.drop_table("edge_count")


def _extend_mails() -> None:
    with op.batch_alter_table("outbound_mail", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("content", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("problem", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("retry_until", sa.DateTime(timezone=True), nullable=True))
        for column in ("kind", "content", "attempts", "problem"):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_check_constraint(
            batch_op.f("ck_outbound_mail_state"),
            "state IN ('queued', 'sending', 'sent', 'filed', 'dead', 'uncertain', 'dropped')",
        )
    op.create_index("ix_outbound_mail_state", "outbound_mail", ["state", "id"])


def _restore_mails() -> None:
    op.drop_index("ix_outbound_mail_state", table_name="outbound_mail")
    with op.batch_alter_table("outbound_mail", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_outbound_mail_state"), type_="check")
        for column in ("retry_until", "problem", "attempts", "content", "kind"):
            batch_op.drop_column(column)


def _add_service_hours() -> None:
    op.create_table(
        "service_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("subdivision", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_service_calendar_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_calendar")),
        sa.UniqueConstraint("key", name=op.f("uq_service_calendar_key")),
    )
    op.create_table(
        "service_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_service_window_weekday")),
        sa.CheckConstraint(
            "opens BETWEEN 0 AND 1439 AND closes BETWEEN 1 AND 1440",
            name=op.f("ck_service_window_minutes"),
        ),
        sa.CheckConstraint("opens <> closes", name=op.f("ck_service_window_length")),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["service_calendar.id"], name=op.f("fk_service_window_calendar_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_window")),
    )
    op.create_index(op.f("ix_service_window_calendar_id"), "service_window", ["calendar_id"])
    op.create_table(
        "service_special_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_service_special_days_order")),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["service_calendar.id"],
            name=op.f("fk_service_special_days_calendar_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_special_days")),
    )
    op.create_index(
        op.f("ix_service_special_days_calendar_id"), "service_special_days", ["calendar_id"]
    )
    op.create_table(
        "team_service",
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["service_calendar.id"], name=op.f("fk_team_service_calendar_id")
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_team_service_queue_id")),
        sa.PrimaryKeyConstraint("queue_id", name=op.f("pk_team_service")),
    )
    op.create_index(op.f("ix_team_service_calendar_id"), "team_service", ["calendar_id"])
    op.create_table(
        "service_target",
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("first_answer_minutes", sa.Integer(), nullable=False),
        sa.Column("next_update_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "priority IN ('low', 'normal', 'high', 'urgent')",
            name=op.f("ck_service_target_priority"),
        ),
        sa.CheckConstraint(
            "first_answer_minutes > 0 AND next_update_minutes > 0",
            name=op.f("ck_service_target_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queue.id"], name=op.f("fk_service_target_queue_id")
        ),
        sa.PrimaryKeyConstraint("queue_id", "priority", name=op.f("pk_service_target")),
    )


def _drop_service_hours() -> None:
    for table in (
        "service_target",
        "team_service",
        "service_special_days",
        "service_window",
        "service_calendar",
    ):
        op.drop_table(table)


def _add_contact_persons() -> None:
    # The table is not made anew: 0002 could then no longer take its column back on SQLite.
    for column in ("languages", "skills", "hours"):
        op.add_column("person", sa.Column(column, sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absence_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_absence_deputy_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_absence_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("public_id", name=op.f("uq_absence_public_id")),
    )
    op.create_index(op.f("ix_absence_person_id_ends_at"), "absence", ["person_id", "ends_at"])
    with op.batch_alter_table("requester", schema=None) as batch_op:
        batch_op.alter_column("email", existing_type=sa.String(length=254), nullable=True)
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deputy_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("runarounds", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.alter_column("runarounds", server_default=None)
        batch_op.create_foreign_key(
            batch_op.f("fk_escalation_deputy_id"), "person", ["deputy_id"], ["id"]
        )
    op.create_index(
        "ix_escalation_deputy", "escalation", ["deputy_id", "queue_id", "status", "due_at"]
    )
    op.create_index(
        "ix_escalation_runarounds",
        "escalation",
        ["queue_id", "status", "due_at"],
        sqlite_where=sa.text("runarounds >= 2"),
        postgresql_where=sa.text("runarounds >= 2"),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_place_of_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_message_in_place_of_id"), "person", ["in_place_of_id"], ["id"]
        )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("from_queue_id", sa.Integer(), nullable=False),
        sa.Column("to_queue_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_handover_escalation_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_handover_by_id")),
        sa.ForeignKeyConstraint(["from_id"], ["person.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_handover_to_id")),
        sa.ForeignKeyConstraint(
            ["from_queue_id"], ["queue.id"], name=op.f("fk_handover_from_queue_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_queue_id"], ["queue.id"], name=op.f("fk_handover_to_queue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_escalation_id"), "handover", ["escalation_id"])
    op.create_table(
        "case_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_case_code_escalation_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_case_code_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_case_code_code_hash")),
    )
    op.create_index(op.f("ix_case_code_escalation_id"), "case_code", ["escalation_id"])


def _drop_contact_persons() -> None:
    op.drop_table("case_code")
    op.drop_table("handover")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_message_in_place_of_id"), type_="foreignkey")
        batch_op.drop_column("in_place_of_id")
    op.drop_index("ix_escalation_runarounds", table_name="escalation")
    op.drop_index("ix_escalation_deputy", table_name="escalation")
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_escalation_deputy_id"), type_="foreignkey")
        batch_op.drop_column("runarounds")
        batch_op.drop_column("deputy_id")
    with op.batch_alter_table("requester", schema=None) as batch_op:
        batch_op.alter_column("email", existing_type=sa.String(length=254), nullable=False)
    op.drop_table("absence")
    for column in ("hours", "skills", "languages"):
        op.drop_column("person", column)


def _add_ledger() -> None:
    """Who keeps a promise and on which grounds it was made; promises so far are told apart by who
    made them."""
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("priority", sa.String(length=8), nullable=False, server_default="normal")
        )
        batch_op.alter_column("priority", server_default=None)
        batch_op.create_check_constraint(
            batch_op.f("ck_escalation_priority"),
            "priority IN ('low', 'normal', 'high', 'urgent')",
        )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("basis", sa.String(length=10), nullable=False, server_default="chosen")
        )
        batch_op.add_column(sa.Column("moved_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("counted_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
        for column in ("basis", "reason"):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_check_constraint(
            batch_op.f("ck_promise_basis"),
            "basis IN ('target', 'chosen', 'callback', 'reminder', 'extension')",
        )
        batch_op.create_foreign_key(batch_op.f("fk_promise_by_id"), "person", ["by_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_promise_moved_from_id"), "promise", ["moved_from_id"], ["id"]
        )
    op.execute("UPDATE promise SET basis = 'target' WHERE made_by_id IS NULL")
    op.execute("UPDATE promise SET basis = 'reminder' WHERE kind = 'your_answer'")
    op.execute(
        "UPDATE promise SET look_at = made_at WHERE state = 'open' AND kind <> 'your_answer'"
    )
    op.execute(
        "UPDATE promise SET by_id = (SELECT contact_id FROM escalation "
        "WHERE escalation.id = promise.escalation_id) WHERE kind <> 'your_answer'"
    )
    op.create_index("ix_promise_look", "promise", ["state", "look_at"])
    op.create_table(
        "promise_warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "stage IN ('half', 'most', 'extended', 'broken')",
            name=op.f("ck_promise_warning_stage"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_promise_warning_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"], ["promise.id"], name=op.f("fk_promise_warning_promise_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_warning")),
        sa.UniqueConstraint(
            "promise_id",
            "stage",
            "person_id",
            name=op.f("uq_promise_warning_promise_id_stage_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_promise_warning_person_id_mailed_at"),
        "promise_warning",
        ["person_id", "mailed_at"],
    )


def _drop_ledger() -> None:
    op.drop_table("promise_warning")
    op.drop_index("ix_promise_look", table_name="promise")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_promise_moved_from_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_promise_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_promise_basis"), type_="check")
        for column in ("look_at", "counted_from", "reason", "moved_from_id", "basis", "by_id"):
            batch_op.drop_column(column)
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_escalation_priority"), type_="check")
        batch_op.drop_column("priority")
