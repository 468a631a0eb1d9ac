"""`groupmate faq export`: what organisers wrote in chat, as TOML to be put into the pack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.app import load_programmes
from bot.config import Config, ConfigError
from bot.domain.questions import KeptEntry, Phrasing
from bot.programme import FaqEntry, Programme
from bot.programme.facts import facts, markdown_safe
from bot.programme.restore import restored
from storage.engine import Database
from storage.upgrade import upgrade


async def export_faq(config: Config, cohort: str, now: datetime) -> str:
    """The cohort's entries and phrasings made in chat; at `now` placeholders such as the next session are read. Raises
    `ConfigError` for a cohort that the config does not name."""
    programme = load_programmes(config.cohorts).get(cohort)
    if programme is None:
        raise ConfigError(f"The config has no cohort {cohort!r}. It has: {', '.join(c.key for c in config.cohorts)}.")
    database = Database.open(config.storage.url)
    try:
        await upgrade(database)
        async with database.read() as uow:
            found = await uow.cohorts.by_key(cohort)
            if found is None:
                return _NOTHING
            kept = await uow.faq.kept(found.id)
            phrasings = await uow.faq_learning.phrasings(found.id)
    finally:
        await database.close()
    return "\n".join(export_lines(programme, kept, phrasings, now)) or _NOTHING


_NOTHING = "# Nothing was written in chat yet."


def export_lines(
    programme: Programme, kept: Iterable[KeptEntry], phrasings: Iterable[Phrasing], now: datetime
) -> Iterator[str]:
    """TOML for faq.toml: whole tables for new and changed entries, lists of phrasings for those that have new ones. Where a
    changed answer still says what a placeholder of the old one stood for, the placeholder stands there again."""
    values = facts(programme, now=now, zone=programme.tz, language=programme.language)
    kept = tuple(kept)
    added: dict[str, list[str]] = {}
    for phrasing in phrasings:
        added.setdefault(phrasing.entry, []).append(phrasing.text)
    pack = {entry.id: entry for entry in programme.faq}
    for entry in kept:
        old = pack.get(entry.instead_of or "")
        if old:
            yield f"# Replaces the entry {old.id} of the pack.{_left_out(old)}"
        yield "[[faq]]"
        yield f"id = {_quoted(entry.key)}"
        yield f"topic = {_quoted(old.topic if old else 'from-the-group')}"
        yield f"question = {_quoted(entry.question)}"
        answer = _escaped(entry.answer)
        yield f"answer = {_quoted(restored(answer, old.answer, values) if old else answer)}"
        if old:
            yield from _settings(old)
        yield from _phrasings((entry.question, *(old.phrasings if old else ()), *added.pop(entry.key, ())))
        yield ""
    for entry_id, texts in added.items():
        if entry_id in pack:
            yield f"# New phrasings for the entry {entry_id} of the pack."
            yield from (f"# {line}" for line in _phrasings(texts))
            yield ""


def _left_out(old: FaqEntry) -> str:
    """What was written for the old answer, and may not hold for the new one."""
    names = [name for name in ("answers", "so", "not_so") if getattr(old, name)]
    return f" See whether its {', '.join(names)} still hold: they are left out here." if names else ""


def _settings(old: FaqEntry) -> Iterator[str]:
    if old.personal:
        yield f"personal = {_quoted(old.personal)}"
    if old.audience != "public":
        yield f"audience = {_quoted(old.audience)}"
    for name in ("valid_from", "valid_until"):
        if getattr(old, name):
            yield f"{name} = {getattr(old, name)}"


def _phrasings(texts: Iterable[str]) -> Iterator[str]:
    yield "phrasings = ["
    yield from (f"    {_quoted(text)}," for text in dict.fromkeys(texts))
    yield "]"


def _escaped(answer: str) -> str:
    """Plain words as the Markdown of a pack, in which braces stand for facts."""
    lines = [markdown_safe(line) for line in answer.splitlines()]
    return "\n".join(lines).replace("{", "(").replace("}", ")")


def _quoted(text: str) -> str:
    """A basic string of TOML; JSON's escapes are among TOML's, save the slash that is not escaped here."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
