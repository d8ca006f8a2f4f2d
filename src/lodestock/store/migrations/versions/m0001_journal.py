"""The journal, its fund rows, kept answers and signatures."""

from __future__ import annotations

from alembic import op

from lodestock.store.tables import METADATA, TRIGGERS

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make tables and triggers."""
    connection = op.get_bind()
    METADATA.create_all(connection, checkfirst=False)
    for statement in TRIGGERS[connection.dialect.name].values():
        connection.exec_driver_sql(statement)
