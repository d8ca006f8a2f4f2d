"""The journal, its fund rows, kept answers and signatures."""

from __future__ import annotations

from alembic import op

from lodestock.store.tables import ANSWERS, FUNDS, JOURNAL, METADATA, SIGNATURES, trigger_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make tables and triggers."""
    connection = op.get_bind()
    tables = [JOURNAL, FUNDS, ANSWERS, SIGNATURES]
    METADATA.create_all(connection, tables=tables, checkfirst=False)
    for statement in trigger_statements(connection.dialect.name, *(t.name for t in tables)):
        connection.exec_driver_sql(statement)
