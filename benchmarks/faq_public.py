"""How the matching does on public question sets, how soon it answers, and what it takes.

    python -m benchmarks.faq_public --sets DIR

DIR holds `clinc150.jsonl`, `banking77_oos.jsonl` and `hint3_*.jsonl` with lines of `text`, `label` (null: out of scope) and
`split`. Phrasings are taken from the training parts, questions from the test parts; nothing is fitted on the latter.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.report import Row, table
from bot.faq.decide import decide
from bot.faq.encoder import open_encoder
from bot.faq.entries import Entry
from bot.faq.index import Index, build_index
from bot.faq.model import cache_folder
from bot.faq.shelf import Shelf

MOST_QUESTIONS = 1000
MOST_WRONG = 0.05
SEEDS = (1, 2, 3)
"""Figures with few phrasings depend on which ones are drawn: they are means of these draws."""


WORDS = {
    "right": "first answer right",
    "covered": "answered, 95 % of it right",
    "auroc": "in and out of scope, AUROC",
    "covered_alone": "answered, 95 % of it right, none out of scope",
}


@dataclass(frozen=True, slots=True)
class Set:
    """Entries with their phrasings, and questions with the entry that they are about (None: none of them)."""

    entries: tuple[Entry, ...]
    questions: list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Score:
    """In percent: first answers that are right, questions answered rightly with few wrong ones, and AUROC of the
    confidence between questions in and out of scope; the second also with none out of scope."""

    right: float
    covered: float
    auroc: float
    covered_alone: float = 0.0


def load(folder: Path, name: str, phrasings: int | None = None, entries: int | None = None, seed: int = 1) -> Set:
    """A set, or a random part of it: so many phrasings an entry, so many entries."""
    lines = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    chance = random.Random(seed)
    by_label: dict[str, list[str]] = {}
    for line in lines:
        if line["split"] == "train" and line["label"]:
            by_label.setdefault(line["label"], []).append(line["text"])
    labels = sorted(by_label)
    labels = sorted(chance.sample(labels, entries)) if entries else labels
    made = []
    for label in labels:
        texts = list(dict.fromkeys(by_label[label]))
        texts = chance.sample(texts, min(phrasings, len(texts))) if phrasings else texts
        made.append(Entry(label, texts[0], tuple(texts[1:])))
    asked = [
        (line["text"], line["label"])
        for line in lines
        if line["split"] == "test" and ((line["label"] in by_label and line["label"] in labels) or not line["label"])
    ]
    return Set(tuple(made), asked if len(asked) <= MOST_QUESTIONS else chance.sample(asked, MOST_QUESTIONS))


def score(index: Index, questions: Sequence[tuple[str, str | None]]) -> Score:
    """Asks them all."""
    tried: list[tuple[float, bool, bool]] = []
    for text, label in questions:
        first = next(iter(index.rank(text)), None)
        tried.append((first.score if first else 0.0, bool(first and first.entry_id == label), label is not None))
    return summed_up(tried)


def summed_up(tried: list[tuple[float, bool, bool]]) -> Score:
    """The score of questions of which each has its confidence, whether it was right, and whether any entry knows it."""
    tried = sorted(tried, key=lambda one: -one[0])
    within = sum(known for _, _, known in tried)
    right = wrong = covered = 0
    for _, is_right, _ in tried:
        right, wrong = right + is_right, wrong + (not is_right)
        if wrong <= MOST_WRONG * (right + wrong):
            covered = right
    return Score(100 * sum(r for _, r, _ in tried) / within, 100 * covered / within, 100 * _auroc(tried))


def _auroc(tried: Sequence[tuple[float, bool, bool]]) -> float:
    """The chance that a question in scope is trusted more than one out of scope; `tried` are the surest first."""
    out_before = pairs = 0
    for _, _, known in tried:
        if known:
            pairs += out_before
        else:
            out_before += 1
    total = out_before * (len(tried) - out_before)
    return 1 - pairs / total if total else float("nan")


def mistyped(text: str, chance: random.Random, errors: int) -> str:
    """Letters that change places, are left out, or come twice, as fingers on a phone do it."""
    for _ in range(errors):
        places = [n for n in range(1, len(text) - 1) if text[n].isalpha() and text[n + 1].isalpha()]
        if not places:
            return text
        at = chance.choice(places)
        kind = chance.randrange(3)
        text = text[:at] + (text[at + 1] + text[at], text[at + 1], text[at] + text[at : at + 2])[kind] + text[at + 2 :]
    return text


def measure(folder: Path) -> list[Row]:
    """One row a figure; goals where there are any."""
    encoder, shelf = open_encoder(), Shelf(cache_folder())
    rows: list[Row] = []

    def add(name: str, draws: Sequence[Set], goals: Sequence[float | None], known_only: bool = False) -> Index:
        reached = []
        for found in draws:
            index = build_index(found.entries, encoder, shelf)
            reached.append(score(index, found.questions))
            if known_only:
                alone = score(index, [one for one in found.questions if one[1]])
                reached[-1] = replace(reached[-1], covered_alone=alone.covered)
        kinds = ("right", "covered", "auroc", "covered_alone")
        for kind, goal in zip(kinds, (*goals, None, None, None, None), strict=False):
            value = sum(getattr(one, kind) for one in reached) / len(reached)
            if kind != "covered_alone" or known_only:
                rows.append(Row(f"{name}: {WORDS[kind]}", value, "%", at_least=goal))
        return index

    add("HINT3 sofmattress", [load(folder, "hint3_sofmattress")], (83.0, 40))
    add("HINT3 curekart", [load(folder, "hint3_curekart")], (88.7, 47))
    add("HINT3 powerplay11", [load(folder, "hint3_powerplay11")], (72.8, 4))
    few = [load(folder, "clinc150", 5, 20, seed) for seed in SEEDS]
    add("CLINC, 20 entries x 5", few, (95, None, None, 93), known_only=True)
    many = [load(folder, "clinc150", 5, None, seed) for seed in SEEDS]
    index = add("CLINC, 150 entries x 5", many, (85, None, None, 60), known_only=True)
    clinc = many[-1]
    add("BANKING77, 50 entries x 5", [load(folder, "banking77_oos", 5, None, seed) for seed in SEEDS], (None, None, 85))
    return [*rows, *_typed(index, clinc), *_speed(folder, clinc)]


def _typed(index: Index, clinc: Set) -> list[Row]:
    chance = random.Random(SEEDS[0])
    known = [(text, label) for text, label in clinc.questions if label][:500]
    straight = score(index, known).right
    rows = []
    for errors in (1, 2):
        typed = [(mistyped(text, chance, errors), label) for text, label in known]
        rows.append(
            Row(f"CLINC: lost by {errors} typed errors", straight - score(index, typed).right, "points", at_most=3)
        )
    return rows


def _speed(folder: Path, clinc: Set) -> list[Row]:
    """In CPU time, as other work on the machine is not the engine's."""
    encoder = open_encoder()
    questions = [text for text, _ in clinc.questions[:400]]
    with tempfile.TemporaryDirectory() as kept:
        _, cold = _timed(lambda: build_index(clinc.entries, encoder, Shelf(Path(kept))))
        index, warm = _timed(lambda: build_index(clinc.entries, encoder, Shelf(Path(kept))))
    rows = [
        Row("index of 150 x 5, cold", cold, "s", at_most=1.5),
        Row("index of 150 x 5, from cache", warm, "s", at_most=0.5),
        Row("a question at 150 x 5, p99", 1000 * _p99(index, questions), "ms", at_most=10),
        Row("20,000 characters", 1000 * _p99(index, ["who asks? " * 2000] * 5), "ms", at_most=15),
    ]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    texts = [text for line in (folder / "clinc150.jsonl").open(encoding="utf-8") if (text := _train(json.loads(line)))]
    random.Random(SEEDS[0]).shuffle(texts)
    many = tuple(Entry(f"e{n}", texts[5 * n], tuple(texts[5 * n + 1 : 5 * n + 5])) for n in range(2000))
    large, took = _timed(lambda: build_index(many, encoder, Shelf(cache_folder())))
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return [
        *rows,
        Row("index of 2,000 x 5, vectors kept", took, "s"),
        Row("memory added by it, at its highest", added, "MB", at_most=200),
        Row("a question at 2,000 x 5, p99", 1000 * _p99(large, questions), "ms", at_most=15),
    ]


def _train(line: dict[str, Any]) -> str:
    return str(line["text"]) if line["split"] == "train" and line["label"] else ""


def _timed(make: Any) -> tuple[Index, float]:
    begun = time.process_time()
    made: Index = make()
    return made, time.process_time() - begun


def _p99(index: Index, texts: Sequence[str]) -> float:
    taken = []
    for text in texts:
        begun = time.process_time()
        decide(index, text, addressed=True)
        taken.append(time.process_time() - begun)
    return sorted(taken)[int(len(taken) * 0.99) - 1]


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", type=Path, required=True)
    print(table(measure(options.parse_args(arguments).sets)))


if __name__ == "__main__":
    main()
