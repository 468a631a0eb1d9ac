"""`groupmate faq answer`: messages in, verdicts and answers out, from a pack alone; how packs and engine are scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bot.chat import markup
from bot.chat.text import plain
from bot.faq.decide import Outcome, decide
from bot.faq.entries import Entry
from bot.faq.index import Index
from bot.faq.opened import opened_index
from bot.programme import Programme
from bot.programme.facts import render_entry


def answer_lines(programme: Programme, lines: Iterable[str], now: datetime) -> Iterator[str]:
    """For each `{"id","text","addressed"}` one `{"id","outcome","entry","score","text","offers"}`, as JSON.

    A line that is no such object gives an object with `error`.
    """
    index = index_of(programme)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            text = asked["text"]
            if not isinstance(text, str):
                raise TypeError
        except (json.JSONDecodeError, KeyError, TypeError):
            yield json.dumps({"id": None, "error": f'line {number}: write {{"id": …, "text": "…", "addressed": true}}'})
            continue
        yield json.dumps(
            {"id": asked.get("id"), **verdict(programme, index, text, bool(asked.get("addressed", True)), now)},
            ensure_ascii=False,
        )


def answer_plain(programme: Programme, lines: Iterable[str], now: datetime) -> Iterator[str]:
    """A question a line, an answer in words."""
    index = index_of(programme)
    for line in lines:
        if line.strip():
            found = verdict(programme, index, line.strip(), True, now)
            offers = "".join(f"\n  - {offer['text']}" for offer in found["offers"])
            yield f"[{found['outcome']}] {found['text'] or ''}{offers}"


def index_of(programme: Programme) -> Index:
    entries = tuple(Entry(e.id, e.question, e.phrasings, e.topic, e.so, e.not_so) for e in programme.faq)
    return opened_index(entries)


def verdict(programme: Programme, index: Index, text: str, addressed: bool, now: datetime) -> dict[str, Any]:
    """What the bot would do with the message of somebody unknown, read on the programme's clock."""
    decided = decide(index, text, addressed)
    answered = [part for part in decided.parts if part.outcome is Outcome.ANSWERED and part.entry_id]
    best = max(answered or decided.parts, key=lambda part: part.score, default=None)
    offers = [entry for part in decided.parts for entry in part.offers]
    return {
        "outcome": str(decided.outcome),
        "entry": best.entry_id if best and answered else None,
        "score": round(best.score, 4) if best else 0.0,
        "text": "\n\n".join(_words(programme, part.entry_id or "", now, part.assumed) for part in answered),
        "offers": [{"entry": entry, "text": _words(programme, entry, now)} for entry in dict.fromkeys(offers)],
    }


def _words(programme: Programme, entry_id: str, now: datetime, assumed: bool | None = None) -> str:
    entry = programme.entry(entry_id)
    words = render_entry(entry, programme, now=now, zone=programme.tz, language=programme.language, assumed=assumed)
    return plain(markup.markdown(words))
