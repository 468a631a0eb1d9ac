"""`groupmate import`: a roster into a cohort, wholly or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app import load_programmes
from bot.config import Config, ConfigError
from bot.profiles import profiles
from bot.programme.roster import read_roster
from storage.engine import Database
from storage.upgrade import upgrade


@dataclass(frozen=True, slots=True)
class Report:
    """`done`: the roster had no mistakes. `text` is for the person at the keyboard."""

    done: bool
    text: str


async def import_roster(config: Config, cohort_key: str, data: bytes, *, dry_run: bool) -> Report:
    """Read, check and, unless it is a dry run, store. Raises `ConfigError` for a cohort that the config does not have."""
    chosen = next((cohort for cohort in config.cohorts if cohort.key == cohort_key), None)
    if chosen is None:
        known = ", ".join(cohort.key for cohort in config.cohorts)
        raise ConfigError(f"There is no cohort {cohort_key!r} in the config. It has: {known}.")
    programme = load_programmes((chosen,))[cohort_key]
    roster = read_roster(data, zone=programme.zone, language=programme.language)
    if roster.mistakes:
        lines = "\n".join(str(mistake) for mistake in roster.mistakes)
        return Report(False, f"{lines}\nNothing was imported. Please correct the file and try again.")
    database = Database.open(config.storage.url)
    try:
        await upgrade(database)
        async with database.write() as uow:
            cohort = await uow.cohorts.ensure(cohort_key, programme.id, chosen.title or programme.title)
            known_emails = {member.email for member in await uow.members.of_cohort(cohort.id)}
            new = sum(row.email.lower() not in known_emails for row in roster.rows)
            if not dry_run:
                await uow.members.save(cohort.id, profiles(roster.rows))
    finally:
        await database.close()
    gone = len(known_emails - {row.email.lower() for row in roster.rows})
    words = "Would import" if dry_run else "Imported"
    kept = f" {gone} people who are not in the file stay as they are." if gone else ""
    return Report(True, f"{words} {len(roster.rows)} people: {new} new, {len(roster.rows) - new} updated.{kept}")
