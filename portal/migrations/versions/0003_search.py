"""Search: synonyms, query log, rules, prior"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "query_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("query", sa.String(length=200), nullable=False),
        sa.Column("journeys", sa.Integer(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("solved", sa.Integer(), nullable=False),
        sa.CheckConstraint("locale IN ('de', 'en')", name=op.f("ck_query_day_locale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_day")),
        sa.UniqueConstraint("day", "locale", "query", name=op.f("uq_query_day_day_locale_query")),
    )
    op.create_table(
        "article_prior",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("not_helped", sa.Integer(), nullable=False),
        sa.Column("solved", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_prior_article_id")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_prior")),
    )
    op.create_table(
        "search_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("query", sa.String(length=200), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=4), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("action IN ('pin', 'hide')", name=op.f("ck_search_rule_action")),
        sa.CheckConstraint("locale IN ('de', 'en')", name=op.f("ck_search_rule_locale")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_search_rule_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_search_rule_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_rule")),
        sa.UniqueConstraint(
            "locale", "query", "article_id", name=op.f("uq_search_rule_locale_query_article_id")
        ),
    )
    with op.batch_alter_table("search_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_rule_article_id"), ["article_id"], unique=False)

    op.create_table(
        "synonym_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("locale IN ('de', 'en')", name=op.f("ck_synonym_group_locale")),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["person.id"], name=op.f("fk_synonym_group_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_group")),
    )
    with op.batch_alter_table("synonym_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_synonym_group_updated_at"), ["updated_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("synonym_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_synonym_group_updated_at"))

    op.drop_table("synonym_group")
    with op.batch_alter_table("search_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_rule_article_id"))

    op.drop_table("search_rule")
    op.drop_table("article_prior")
    op.drop_table("query_day")
