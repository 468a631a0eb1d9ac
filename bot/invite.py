"""`groupmate invite`: codes from the keyboard, as the first organiser has nobody to ask for one in chat."""

from __future__ import annotations

import secrets

from bot.app import SystemClock
from bot.config import Config, ConfigError
from bot.domain.join import hash_code, new_code
from storage.engine import Database
from storage.upgrade import upgrade

MOST = 20
"""Members that one call makes codes for; `/invites` in chat makes them for everybody."""


async def invite(config: Config, cohort_key: str, words: str) -> str:
    """A line with a fresh code for each member whose name or e-mail address holds `words`. Raises `ConfigError`."""
    if cohort_key not in {cohort.key for cohort in config.cohorts}:
        keys = ", ".join(cohort.key for cohort in config.cohorts)
        raise ConfigError(f"There is no cohort {cohort_key!r} in the config. It has: {keys}.")
    database = Database.open(config.storage.url)
    try:
        await upgrade(database)
        async with database.write() as uow:
            cohort = await uow.cohorts.by_key(cohort_key)
            members = await uow.members.of_cohort(cohort.id) if cohort else []
            found = [m for m in members if words.casefold() in f"{m.name} {m.email}".casefold()]
            if not found:
                raise ConfigError(
                    f"Nobody on the roster has {words!r} in their name or e-mail. Check the spelling, or import the roster first."
                )
            if len(found) > MOST:
                raise ConfigError(f"{len(found)} people have {words!r} in their name or e-mail. Say more of it.")
            codes = [(member, new_code(secrets.choice)) for member in found]
            now = SystemClock().now()
            await uow.invites.add([(member.id, hash_code(code)) for member, code in codes], now)
    finally:
        await database.close()
    lines = [f"{member.name} ({member.email}): {code}" for member, code in codes]
    return "\n".join([*lines, "Each sends their code to the bot, in private. A code works once."])
