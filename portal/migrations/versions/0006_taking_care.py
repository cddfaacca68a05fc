"""Inbox, composer and the customer's page: what taking care of a case needs beside its promises"""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One function for each part, below."""


def downgrade() -> None:
    """The other way round."""
