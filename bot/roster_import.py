"""`groupmate import`: a roster into a cohort, wholly or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.app import SystemClock, load_programmes
from bot.config import Config, ConfigError
from bot.profiles import profiles
from bot.programme import Programme
from bot.programme.roster import RosterRow, read_roster
from storage.engine import Database
from storage.upgrade import is_current, upgrade


@dataclass(frozen=True, slots=True)
class Report:
    """`done`: the roster had no mistakes. `text` is for the person at the keyboard."""

    done: bool
    text: str


async def import_roster(
    config: Config, cohort_key: str, data: bytes, *, dry_run: bool, readmit: bool = False
) -> Report:
    """Read, check and, unless it is a dry run, store. Raises `ConfigError` for a cohort that the config does not have.

    `readmit`: those who were erased come in anew; else they are left out, and that is said.
    """
    chosen = next((cohort for cohort in config.cohorts if cohort.key == cohort_key), None)
    if chosen is None:
        keys = ", ".join(cohort.key for cohort in config.cohorts)
        raise ConfigError(f"There is no cohort {cohort_key!r} in the config. It has: {keys}.")
    programme = load_programmes((chosen,))[cohort_key]
    roster = read_roster(data, zone=programme.zone, language=programme.language)
    if roster.mistakes:
        lines = "\n".join(str(mistake) for mistake in roster.mistakes)
        return Report(False, f"{lines}\nNothing was imported. Please correct the file and try again.")
    database = Database.open(config.storage.url)
    try:
        erased = set() if readmit else await _erased(database, cohort_key, roster.rows)
        rows = [row for row in roster.rows if row.email.lower() not in erased]
        known = await (_known if dry_run else _save)(database, cohort_key, programme, chosen.title, rows)
    finally:
        await database.close()
    emails = {row.email.lower() for row in rows}
    kept = f" {len(known - emails)} people who are not in the file stay as they are." if known - emails else ""
    done = "Would import" if dry_run else "Imported"
    return Report(
        True,
        f"{done} {len(emails)} people: {len(emails - known)} new, {len(emails & known)} updated.{kept}{_left_out(erased)}",
    )


async def _erased(database: Database, key: str, rows: Sequence[RosterRow]) -> set[str]:
    """The addresses whose people have had their data erased: a list that still has them must not bring them back."""
    if not await is_current(database):
        return set()
    async with database.read() as uow:
        cohort = await uow.cohorts.by_key(key)
        return await uow.personal.erased_among(cohort.id, {row.email.lower() for row in rows}) if cohort else set()


def _left_out(erased: set[str]) -> str:
    if not erased:
        return ""
    return (
        f"\nLeft out, as they have had their data erased: {', '.join(sorted(erased))}. Please take them out of the file. "
        "If they want to take part again, run the same with --readmit."
    )


async def _known(database: Database, key: str, _p: Programme, _t: str, _rows: Sequence[RosterRow]) -> set[str]:
    """The e-mail addresses that the cohort has now; nothing is written."""
    if not await is_current(database):
        return set()
    async with database.read() as uow:
        cohort = await uow.cohorts.by_key(key)
        return {member.email for member in await uow.members.of_cohort(cohort.id)} if cohort else set()


async def _save(database: Database, key: str, programme: Programme, title: str, rows: Sequence[RosterRow]) -> set[str]:
    """Store the rows, all in one transaction; the addresses that were known before."""
    await upgrade(database)
    async with database.write() as uow:
        cohort = await uow.cohorts.ensure(key, programme.id, title or programme.title)
        known = {member.email for member in await uow.members.of_cohort(cohort.id)}
        await uow.members.save(cohort.id, profiles(rows))
        await uow.audit.note(cohort.id, SystemClock().now(), "imported", actor=None, people=len(rows))
        return known
