"""Inbox, composer and the customer's page: what taking care of a case needs beside its promises"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One function for each part, below."""
    _add_joining()
    _add_outbox()
    _add_presence()
    _add_inbox()
    _count_caring()
    _add_saved_replies()
    _add_finding()
    _add_customers_word()


def downgrade() -> None:
    """The other way round."""
    _drop_customers_word()
    _drop_finding()
    _drop_saved_replies()
    _uncount_caring()
    _drop_outbox()
    _drop_presence()
    _drop_inbox()
    _drop_joining()


def _add_joining() -> None:
    """Cases that are linked, and that go on in another one."""
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_escalation_merged_into_id"), "escalation", ["merged_into_id"], ["id"]
        )
    op.create_index(op.f("ix_escalation_merged_into_id"), "escalation", ["merged_into_id"])
    op.create_table(
        "case_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('related', 'split')", name=op.f("ck_case_link_kind")),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_case_link_order")),
        sa.ForeignKeyConstraint(["low_id"], ["escalation.id"], name=op.f("fk_case_link_low_id")),
        sa.ForeignKeyConstraint(["high_id"], ["escalation.id"], name=op.f("fk_case_link_high_id")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_case_link_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_link")),
        sa.UniqueConstraint("low_id", "high_id", name=op.f("uq_case_link_low_id_high_id")),
    )
    op.create_index(op.f("ix_case_link_high_id"), "case_link", ["high_id"])


def _drop_joining() -> None:
    op.drop_table("case_link")
    op.drop_index(op.f("ix_escalation_merged_into_id"), table_name="escalation")
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_escalation_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")


def _add_inbox() -> None:
    """Tags, filters that are kept, acts on several cases; lists by priority."""
    op.create_index(
        "ix_escalation_priority", "escalation", ["priority", "queue_id", "status", "due_at"]
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_tag_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("key", name=op.f("uq_tag_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tag_public_id")),
    )
    op.create_table(
        "case_tag",
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_case_tag_escalation_id")
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_case_tag_tag_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_case_tag_queue_id")),
        sa.PrimaryKeyConstraint("escalation_id", "tag_id", name=op.f("pk_case_tag")),
    )
    op.create_index(
        "ix_case_tag_list", "case_tag", ["tag_id", "queue_id", "status", "at", "escalation_id"]
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=180), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_saved_filter_owner_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_saved_filter_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_filter_public_id")),
    )
    for name, columns, team in (
        ("uq_saved_filter_own", ["owner_id", "name_key"], "queue_id IS NULL"),
        ("uq_saved_filter_team", ["queue_id", "name_key"], "queue_id IS NOT NULL"),
    ):
        op.create_index(
            name,
            "saved_filter",
            columns,
            unique=True,
            sqlite_where=sa.text(team),
            postgresql_where=sa.text(team),
        )
    op.create_table(
        "bulk_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bulk_run_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bulk_run_public_id")),
    )
    op.create_index(op.f("ix_bulk_run_person_id"), "bulk_run", ["person_id"])


def _drop_inbox() -> None:
    for table in ("bulk_run", "saved_filter", "case_tag", "tag"):
        op.drop_table(table)
    op.drop_index("ix_escalation_priority", table_name="escalation")


def _add_presence() -> None:
    """Who has a case open just now."""
    op.create_table(
        "case_presence",
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("writing", sa.String(length=5), nullable=False),
        sa.CheckConstraint(
            "writing IN ('', 'reply', 'note')", name=op.f("ck_case_presence_writing")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_case_presence_escalation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_case_presence_person_id")
        ),
        sa.PrimaryKeyConstraint("escalation_id", "person_id", name=op.f("pk_case_presence")),
    )
    op.create_index(op.f("ix_case_presence_seen_at"), "case_presence", ["seen_at"])


def _drop_presence() -> None:
    op.drop_table("case_presence")


def _add_outbox() -> None:
    """Replies that wait a moment, files that belong to what is being written, and Markdown."""
    op.create_table(
        "unsent_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'returned')", name=op.f("ck_unsent_reply_state")),
        sa.CheckConstraint(
            "why IN ('', 'called_back', 'news', 'too_late')", name=op.f("ck_unsent_reply_why")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_unsent_reply_escalation_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_unsent_reply_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_reply")),
        sa.UniqueConstraint("public_id", name=op.f("uq_unsent_reply_public_id")),
    )
    op.create_index(
        "uq_unsent_reply_waiting",
        "unsent_reply",
        ["escalation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_unsent_reply_author", "unsent_reply", ["author_id", "state"])
    op.create_index("ix_unsent_reply_escalation_id", "unsent_reply", ["escalation_id"])
    op.create_table(
        "reply_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("unsent_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('reply', 'note')", name=op.f("ck_reply_file_purpose")),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_reply_file_escalation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_file_person_id")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_reply_file_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["unsent_id"], ["unsent_reply.id"], name=op.f("fk_reply_file_unsent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_reply_file_file_id")),
    )
    op.create_index("ix_reply_file_escalation_id", "reply_file", ["escalation_id", "person_id"])
    op.create_index("ix_reply_file_unsent_id", "reply_file", ["unsent_id"])
    op.create_index("ix_reply_file_added_at", "reply_file", ["added_at"])
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("markdown", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.alter_column("markdown", server_default=None)
    with op.batch_alter_table("outbound_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("files", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.alter_column("files", server_default=None)


def _drop_outbox() -> None:
    with op.batch_alter_table("outbound_mail", schema=None) as batch_op:
        batch_op.drop_column("files")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("markdown")
    op.drop_table("reply_file")
    op.drop_table("unsent_reply")


def _count_caring() -> None:
    """How customers were cared for, counted by week and team."""
    op.create_table(
        "caring_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_caring_count_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caring_count")),
        sa.UniqueConstraint(
            "week",
            "queue_id",
            "measure",
            "minutes",
            name=op.f("uq_caring_count_week_queue_id_measure_minutes"),
        ),
    )
    op.create_table(
        "counted_case",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["escalation.id"], name=op.f("fk_counted_case_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_counted_case")),
    )


def _uncount_caring() -> None:
    op.drop_table("counted_case")
    op.drop_table("caring_count")


def _add_saved_replies() -> None:
    """Texts that a team writes once and inserts into replies."""
    op.create_table(
        "saved_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("bodies", sa.JSON(), nullable=False),
        sa.Column("shared", sa.String(length=4), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("shared IN ('own', 'team', 'all')", name=op.f("ck_saved_reply_shared")),
        sa.CheckConstraint(
            "(shared = 'team') = (queue_id IS NOT NULL)", name=op.f("ck_saved_reply_team")
        ),
        sa.CheckConstraint(
            "shared <> 'own' OR owner_id IS NOT NULL", name=op.f("ck_saved_reply_owner")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_saved_reply_owner_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_saved_reply_queue_id")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_saved_reply_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reply")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_reply_public_id")),
    )
    op.create_index(op.f("ix_saved_reply_owner_id"), "saved_reply", ["owner_id"])
    op.create_index(op.f("ix_saved_reply_queue_id"), "saved_reply", ["queue_id"])


def _drop_saved_replies() -> None:
    op.drop_table("saved_reply")


def _add_finding() -> None:
    """The words of cases; what searches them is each database's own, and named *_fts."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "case_words",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("terms", TSVECTOR() if postgresql else sa.Text(), nullable=False),
        sa.Column("recipe", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["escalation.id"],
            name=op.f("fk_case_words_case_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_words")),
    )
    op.create_index("ix_case_words_recipe", "case_words", ["recipe"])
    if postgresql:
        op.create_index("case_words_fts", "case_words", ["terms"], postgresql_using="gin")
        return
    op.execute(
        "CREATE VIRTUAL TABLE case_words_fts USING fts5(terms, content='case_words',"
        " content_rowid='case_id', detail='none', tokenize='unicode61 remove_diacritics 0')"
    )
    put = "INSERT INTO case_words_fts(rowid, terms) VALUES (new.case_id, new.terms);"
    take = (
        "INSERT INTO case_words_fts(case_words_fts, rowid, terms)"
        " VALUES ('delete', old.case_id, old.terms);"
    )
    for event, acts in (("INSERT", put), ("DELETE", take), ("UPDATE", f"{take} {put}")):
        op.execute(
            f"CREATE TRIGGER case_words_{event.lower()} AFTER {event} ON case_words"
            f" BEGIN {acts} END"
        )


def _drop_finding() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE case_words_fts")
    op.drop_table("case_words")


def _add_customers_word() -> None:
    """Cases that were closed for want of an answer, corrections, thanks, logs."""
    op.add_column(
        "escalation",
        sa.Column("solution_confirmed_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.add_column(
        "context_line",
        sa.Column("wrong", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "context_line",
        sa.Column("from_message", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("case_file", sa.Column("removed", sa.JSON(), nullable=True))
    op.add_column(
        "case_file",
        sa.Column("withheld", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "context_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("was_wrong", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["context_line.id"], name=op.f("fk_context_correction_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context_correction")),
    )
    op.create_index(op.f("ix_context_correction_line_id"), "context_correction", ["line_id"])
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_thanks_escalation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint("escalation_id", name=op.f("uq_thanks_escalation_id")),
    )
    op.create_table(
        "thanks_to",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thanks_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["thanks_id"], ["thanks.id"], name=op.f("fk_thanks_to_thanks_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thanks_to_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks_to")),
        sa.UniqueConstraint(
            "thanks_id", "person_id", name=op.f("uq_thanks_to_thanks_id_person_id")
        ),
    )
    op.create_index(op.f("ix_thanks_to_person_id"), "thanks_to", ["person_id"])


def _drop_customers_word() -> None:
    for table in ("thanks_to", "thanks", "context_correction"):
        op.drop_table(table)
    for column in ("withheld", "removed"):
        op.drop_column("case_file", column)
    op.drop_column("context_line", "from_message")
    op.drop_column("context_line", "wrong")
    op.drop_column("escalation", "solution_confirmed_at")
