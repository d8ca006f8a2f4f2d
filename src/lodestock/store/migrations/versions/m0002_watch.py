"""What was proposed from the news, and what was decided on it."""

from __future__ import annotations

from alembic import op

from lodestock.store.tables import METADATA, WATCH, trigger_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its triggers."""
    connection = op.get_bind()
    METADATA.create_all(connection, tables=[WATCH], checkfirst=False)
    for statement in trigger_statements(connection.dialect.name, WATCH.name):
        connection.exec_driver_sql(statement)
