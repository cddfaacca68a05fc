"""Journeys, attempts, runs, cases"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("current_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'published', 'archived')", name=op.f("ck_flow_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow")),
        sa.UniqueConstraint("key", name=op.f("uq_flow_key")),
    )
    op.create_table(
        "journey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey")),
        sa.UniqueConstraint("public_id", name=op.f("uq_journey_public_id")),
    )
    with op.batch_alter_table("journey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journey_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "queue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("key", name=op.f("uq_queue_key")),
    )
    op.create_table(
        "requester",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("neutral_mail_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requester")),
        sa.UniqueConstraint("email", name=op.f("uq_requester_email")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("remedy", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("before", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "origin IN ('flow', 'article', 'intake', 'agent')", name=op.f("ck_attempt_origin")
        ),
        sa.CheckConstraint(
            "outcome IN ('solved', 'no_change', 'worse', 'could_not', 'unknown')",
            name=op.f("ck_attempt_outcome"),
        ),
        sa.ForeignKeyConstraint(["journey_id"], ["journey.id"], name=op.f("fk_attempt_journey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attempt_public_id")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attempt_journey_id_remedy"), ["journey_id", "remedy"], unique=False
        )

    op.create_table(
        "escalation_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("callback_wish", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("queue_key", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_escalation_draft_journey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_draft")),
        sa.UniqueConstraint("journey_id", name=op.f("uq_escalation_draft_journey_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_escalation_draft_public_id")),
    )
    op.create_table(
        "flow_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_flow_version_flow_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_version")),
        sa.UniqueConstraint("flow_id", "number", name=op.f("uq_flow_version_flow_id_number")),
    )
    with op.batch_alter_table("flow") as batch_op:
        batch_op.create_foreign_key(
            op.f("fk_flow_current_id"), "flow_version", ["current_id"], ["id"]
        )

    op.create_table(
        "journey_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('searched', 'opened', 'not_helped', 'started')",
            name=op.f("ck_journey_event_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_journey_event_journey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_event")),
    )
    with op.batch_alter_table("journey_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journey_event_journey_id_id"), ["journey_id", "id"], unique=False
        )

    op.create_table(
        "journey_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_journey_fact_journey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_fact")),
        sa.UniqueConstraint("journey_id", "name", name=op.f("uq_journey_fact_journey_id_name")),
    )
    op.create_table(
        "journey_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_journey_key_journey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_key")),
        sa.UniqueConstraint(
            "token_hash", "journey_id", name=op.f("uq_journey_key_token_hash_journey_id")
        ),
    )
    with op.batch_alter_table("journey_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journey_key_journey_id"), ["journey_id"], unique=False)

    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=True),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("callback_wish", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('mail', 'callback')", name=op.f("ck_escalation_channel")),
        sa.CheckConstraint(
            "status IN ('new', 'open', 'waiting', 'solved', 'closed')",
            name=op.f("ck_escalation_status"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["person.id"], name=op.f("fk_escalation_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_escalation_journey_id")
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_escalation_queue_id")),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["requester.id"], name=op.f("fk_escalation_requester_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint("number", name=op.f("uq_escalation_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_escalation_public_id")),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_escalation_contact",
            ["contact_id", "queue_id", "status", "due_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_escalation_journey_id"), ["journey_id"], unique=False)
        batch_op.create_index("ix_escalation_queue", ["queue_id", "status", "due_at"], unique=False)
        batch_op.create_index(
            "ix_escalation_solved", ["queue_id", "status", "solved_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_escalation_requester_id"), ["requester_id"], unique=False
        )

    op.create_table(
        "queue_member",
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_queue_member_person_id")
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_queue_member_queue_id")),
        sa.PrimaryKeyConstraint("queue_id", "person_id", name=op.f("pk_queue_member")),
    )
    with op.batch_alter_table("queue_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queue_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["journey_id"], ["journey.id"], name=op.f("fk_run_journey_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["flow_version.id"], name=op.f("fk_run_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_run_token_hash")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_journey_id"), ["journey_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_version_id"), ["version_id"], unique=False)

    op.create_table(
        "context_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("before", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_context_line_escalation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context_line")),
    )
    with op.batch_alter_table("context_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_context_line_escalation_id"), ["escalation_id"], unique=False
        )

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('reply', 'note', 'customer')", name=op.f("ck_message_kind")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_message_author_id")),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_message_escalation_id")
        ),
        sa.ForeignKeyConstraint(["mail_id"], ["outbound_mail.id"], name=op.f("fk_message_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_escalation_id_id"), ["escalation_id", "id"], unique=False
        )

    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'kept', 'moved', 'broken', 'void')", name=op.f("ck_promise_state")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_promise_escalation_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_promise_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index("ix_promise_due", ["state", "due_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_promise_escalation_id"), ["escalation_id"], unique=False
        )
        batch_op.create_index(
            "uq_promise_open",
            ["escalation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "run_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=160), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_answer_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_answer")),
    )
    with op.batch_alter_table("run_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_run_answer_run_id_step"), ["run_id", "step"], unique=False
        )

    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("escalation_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "draft_id IS NOT NULL OR escalation_id IS NOT NULL", name=op.f("ck_case_file_owner")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["escalation_draft.id"], name=op.f("fk_case_file_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_case_file_escalation_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_case_file_file_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_case_file_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_case_file_file_id")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_file_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_file_escalation_id"), ["escalation_id"], unique=False
        )

    op.add_column(
        "outbound_mail", sa.Column("follows", sa.JSON(), nullable=False, server_default="[]")
    )
    # Not in a batch: on SQLite that would drop the table, which others refer to.
    op.execute(
        "ALTER TABLE person ADD COLUMN picture_id INTEGER"
        " CONSTRAINT fk_person_picture_id REFERENCES stored_file (id)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE person DROP COLUMN picture_id")
    with op.batch_alter_table("outbound_mail", schema=None) as batch_op:
        batch_op.drop_column("follows")

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_file_escalation_id"))
        batch_op.drop_index(batch_op.f("ix_case_file_draft_id"))

    op.drop_table("case_file")
    with op.batch_alter_table("run_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_answer_run_id_step"))

    op.drop_table("run_answer")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_promise_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_promise_escalation_id"))
        batch_op.drop_index("ix_promise_due")

    op.drop_table("promise")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_escalation_id_id"))

    op.drop_table("message")
    with op.batch_alter_table("context_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_context_line_escalation_id"))

    op.drop_table("context_line")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_version_id"))
        batch_op.drop_index(batch_op.f("ix_run_journey_id"))

    op.drop_table("run")
    with op.batch_alter_table("queue_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_queue_member_person_id"))

    op.drop_table("queue_member")
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalation_requester_id"))
        batch_op.drop_index("ix_escalation_solved")
        batch_op.drop_index("ix_escalation_queue")
        batch_op.drop_index(batch_op.f("ix_escalation_journey_id"))
        batch_op.drop_index("ix_escalation_contact")

    op.drop_table("escalation")
    with op.batch_alter_table("journey_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journey_key_journey_id"))

    op.drop_table("journey_key")
    op.drop_table("journey_fact")
    with op.batch_alter_table("journey_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journey_event_journey_id_id"))

    op.drop_table("journey_event")
    with op.batch_alter_table("flow") as batch_op:
        batch_op.drop_constraint(op.f("fk_flow_current_id"), type_="foreignkey")
    op.drop_table("flow_version")
    op.drop_table("escalation_draft")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_journey_id_remedy"))

    op.drop_table("attempt")
    op.drop_table("requester")
    op.drop_table("queue")
    with op.batch_alter_table("journey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journey_seen_at"))

    op.drop_table("journey")
    op.drop_table("flow")
