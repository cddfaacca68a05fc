"""Inbox, composer and the customer's page: what taking care of a case needs beside its promises"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One function for each part, below."""
    _add_joining()


def downgrade() -> None:
    """The other way round."""
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
