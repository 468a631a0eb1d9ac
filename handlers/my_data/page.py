"""The page on which somebody reads their own data: one file, no scripts, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from bot.domain.personal import HIDDEN
from bot.locale.catalogue import language_names
from bot.locale.roles import ROLE_WORDS
from bot.locale.voice import N_, Voice
from handlers.my_data.words import CODES, COLUMNS, SECTIONS
from storage.personal.store import Taken

FOLDED_FROM = 6
"""So many entries of a section are folded away, so that a phone shows what else there is."""

STYLE = """
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5b6675;--line:#d9dee6;--card:#fff;--page:#f4f6f9;--mark:#1f5f8b}
@media(prefers-color-scheme:dark){:root{--ink:#e7ebf1;--soft:#a3adba;--line:#36404d;--card:#1d242d;--page:#12171d;--mark:#7cc0ee}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:46rem;margin:0 auto;padding:1.25rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.1rem;margin:0;color:var(--mark)}
p{margin:.25rem 0 .75rem}
.soft{color:var(--soft);font-size:.9rem}
section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem;margin:1rem 0}
dl{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.3rem .9rem;margin:0;padding:.6rem 0}
dl+dl{border-top:1px solid var(--line)}
dt{color:var(--soft);font-size:.9rem}
dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}
summary{cursor:pointer;color:var(--mark);padding:.6rem 0;min-height:2.75rem}
@media(max-width:26rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
@media print{body{background:#fff;color:#000}section{break-inside:auto;border:0;padding:0}}
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it. `titles` are those of the cohorts, by key; `sessions` those of sessions, by cohort and key."""

    voice: Voice
    name: str
    titles: Mapping[str, str]
    sessions: Mapping[tuple[str, str], str]


def page(taken: Taken, reader: Reader, made_at: datetime) -> str:
    """HTML; everything that people typed is escaped."""
    _ = reader.voice
    title = _.plain("What groupmate has stored about you")
    zone = _.moment(made_at).text.rpartition(" ")[2]
    intro = _.plain("This was made for {name} on {when}.", name=reader.name, when=_.moment(made_at).text)
    clock = _.plain("All times are on your clock ({zone}).", zone=zone)
    hidden = _.plain(
        "Only what is about you is in it. Where somebody wrote another person's name, you see {hidden}.", hidden=HIDDEN
    )
    parts = [
        f'<!DOCTYPE html><html lang="{escape(_.spoken)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">',
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1><p>{escape(intro)} {escape(clock)}</p><p>{escape(hidden)}</p>",
        *(_section(section, taken[section], reader) for section in SECTIONS if taken.get(section)),
        _empty(taken, _),
        f'<p class="soft">{escape(_.plain("To have it erased, send /forgetme to the bot."))}</p>',
        "</main></body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _section(section: str, rows: list[dict[str, Any]], reader: Reader) -> str:
    _ = reader.voice
    head, why = SECTIONS[section]
    count = f' <span class="soft">({len(rows)})</span>' if len(rows) > 1 else ""
    entries = "".join(_entry(row, reader) for row in rows)
    if len(rows) >= FOLDED_FROM:
        entries = f"<details><summary>{escape(_.plain('Show all {n}', n=len(rows)))}</summary>{entries}</details>"
    reason = f'<p class="soft">{escape(_.plain(why))}</p>' if why else ""
    return f"<section><h2>{escape(_.plain(head))}{count}</h2>{reason}{entries}</section>"


def _entry(row: Mapping[str, Any], reader: Reader) -> str:
    cells = "".join(
        f'<dt>{escape(reader.voice.plain(COLUMNS[column]))}</dt><dd dir="auto">{escape(words)}</dd>'
        for column, words in _cells(row, reader)
    )
    return f"<dl>{cells}</dl>"


def _cells(row: Mapping[str, Any], reader: Reader) -> Iterator[tuple[str, str]]:
    """What there is to say; an empty cell says nothing."""
    for column, value in row.items():
        words = _words(column, value, row.get("cohort"), reader)
        if words and not (column == "cohort" and len(reader.titles) < 2):
            yield column, words


def _words(column: str, value: Any, cohort: str | None, reader: Reader) -> str:
    _ = reader.voice
    match value:
        case None:
            return ""
        case bool():
            return _.plain(N_("yes") if value else N_("no"))
        case datetime():
            return str(_.moment(value).text)
        case dict():
            return "\n".join(f"{key}: {inner}" for key, inner in value.items())
    if column == "roles":
        return ", ".join(_.plain(ROLE_WORDS[role]) for role in value)
    if column == "session":
        return reader.sessions.get((cohort or "", str(value)), str(value))
    if column == "cohort":
        return reader.titles.get(str(value), str(value))
    if column == "language":
        return language_names().get(str(value), (str(value),))[0]
    code = CODES.get(column, {}).get(str(value))
    return _.plain(code) if code else str(value)


def _empty(taken: Taken, _: Voice) -> str:
    """So that nobody wonders whether something was left out."""
    nothing = [_.plain(head) for section, (head, _why) in SECTIONS.items() if not taken.get(section)]
    if not nothing:
        return ""
    head = escape(_.plain("Nothing is stored here"))
    return f'<section><h2>{head}</h2><p class="soft">{escape(" · ".join(nothing))}</p></section>'
