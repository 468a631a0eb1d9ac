"""The migrations make the tables that the code expects, once, and refuse a database of the future."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.domain.people import Profile
from storage import upgrade as upgrading
from storage.engine import Database, StorageError
from storage.tables import metadata
from storage.upgrade import HEAD, alembic_config, upgrade


@pytest.mark.parametrize("way", [upgrading._run, upgrading.begin])
async def test_migrations_and_a_new_database_have_what_the_tables_say(
    bare_url: str, way: Callable[[Connection], None]
) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))

    database = Database.open(bare_url)
    async with database.connect_for_upgrade() as connection:
        await connection.run_sync(way)
    assert await upgrade(database) is False
    async with database.read() as uow:
        assert await uow.connection.run_sync(differences) == []
    await database.close()


async def test_head_is_the_newest_migration(database: Database) -> None:
    def newest(connection: Connection) -> list[str]:
        return list(ScriptDirectory.from_config(alembic_config(connection)).get_heads())

    async with database.read() as uow:
        assert await uow.connection.run_sync(newest) == [HEAD]


async def test_upgrading_again_changes_nothing_and_loses_nothing(database: Database) -> None:
    async with database.write() as uow:
        cohort = await uow.cohorts.ensure("a", "academy", "A")
        await uow.members.save(cohort.id, [Profile("Ana", "ana@x.example")])
    assert await asyncio.gather(*(upgrade(database) for _ in range(3))) == [False] * 3
    async with database.read() as uow:
        assert [member.name for member in await uow.members.of_cohort(cohort.id)] == ["Ana"]


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(database: Database) -> None:
    async with database.write() as uow:
        await uow.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError) as caught:
        await upgrade(database)
    assert str(caught.value) == (
        f"The database was made by a newer groupmate (its version is 9999, this one knows {HEAD}). "
        "Install the newer version again."
    )
    async with database.read() as uow:
        versions = await uow.connection.execute(text("SELECT version_num FROM alembic_version"))
        assert list(versions.scalars()) == ["9999"]


@pytest.mark.parametrize("way", ["_run", "begin"])
async def test_an_upgrade_that_breaks_off_leaves_nothing_behind(
    bare_url: str, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    database = Database.open(bare_url)
    go: Callable[[Connection], None] = getattr(upgrading, way)

    def break_off(connection: Connection) -> None:
        go(connection)
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(upgrading, "begin", break_off)
        with pytest.raises(ZeroDivisionError):
            await upgrade(database)
    async with database.read() as uow:
        assert await uow.connection.run_sync(lambda connection: inspect(connection).get_table_names()) == []
    assert await upgrade(database)
    await database.close()


def test_every_migration_has_a_line_that_says_what_it_is_for() -> None:
    folder = Path(upgrading.__file__).parent / "migrations" / "versions"
    for file in folder.glob("*.py"):
        assert file.read_text(encoding="utf-8").startswith('"""'), file.name
