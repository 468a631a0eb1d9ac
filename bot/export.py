"""`groupmate export`: everything of a cohort in files, while the bot runs."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.config import Config, ConfigError
from bot.domain.csv_cells import csv_file
from storage.engine import Database
from storage.personal.whole import Whole, whole_cohort
from storage.upgrade import check_version

FORMAT = "groupmate export"
VERSION = 1


async def export_cohort(config: Config, cohort_key: str, out: Path | None, now: datetime) -> str:
    """Write a ZIP file, or with `out` a new folder; what to say. Raises `ConfigError`, also where there is one already.

    That it was taken is noted for organisers before anything is written.
    """
    if cohort_key not in {cohort.key for cohort in config.cohorts}:
        keys = ", ".join(cohort.key for cohort in config.cohorts)
        raise ConfigError(f"There is no cohort {cohort_key!r} in the config. It has: {keys}.")
    target = out or Path(f"{cohort_key}-{now:%Y-%m-%d}.zip")
    if target.exists():
        raise _there_already(target)
    database = Database.open_to_read(config.storage.url)
    try:
        async with database.read() as uow:
            await check_version(uow.connection)
            cohort = await uow.cohorts.by_key(cohort_key)
            if cohort is None:
                raise ConfigError(f"Nothing is stored of the cohort {cohort_key!r} yet. Start the bot once first.")
            whole = await whole_cohort(uow.connection, cohort.id)
    finally:
        await database.close()
    await _note(config, cohort.id, now)
    try:
        (_write_folder if out else _write_zip)(target, _files(cohort_key, now, whole))
    except FileExistsError:
        raise _there_already(target) from None
    except OSError as error:
        raise ConfigError(f"{target} cannot be written ({error.strerror}). Name another place with --out.") from None
    counts = ", ".join(f"{len(one.rows)} {one.table}" for one in whole if one.rows)
    return f"Wrote {target}: {counts}. It is full of personal data: keep it where only you can read it."


def _there_already(target: Path) -> ConfigError:
    return ConfigError(f"{target} is there already, and I overwrite nothing. Name another with --out.")


async def _note(config: Config, cohort_id: int, now: datetime) -> None:
    database = Database.open_beside(config.storage.url)
    try:
        async with database.write() as uow:
            await uow.audit.note(cohort_id, now, "exported_all", actor=None)
    finally:
        await database.close()


def _files(key: str, now: datetime, whole: Sequence[Whole]) -> Iterator[tuple[str, bytes]]:
    tables = {one.table: [_jsonable(row) for row in one.rows] for one in whole}
    head = {"format": FORMAT, "version": VERSION, "cohort": key, "made_at": now.isoformat(), "tables": tables}
    yield "everything.json", json.dumps(head, ensure_ascii=False, indent=1).encode()
    for one in whole:
        yield f"{one.table}.csv", csv_file(one.columns, ([_cell(row[c]) for c in one.columns] for row in one.rows))


def _jsonable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _write_zip(path: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """For the owner's eyes alone, whole or not at all."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as handle:
        try:
            with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as packed:
                for name, data in files:
                    packed.writestr(name, data)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _write_folder(path: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """A new one; what a fault leaves of it can be looked at."""
    path.mkdir(mode=0o700, parents=True)
    for name, data in files:
        with os.fdopen(os.open(path / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as handle:
            handle.write(data)
