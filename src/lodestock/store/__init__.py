"""The project's database: engine, tables, migrations; SQLAlchemy and alembic live here.

In: rows to keep, in one transaction. Out: rows as they were kept. What they mean is for other rooms.
"""
