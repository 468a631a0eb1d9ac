"""Finds the weights of `bot/faq/weights.toml`: what comes out is what is used, and no test part of a public set is read.

    python -m benchmarks.faq_fit --sets DIR --faq DIR [--programmes DIR] [--write]

Of CLINC and BANKING five phrasings an entry are drawn from the training part and the validation part is asked; HINT3 has no
validation part, so that a quarter of its phrasings is asked, and a third of its labels is left out to be asked as what the bot
does not know (`benchmarks/faq_draws.py`). The packs are asked their own phrasings likewise, with CLINC's training questions
out of scope among them, their phrasings in other languages, the development questions (see `benchmarks/faq_scores.py`), and some
of our own in six languages (`academy_questions.tsv`).
Every draw counts the same, however many questions it has; the development questions, which are most like what people ask,
count `DEVELOPMENT` times as much.

Which signs are looked at, and how strongly the weights are held back (`RIDGE`), was decided by cross-validation on just these
questions, each set with its draws left out in turn: the table that is printed. The test parts (`benchmarks/faq_public.py`) are
asked only once all this stands.

`ease` says how much likelier an answer is to be right than the trials with which an index finds its thresholds let expect; it is
the largest value that keeps the precision on the development questions with something to spare.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np

from benchmarks import faq_scores
from benchmarks.faq_draws import Draw, draws
from benchmarks.faq_public import summed_up
from bot.faq import confidence
from bot.faq.adapted import Tried, adapted
from bot.faq.confidence import Trial
from bot.faq.encoder import open_encoder
from bot.faq.entries import Entry
from bot.faq.hybrid import HybridScorer
from bot.faq.index import Index, build_index
from bot.faq.meaning import learn
from bot.faq.model import cache_folder
from bot.faq.pieces import Numbers
from bot.faq.scorer import Found, trusted
from bot.faq.shelf import Shelf
from bot.faq.weights import RANK_SIGNS, SURE_SIGNS, WEIGHTS, Book, Weights, rank_signs, sure_signs
from bot.faq_report import NOBODY

DEVELOPMENT = 2.0
MOST_LETTERS = 400
RIDGE = 3e-3
ROUNDS = 60
NEGLIGIBLE = 1e-4
OWN = Path(__file__).with_name("academy_questions.tsv")
AGAINST = ("missed",)
"""Signs that speak against an entry."""
WRONG, UNLUCKY = 0.05, 6
EASES = [n / 10 for n in range(-10, 31)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found for one question; `right` is the place of the right one, None where it was not found; and whether any
    entry knows it."""

    found: list[Found]
    right: int | None
    known: bool


@dataclass(frozen=True, slots=True)
class Round:
    """All questions of a draw, and the trials of its index; `kin` are left out together."""

    name: str
    kin: str
    weight: float
    asked: list[Asked]
    entries: tuple[Entry, ...] = ()
    left_out: tuple[Tried, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether it says how many answers are given, and how many wrongly."""
        return bool(self.left_out) and self.weight == DEVELOPMENT

    def at_home(self, used: Book) -> Book:
        """The weights as this index adapts them."""
        tried = [(owner, _order(without, used), _order(out, used)) for owner, without, out in self.left_out]
        return replace(used, own=adapted(used.own, tried))


def ask(draw: Draw, shelf: Shelf) -> Round:
    """Ask the draw's questions."""
    index = build_index(draw.entries, open_encoder(), shelf)
    names = [entry.id for entry in draw.entries]
    answers = []
    for text, label in draw.questions:
        found = index.scorer.find(text)
        place = next((n for n, one in enumerate(found) if names[one.entry] == label), None)
        answers.append(Asked(found, place, label is not None))
    left_out = tuple(confidence.left_out(_for_trials(index), draw.entries))
    return Round(draw.name, draw.kin or draw.name, 1.0, answers, draw.entries, left_out)


def ask_in_development(file: Path, programmes: Path) -> Round:
    """Ask the development questions: right is the first candidate whose answer holds what it has to."""
    pack = faq_scores.open_pack(programmes / file.stem)
    answers: list[Asked] = []
    for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        if line["kind"] == "chatter":
            continue
        found = pack.index.scorer.find(line["text"][:MOST_LETTERS])
        given = (faq_scores.judge(line, [pack.answer(pack.index.entries[one.entry].id)]) for one in found)
        right = next((place for place, is_right in enumerate(given) if is_right), None)
        known = line["kind"] == "in_scope"
        answers.append(Asked(found, right if known else None, known))
    left_out = tuple(confidence.left_out(_for_trials(pack.index), pack.index.entries))
    return Round(f"{file.stem}, development", pack.programme.id, DEVELOPMENT, answers, pack.index.entries, left_out)


def ask_own(programmes: Path) -> Round:
    """Ask the questions of `academy_questions.tsv`."""
    pack = faq_scores.open_pack(programmes / "academy")
    names = [entry.id for entry in pack.index.entries]
    answers: list[Asked] = []
    for line in OWN.read_text(encoding="utf-8").splitlines()[1:]:
        wanted, _, text = line.partition("\t")
        found = pack.index.scorer.find(text)
        right = next((place for place, one in enumerate(found) if names[one.entry] in wanted.split("|")), None)
        answers.append(Asked(found, right, wanted != NOBODY))
    return Round("academy, six languages", "academy", DEVELOPMENT, answers)


def _for_trials(index: Index) -> HybridScorer:
    """The index's scorer with what it let go of when it was calibrated."""
    scorer = index.scorer
    assert isinstance(scorer, HybridScorer)
    known = scorer.meanings
    learned = learn(known.vectors, known.owners, len(index.entries))
    return replace(scorer, meanings=replace(known, learned=learned))


def in_their_direction(names: Sequence[str], found: Callable[[Numbers], Numbers]) -> Numbers:
    """The weights that `found` gives for the signs it may use, where what speaks for an entry never counts against it: a sign
    that does is left out."""
    towards = np.array([-1.0 if name in AGAINST else 1.0 for name in names])
    used = np.ones(len(names), dtype=bool)
    while True:
        weights = found(used)
        astray = used & (weights[-len(names) :] * towards < 0)
        if not astray.any():
            return weights
        used &= ~astray


def fit_ranking(rounds: Sequence[Round], used: Numbers, *, foreign: bool) -> Numbers:
    """Weights under which the right candidate is likeliest among those found, that of `likely` being 1."""
    mask = np.array([1.0, *used])
    known = [
        (np.array([rank_signs(f) for f in one.found]) * mask, one.right, each.weight / len(each.asked))
        for each in rounds
        for one in each.asked
        if one.right is not None and one.found[0].foreign == foreign
    ]
    weights = np.array([1.0, *(0.0 for _ in RANK_SIGNS)])
    for _ in range(ROUNDS):
        slope, curve = RIDGE * weights, RIDGE * np.eye(len(weights))
        for signs, right, weight in known:
            scores = signs @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            middle = shares @ signs
            slope += weight * (middle - signs[right])
            curve += weight * ((signs * shares[:, None]).T @ signs - np.outer(middle, middle))
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < NEGLIGIBLE:
            break
    return np.asarray(weights[1:] / weights[0])


def ranked(one: Asked, ranking: Numbers) -> tuple[list[Found], bool]:
    """What was found in the order of these weights, and whether the first is right."""
    scores = [found.likely + float(ranking @ rank_signs(found)[1:]) for found in one.found]
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    return [one.found[place] for place in order], bool(order) and order[0] == one.right


def fit_confidence(rounds: Sequence[Round], ranking: Numbers, used: Numbers, *, foreign: bool) -> Numbers:
    """Logistic offset and weights of the first candidate's being right. They are held back in the signs' own spread."""
    rows, hits, weights = [], [], []
    for each in rounds:
        for one in each.asked:
            found, right = ranked(one, ranking)
            if found and found[0].foreign == foreign:
                rows.append(sure_signs(found))
                hits.append(float(right))
                weights.append(each.weight / len(each.asked))
    signs, hit, weight = np.array(rows), np.array(hits), np.array(weights) / sum(weights)
    mean, spread = signs.mean(axis=0), signs.std(axis=0)
    scaled = np.c_[np.ones(len(signs)), used * (signs - mean) / spread]
    held_back = RIDGE * np.diag([0.0, *(1.0 for _ in spread)])
    fitted = np.zeros(scaled.shape[1])
    for _ in range(ROUNDS):
        sure = 1 / (1 + np.exp(-scaled @ fitted))
        slope = scaled.T @ (weight * (sure - hit)) + held_back @ fitted
        curve = (scaled * (weight * sure * (1 - sure))[:, None]).T @ scaled + held_back
        fitted -= np.linalg.solve(curve, slope)
    return np.array([fitted[0] - fitted[1:] @ (mean / spread), *(fitted[1:] / spread)])


def fit_ease(rounds: Sequence[Round], used: Book) -> float:
    """See `Scorer.ease`: the largest with which few of the answers to the development questions would be wrong, even had
    `UNLUCKY` more been asked and half of these been answered wrongly."""
    tried = [(_trials(each, own), _tried(each, own)) for each in rounds if each.judged for own in [each.at_home(used)]]
    best = EASES[0]
    for ease in EASES:
        given = [right for trials, asked in tried for right in _given(trials, asked, ease)]
        if given.count(False) + UNLUCKY / 2 <= WRONG * (len(given) + UNLUCKY):
            best = ease
    return best


def _given(trials: Sequence[Trial], asked: Sequence[tuple[float, bool, bool]], ease: float) -> list[bool]:
    """Of each answer that is given, whether it is right."""
    least = confidence.lowest_with(confidence.USUAL_PRECISION, trials, ease)
    return [right for sure, right, _ in asked if sure >= least]


def _tried(each: Round, used: Book) -> list[tuple[float, bool, bool]]:
    """Of each question how sure the first candidate is, whether it is right, and whether any entry knows it."""
    tried = []
    for one in each.asked:
        found, right = _ranked(one, used)
        tried.append((_confidence(used, found) if found else 0.0, right, one.known))
    return tried


def _confidence(used: Book, found: Sequence[Found]) -> float:
    chosen = used.of(foreign=found[0].foreign)
    return trusted(found[0], chosen.offset + float(np.dot(chosen.sure, sure_signs(found))))


def _ranked(one: Asked, used: Book) -> tuple[list[Found], bool]:
    return ranked(one, np.array(used.of(foreign=bool(one.found) and one.found[0].foreign).rank))


def _order(found: Sequence[Found], used: Book) -> list[Found]:
    return _ranked(Asked(list(found), None, known=True), used)[0]


def _trials(each: Round, used: Book) -> list[Trial]:
    trials = []
    for owner, *both in each.left_out:
        for known, found in zip((True, False), both, strict=True):
            if found:
                first = _order(found, used)
                trials.append(confidence.trial(each.entries, owner, first, _confidence(used, first), known=known))
    return trials


def fit(rounds: Sequence[Round]) -> Book:
    """All weights."""
    used = Book(_fit(rounds, foreign=False), _fit(rounds, foreign=True), 0.0)
    return replace(used, ease=fit_ease(rounds, used))


def _fit(rounds: Sequence[Round], *, foreign: bool) -> Weights:
    ranking = in_their_direction(RANK_SIGNS, lambda used: fit_ranking(rounds, used, foreign=foreign))
    offset, *sure = in_their_direction(
        SURE_SIGNS, lambda used: fit_confidence(rounds, ranking, used, foreign=foreign)
    ).tolist()
    return Weights(tuple(ranking.tolist()), offset, tuple(sure))


def validated(rounds: Sequence[Round]) -> Iterator[str]:
    """How well weights do on what they were not fitted on: each set is left out in turn. Of the development questions also how
    many are answered with the thresholds found, and how many of these wrongly."""
    yield f"{'left out':24} {'right':>6} {'covered':>8} {'AUROC':>6} {'log loss':>9}"
    totals = []
    for kin in sorted({each.kin for each in rounds}):
        used = fit([each for each in rounds if each.kin != kin])
        by_name: dict[str, list[tuple[float, ...]]] = {}
        for each in rounds:
            if each.kin == kin:
                by_name.setdefault(each.name, []).append(_figures(each, used))
        for name, figures in by_name.items():
            mean = np.mean(figures, axis=0)
            totals.append(mean[:4])
            line = f"{name:24} {mean[0]:6.1f} {mean[1]:8.1f} {mean[2]:6.1f} {mean[3]:9.3f}"
            if len(mean) > 4:
                line += f"   {mean[4]:.0f} % answered rightly, {mean[5]:.0f} % of the answers wrong"
            yield line
    yield "{:24} {:6.1f} {:8.1f} {:6.1f} {:9.3f}".format("mean", *np.mean(totals, axis=0))


def _figures(each: Round, used: Book) -> tuple[float, ...]:
    used = each.at_home(used)
    tried = _tried(each, used)
    found_in = summed_up(tried)
    loss = -np.mean([np.log(max(sure if right else 1 - sure, 1e-9)) for sure, right, _ in tried])
    figures = (found_in.right, found_in.covered, found_in.auroc, float(loss))
    if not each.judged:
        return figures
    given = _given(_trials(each, used), tried, used.ease)
    known = sum(known for *_, known in tried)
    return *figures, 100 * given.count(True) / known, 100 * given.count(False) / max(len(given), 1)


def written(used: Book) -> str:
    """The file."""
    lines = [
        "# Written by benchmarks/faq_fit.py, which says how: not to be changed by hand.",
        f"ease = {used.ease:.2f}",
    ]
    for kind, found in (("own", used.own), ("foreign", used.foreign)):
        ranks, sures = (zip(RANK_SIGNS, found.rank, strict=True), zip(SURE_SIGNS, found.sure, strict=True))
        lines += ["", f"[{kind}.rank]", *(f"{name} = {value:.2f}" for name, value in ranks)]
        lines += ["", f"[{kind}.sure]", f"offset = {found.offset:.2f}"]
        lines += [f"{name} = {value:.2f}" for name, value in sures]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints how well it does, and the weights; writes them if told so."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", type=Path, required=True)
    options.add_argument("--faq", type=Path, required=True, help="folder with the development questions of the packs")
    options.add_argument("--programmes", type=Path, default=Path("programmes"))
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args(arguments)
    shelf = Shelf(cache_folder())
    rounds = [ask(draw, shelf) for draw in draws(chosen.sets, chosen.programmes)]
    rounds += [ask_in_development(file, chosen.programmes) for file in sorted(chosen.faq.glob("*.jsonl"))]
    rounds.append(ask_own(chosen.programmes))
    print("\n".join(validated(rounds)))
    weights = written(fit(rounds))
    print(weights)
    if chosen.write:
        Path(str(files("bot.faq"))).joinpath(WEIGHTS).write_text(weights, encoding="utf-8")


if __name__ == "__main__":
    main()
