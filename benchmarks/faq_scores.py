"""How well the packs' questions are matched: one row a pack.

    python -m benchmarks.faq_scores --faq DIR [--programmes DIR] [--failures]

DIR holds `<pack>.jsonl` files with lines of `text`, `lang`, `kind` (in_scope, out_of_scope, chatter), `must` (of each
list one wording has to be in the answer) and `must_not`.
"""

import argparse
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.faq.decide import Outcome, Verdict, decide
from bot.faq.entries import Entry
from bot.faq.index import Index
from bot.faq.languages import guess_language
from bot.faq.opened import opened_index
from bot.programme.facts import render_entry
from bot.programme.load import load_programme
from bot.programme.pack import Programme

COLUMNS = (
    "pack",
    "questions",
    "right",
    "reached",
    "wrong/given",
    "out answered",
    "chatter silent",
    "English",
    "others",
    "ms",
)


WORST = 10
NO_HARM = (9, 0.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """One question with what the bot made of it."""

    line: dict[str, Any]
    verdict: Verdict
    right: bool
    reached: bool
    silent_unaddressed: bool

    @property
    def answered(self) -> bool:
        """Whether the bot gave an answer (not only offers)."""
        return self.verdict.outcome is Outcome.ANSWERED


@dataclass(frozen=True, slots=True)
class Pack:
    """A programme with its index and a moment at which it is asked: the day after its first session."""

    programme: Programme
    index: Index
    now: datetime

    def answer(self, entry_id: str, assumed: bool | None = None) -> str:
        """The rendered answer without the backslashes of Markdown, in English as the judgements are."""
        entry = self.programme.entry(entry_id)
        zone = ZoneInfo(self.programme.zone)
        return render_entry(entry, self.programme, now=self.now, zone=zone, language="en", assumed=assumed).replace(
            "\\", ""
        )


def open_pack(folder: Path) -> Pack:
    """Loads and indexes one pack."""
    programme = load_programme(folder)
    entries = tuple(Entry(e.id, e.question, e.phrasings, e.topic, e.so, e.not_so) for e in programme.faq)
    days = [session.date for session in programme.sessions if session.date]
    first = min(days) if days else datetime(2025, 1, 1, tzinfo=UTC).date()
    now = datetime(first.year, first.month, first.day, 12, tzinfo=UTC) + timedelta(days=1)
    return Pack(programme, opened_index(entries), now)


def judge(line: dict[str, Any], answers: Iterable[str]) -> bool:
    """Whether the answers together hold one wording of each list and nothing forbidden."""
    text = "\n".join(answers).casefold()
    held = all(any(wording.casefold() in text for wording in wordings) for wordings in line["must"])
    return bool(text) and held and not any(wording.casefold() in text for wording in line["must_not"])


def score(pack: Pack, line: dict[str, Any]) -> Scored:
    """Asks one question, addressed; chatter is also said unaddressed."""
    verdict = decide(pack.index, line["text"], addressed=True)
    said = [part for part in verdict.parts if part.outcome is Outcome.ANSWERED and part.entry_id]
    given = [part.entry_id or "" for part in said]
    right = judge(line, [pack.answer(part.entry_id or "", part.assumed) for part in said])
    offered = [entry for part in verdict.parts for entry in part.offers]
    reached = (
        right
        or any(judge(line, [pack.answer(entry)]) for entry in offered)
        or bool(offered and judge(line, [pack.answer(entry) for entry in (*given, *offered)]))
    )
    aside = decide(pack.index, line["text"], addressed=False).outcome is Outcome.SILENT
    return Scored(line, verdict, right, reached, aside)


def share(hits: Iterable[bool]) -> str:
    """Hits in percent, with the number they are of."""
    counted = list(hits)
    return f"{100 * sum(counted) / len(counted):.0f}% of {len(counted)}" if counted else "-"


def row(name: str, scored: list[Scored], milliseconds: float) -> tuple[str, ...]:
    """The table's row for some scored questions."""
    known = [s for s in scored if s.line["kind"] == "in_scope"]
    unknown = [s for s in scored if s.line["kind"] == "out_of_scope"]
    chatter = [s for s in scored if s.line["kind"] == "chatter"]
    given = [s for s in (*known, *unknown) if s.answered]
    silent = [s.verdict.outcome is Outcome.SILENT for s in chatter] + [s.silent_unaddressed for s in chatter]
    return (
        name,
        str(len(scored)),
        share(s.right for s in known),
        share(s.reached for s in known),
        share(not s.right or s.line["kind"] == "out_of_scope" for s in given),
        share(s.answered for s in unknown),
        share(silent),
        share(s.right for s in known if s.line["lang"] == "en"),
        share(s.right for s in known if s.line["lang"] != "en"),
        f"{milliseconds:.1f}",
    )


def failures(name: str, scored: list[Scored]) -> None:
    """Prints what did not go as it should."""
    for s in scored:
        kind, outcome = s.line["kind"], s.verdict.outcome
        fine = s.right if kind == "in_scope" else not s.answered
        if kind == "chatter":
            fine = outcome is Outcome.SILENT and s.silent_unaddressed
        if fine:
            continue
        print(f"\n{name} {s.line['id']} [{kind}] {s.line['text']}\n  wanted: {s.line.get('fact', '')}")
        for part in s.verdict.parts:
            print(f"  {part.outcome} {part.score:.2f} {part.entry_id} <- {part.phrasing!r} offers {part.offers}")
        print(f"  reached with the offers: {s.reached}; language guessed: {guess_language(s.line['text'])}")


def worst(everything: Sequence[tuple[Pack, Scored]]) -> Iterator[str]:
    """The failures that cost most trust, each with why: wrong answers, the surest first; then what was known and not even
    offered; then what was only offered."""
    failed = sorted((_harm(scored), number) for number, (_, scored) in enumerate(everything) if _harm(scored) < NO_HARM)
    for _, number in failed[:WORST]:
        pack, scored = everything[number]
        line, part = scored.line, max(scored.verdict.parts, key=lambda part: part.score, default=None)
        yield f"{line['id']} [{line['kind']}] {line['text'][:100]!r}: {scored.verdict.outcome}"
        if part is None:
            yield "    nothing in it was taken for a question"
            continue
        zone = pack.index.zones
        near = f"nearest is {part.phrasing!r} of {part.entry_id}" if part.phrasing else "nothing comes near enough"
        right = _place_of_right(pack, line)
        yield f"    {near}; {part.score:.2f}, answers from {zone.answer_from:.2f}, offers from {zone.offer_from:.2f}; {right}"


def _harm(scored: Scored) -> tuple[int, float]:
    score = max((part.score for part in scored.verdict.parts), default=0.0)
    known = scored.line["kind"] == "in_scope"
    if scored.line["kind"] == "chatter":
        silent = scored.silent_unaddressed and scored.verdict.outcome is Outcome.SILENT
        return NO_HARM if silent else (0, -score)
    if scored.answered and not (known and scored.right):
        return (0, -score)
    if known and not scored.reached:
        return (1, score)
    return (2, score) if known and not scored.right else NO_HARM


def _place_of_right(pack: Pack, line: dict[str, Any]) -> str:
    """Where the right entry stands among the candidates."""
    if line["kind"] != "in_scope":
        return "no entry knows it"
    for place, candidate in enumerate(pack.index.rank(line["text"]), 1):
        if judge(line, [pack.answer(candidate.entry_id)]):
            return f"the right one is candidate {place}, {candidate.entry_id}"
    return "the right one is not among the candidates"


def main(arguments: Sequence[str] | None = None) -> None:
    """Scores every pack that has questions."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--faq", type=Path, required=True)
    options.add_argument("--programmes", type=Path, default=Path("programmes"))
    options.add_argument("--failures", action="store_true")
    chosen = options.parse_args(arguments)
    rows: list[tuple[str, ...]] = [COLUMNS]
    everything: list[tuple[Pack, Scored]] = []
    for file in sorted(chosen.faq.glob("*.jsonl")):
        folder = chosen.programmes / file.stem
        if not (folder / "faq.toml").exists():
            continue
        pack = open_pack(folder)
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        began = time.perf_counter()
        for line in lines:
            decide(pack.index, line["text"], addressed=True)
        milliseconds = 1000 * (time.perf_counter() - began) / max(len(lines), 1)
        scored = [score(pack, line) for line in lines]
        everything += [(pack, one) for one in scored]
        rows.append(row(file.stem, scored, milliseconds))
        zones = pack.index.zones
        print(f"{file.stem}: answers from {zones.answer_from:.2f}, offers from {zones.offer_from:.2f}")
        if chosen.failures:
            failures(file.stem, scored)
    rows.append(row("all", [one for _, one in everything], 0.0))
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(COLUMNS))]
    for cells in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    print(f"\nThe worst {WORST}:")
    for line in worst(everything):
        print(line)


if __name__ == "__main__":
    main()
