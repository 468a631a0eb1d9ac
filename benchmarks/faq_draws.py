"""What `benchmarks/faq_fit.py` fits on: packs, and the training and validation parts of public sets. No test part is read."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.faq.entries import Entry
from bot.faq.languages import is_foreign, main_language
from bot.programme.load import load_programme
from bot.programme.pack import Programme

SEEDS = (11, 12)
"""Other ones than those of the benchmark, so that not even its draws of phrasings are seen."""
MOST_QUESTIONS = 300
LEFT_OUT = 0.33
ASKED_OF_EACH = 4

Questions = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Draw:
    """Entries, and questions with the entry that they are about (None: none of them)."""

    name: str
    entries: tuple[Entry, ...]
    questions: Questions
    kin: str = ""


def draws(sets: Path, programmes: Path) -> Iterator[Draw]:
    """All that is fitted on."""
    for seed in SEEDS:
        chance = random.Random(seed)
        for name in ("hint3_sofmattress", "hint3_curekart", "hint3_powerplay11"):
            yield _held_out(name, _labelled(sets, name, "train"), chance)
        yield _few(sets, "clinc150", None, chance)
        yield _few(sets, "clinc150", 20, chance)
        yield _few(sets, "banking77_oos", None, chance)
        for folder in sorted(path.parent for path in programmes.glob("*/faq.toml")):
            pack = load_programme(folder)
            own = _held_out(pack.id, {entry.id: [entry.question, *entry.phrasings] for entry in pack.faq}, chance)
            yield replace(own, questions=own.questions + _from_elsewhere(sets))
            yield _foreign(pack, chance)


def _foreign(pack: Programme, chance: random.Random) -> Draw:
    """Of the pack's phrasings in other languages than its own half are asked, and those of left-out entries."""
    language = main_language(entry.question for entry in pack.faq)
    unknown = set(chance.sample([entry.id for entry in pack.faq], int(LEFT_OUT * len(pack.faq))))
    entries: list[Entry] = []
    known: Questions = []
    others: Questions = []
    for entry in pack.faq:
        foreign = [text for text in entry.phrasings if is_foreign(text, language)]
        asked = chance.sample(foreign, -(-len(foreign) // 2))
        if entry.id in unknown:
            others += [(text, None) for text in foreign]
            continue
        known += [(text, entry.id) for text in asked]
        entries.append(Entry(entry.id, entry.question, tuple(text for text in entry.phrasings if text not in asked)))
    return Draw(f"{pack.id}, foreign", tuple(entries), _some(known, chance) + _some(others, chance), pack.id)


def _from_elsewhere(sets: Path) -> Questions:
    """What has nothing to do with any programme: the training part of CLINC's questions out of scope."""
    return [
        (str(line["text"]), None) for line in _lines(sets, "clinc150") if not line["label"] and line["split"] == "train"
    ]


def _labelled(sets: Path, name: str, split: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _lines(sets, name):
        if line["split"] == split and line["label"]:
            found.setdefault(str(line["label"]), []).append(str(line["text"]))
    return {label: list(dict.fromkeys(texts)) for label, texts in sorted(found.items())}


def _lines(sets: Path, name: str) -> Iterator[dict[str, str | None]]:
    for line in (sets / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _held_out(name: str, labelled: dict[str, list[str]], chance: random.Random) -> Draw:
    unknown = set(chance.sample(sorted(labelled), int(LEFT_OUT * len(labelled))))
    entries: list[Entry] = []
    known: Questions = []
    others: Questions = []
    for label, texts in labelled.items():
        mixed = chance.sample(texts, len(texts))
        if label in unknown:
            others += [(text, None) for text in mixed]
            continue
        asked = len(mixed) // ASKED_OF_EACH
        known += [(text, label) for text in mixed[:asked]]
        entries.append(Entry(label, mixed[asked], tuple(mixed[asked + 1 :])))
    return Draw(name, tuple(entries), _some(known, chance) + _some(others, chance))


def _few(sets: Path, name: str, labels: int | None, chance: random.Random) -> Draw:
    trained = _labelled(sets, name, "train")
    chosen = sorted(chance.sample(sorted(trained), labels)) if labels else sorted(trained)
    texts = {label: chance.sample(trained[label], 5) for label in chosen}
    asked = [(str(line["text"]), line["label"]) for line in _lines(sets, name) if line["split"] == "val"]
    known = [one for one in asked if one[1] in texts]
    others = [one for one in asked if one[1] is None]
    entries = tuple(Entry(label, some[0], tuple(some[1:])) for label, some in texts.items())
    return Draw(f"{name} {len(chosen)}", entries, _some(known, chance) + _some(others, chance))


def _some(questions: Sequence[tuple[str, str | None]], chance: random.Random) -> Questions:
    return list(questions) if len(questions) <= MOST_QUESTIONS else chance.sample(questions, MOST_QUESTIONS)
