"""Bring a database's tables to what this version needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import inspect, text

from storage.connection import Connection
from storage.engine import Database, StorageError
from storage.tables import metadata

HEAD = "0011"
"""The newest migration; a test compares it with the folder. Alembic itself is loaded only when there is work for it."""

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7461_2024
"""PostgreSQL's advisory lock while upgrading: several processes may start at once."""


async def is_current(database: Database) -> bool:
    """Whether the tables are there, as this version needs them."""
    async with database.connect_for_upgrade() as connection:
        return await connection.run_sync(_version) == HEAD


async def check_version(connection: Connection) -> None:
    """Raises `StorageError` where the tables are not as this version needs them; changes nothing."""
    version = await connection.run_sync(_version)
    if version != HEAD:
        raise StorageError(
            f"The database is of another version of groupmate (it is {version or 'empty'}, this one knows {HEAD}).",
            "Stop the bot and run `groupmate db upgrade`, or install the version that made it.",
        )


async def upgrade(database: Database) -> bool:
    """True where something was changed. Raises `StorageError` for a database made by a newer version."""
    async with database.connect_for_upgrade() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        version = await connection.run_sync(_version)
        if version == HEAD:
            return False
        if version is not None and version > HEAD:
            raise StorageError(
                f"The database was made by a newer groupmate (its version is {version}, this one knows {HEAD}).",
                "Install the newer version again.",
            )
        await connection.run_sync(_run if version else begin)
        return True


def _version(connection: SyncConnection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def begin(connection: SyncConnection) -> None:
    """A new database is made as the migrations would leave it (a test compares the two), three times as fast."""
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def alembic_config(connection: SyncConnection) -> Any:
    """Alembic's own configuration for this connection: there is no alembic.ini to keep in step."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _run(connection: SyncConnection) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection), "head")
