"""Alembic's migrations, and how they are run."""
