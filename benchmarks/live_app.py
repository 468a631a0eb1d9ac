"""The bot on the Academy's pack, with people who have joined: for benchmarks on the real platforms' libraries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.platform import Clock
from bot.app import App, SystemClock
from bot.config import CohortConfig, Config
from bot.domain.people import Member, Profile
from bot.secrets import Secrets

ACADEMY = Path(__file__).parent.parent / "programmes" / "academy"
DAY_1 = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)
"""The start of the Academy's first online day, when check-in is open."""


async def make_app(folder: Path, url: str, secrets: Secrets, cohorts: Iterable[str], **config: object) -> App:
    """Not started yet. The programme's clock stands still, the real one runs."""
    settings = {
        "storage": {"url": url, "files": folder / "files"},
        "http": {"port": 0},
        "cohorts": tuple(CohortConfig(key=key, programme=ACADEMY) for key in cohorts),
        **config,
    }
    return App(Config.model_validate(settings), secrets, clock=Clock(DAY_1), wall=SystemClock())


async def people(app: App, cohort: str, platform: str, accounts: list[str]) -> list[Member]:
    """One participant for each account."""
    async with app.database.write() as uow:
        found = await uow.cohorts.by_key(cohort)
        assert found is not None
        profiles = [Profile(f"Member {account}", f"{cohort}-{account}@bench.example".lower()) for account in accounts]
        await uow.members.save(found.id, profiles)
        by_email = {member.email: member for member in await uow.members.of_cohort(found.id)}
        members = [by_email[profile.email] for profile in profiles]
        for account, member in zip(accounts, members, strict=True):
            identity = await uow.accounts.identify(platform, account, member.name, app.wall.now())
            await uow.accounts.link(identity.account.id, member, platform, app.wall.now())
    return members


@contextmanager
def without_platform_pace(adapter: Any) -> Iterator[None]:
    """The bot may send as fast as it can, where the platform's limit for all of it is not what is measured. The limits of
    each chat stay."""
    kept = adapter.capabilities
    adapter.capabilities = replace(kept, per_second=None)
    try:
        yield
    finally:
        adapter.capabilities = kept
