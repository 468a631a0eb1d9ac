"""Fits the weights of `bot/faq/hybrid.py`, and prints what comes out beside those in use.

    python -m benchmarks.faq_fit --sets DIR [--faq DIR] [--programmes DIR]

Only training and validation parts are read, never a test part: of CLINC and BANKING five phrasings an entry are drawn from the
training part and the validation part is asked; HINT3 has no validation part, so that a quarter of its phrasings is asked, and a
third of its labels is left out to be asked as what the bot does not know. The packs are asked their own phrasings in the
same way. Every draw counts the same, however many questions it has.

With `--faq` the development questions of the packs (see `benchmarks/faq_scores.py`) are fitted on as well.

The weights in use are rounder than what comes out. On these draws both do the same (in the mean 37 % answered with 95 % of it
right, AUROC 86); on the development questions the ones in use decide better: a fit on short questions of the public sets
trusts the lead over other entries too much, and nearness too little.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks import faq_scores
from bot.faq import hybrid
from bot.faq.encoder import open_encoder
from bot.faq.entries import Entry
from bot.faq.hybrid import HybridScorer, rank_signs, sure_signs
from bot.faq.index import build_index
from bot.faq.model import cache_folder
from bot.faq.pieces import Numbers
from bot.faq.scorer import Found
from bot.faq.shelf import Shelf
from bot.programme.load import load_programme

SEEDS = (11, 12)
"""Other ones than those of the benchmark, so that not even its draws of phrasings are seen."""
MOST_QUESTIONS = 400
LEFT_OUT = 0.33
ASKED_OF_EACH = 4
DEVELOPMENT = 0.4
"""What the development questions weigh, where all the draws together weigh 1."""
MOST_LETTERS = 400
RIDGE = 1e-3
ROUNDS = 60

Questions = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Draw:
    """Entries, and questions with the entry that they are about (None: none of them)."""

    name: str
    entries: tuple[Entry, ...]
    questions: Questions


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
            yield _held_out(pack.id, {entry.id: [entry.question, *entry.phrasings] for entry in pack.faq}, chance)


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


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found for one question; `right` is the place of the right one, None where it was not found."""

    found: list[Found]
    right: int | None
    weight: float


def asked(draw: Draw, shelf: Shelf) -> list[Asked]:
    """Ask the draw's questions."""
    scorer = build_index(draw.entries, open_encoder(), shelf).scorer
    assert isinstance(scorer, HybridScorer)
    names = [entry.id for entry in draw.entries]
    answers = []
    for text, label in draw.questions:
        found = scorer.find(text)
        place = next((n for n, one in enumerate(found) if names[one.entry] == label), None)
        answers.append(Asked(found, place, 1 / len(draw.questions)))
    return answers


def asked_in_development(folder: Path, programmes: Path) -> list[Asked]:
    """Ask the development questions: right is the first candidate whose answer holds what it has to."""
    answers: list[Asked] = []
    for file in sorted(folder.glob("*.jsonl")):
        pack = faq_scores.open_pack(programmes / file.stem)
        scorer = pack.index.scorer
        assert isinstance(scorer, HybridScorer)
        for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            if line["kind"] == "chatter":
                continue
            found = scorer.find(line["text"][:MOST_LETTERS])
            given = (faq_scores.judge(line, [pack.answer(pack.index.entries[one.entry].id)]) for one in found)
            right = next((place for place, is_right in enumerate(given) if is_right), None)
            answers.append(Asked(found, right if line["kind"] == "in_scope" else None, 1.0))
    return answers


def fit_ranking(answers: Sequence[Asked]) -> Numbers:
    """Weights under which the right candidate is likeliest among those found, that of `likely` being 1."""
    known = [(np.array([rank_signs(f) for f in a.found]), a.right, a.weight) for a in answers if a.right is not None]
    weights = np.array([1.0, *(0.0 for _ in hybrid.RANK)])
    for _ in range(ROUNDS):
        slope, curve = RIDGE * weights, RIDGE * np.eye(len(weights))
        for signs, right, weight in known:
            scores = signs @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            middle = shares @ signs
            slope += weight * (middle - signs[right])
            curve += weight * ((signs * shares[:, None]).T @ signs - np.outer(middle, middle))
        weights = weights - np.linalg.solve(curve, slope)
    return np.asarray(weights / weights[0])


def fit_confidence(answers: Sequence[Asked], ranking: Numbers) -> Numbers:
    """Logistic weights of the first candidate's being right, its offset first."""
    rows, hits, weights = [], [], []
    for one in answers:
        if not one.found:
            continue
        scores = [float(np.array(rank_signs(found)) @ ranking) for found in one.found]
        order = sorted(range(len(scores)), key=lambda place: -scores[place])
        rows.append((1.0, *sure_signs([one.found[place] for place in order], [scores[place] for place in order])))
        hits.append(float(order[0] == one.right))
        weights.append(one.weight)
    signs, right, weight = np.array(rows), np.array(hits), np.array(weights)
    fitted = np.zeros(signs.shape[1])
    for _ in range(ROUNDS):
        sure = 1 / (1 + np.exp(-signs @ fitted))
        slope = signs.T @ (weight * (sure - right)) + RIDGE * fitted
        curve = (signs * (weight * sure * (1 - sure))[:, None]).T @ signs + RIDGE * np.eye(len(fitted))
        fitted -= np.linalg.solve(curve, slope)
    return fitted


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the weights."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", type=Path, required=True)
    options.add_argument("--faq", type=Path, help="folder with the development questions of the packs")
    options.add_argument("--programmes", type=Path, default=Path("programmes"))
    chosen = options.parse_args(arguments)
    shelf = Shelf(cache_folder())
    answers = [one for draw in draws(chosen.sets, chosen.programmes) for one in asked(draw, shelf)]
    if chosen.faq:
        everything = sum(one.weight for one in answers)
        development = asked_in_development(chosen.faq, chosen.programmes)
        answers += [replace(one, weight=DEVELOPMENT * everything / len(development)) for one in development]
    ranking = fit_ranking(answers)
    sure = fit_confidence(answers, ranking)
    for name, value, used in zip(hybrid.RANK, ranking[1:], hybrid.RANK.values(), strict=True):
        print(f"ranking     {name:12} {value:7.2f}   in use {used:7.2f}")
    for name, value, used in zip(("offset", *hybrid.SURE), sure, (hybrid.OFFSET, *hybrid.SURE.values()), strict=True):
        print(f"confidence  {name:12} {value:7.2f}   in use {used:7.2f}")


if __name__ == "__main__":
    main()
