"""Migrations of the database, one file a change, run by alembic."""
