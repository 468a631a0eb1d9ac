"""A database of either kind, with two cohorts and some people in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.domain.people import Cohort, Member, Profile
from storage.engine import Database

NOW = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """`ana` and `ben` are in cohort A, `cyd` (and Ana's other self) in cohort B."""

    database: Database
    a: Cohort
    b: Cohort
    ana: Member
    ben: Member
    cyd: Member
    ana_in_b: Member

    async def account(self, name: str, platform: str = "test") -> int:
        """The key of an account that was just seen."""
        async with self.database.write() as uow:
            return (await uow.accounts.identify(platform, name, name, NOW)).account.id


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def world(database: Database) -> World:
    async with database.write() as uow:
        a = await uow.cohorts.ensure("a", "academy", "Cohort A")
        b = await uow.cohorts.ensure("b", "academy", "Cohort B")
        await uow.members.save(a.id, [Profile("Ana", "ana@x.example"), Profile("Ben", "ben@x.example")])
        await uow.members.save(b.id, [Profile("Cyd", "cyd@x.example"), Profile("Ana", "ana@x.example")])
        ana, ben = await uow.members.of_cohort(a.id)
        ana_in_b, cyd = await uow.members.of_cohort(b.id)
    return World(database, a, b, ana, ben, cyd, ana_in_b)
