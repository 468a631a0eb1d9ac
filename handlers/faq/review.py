"""`/faq review`: organisers see what people ask in vain, and make something of it with one tap."""

from __future__ import annotations

from typing import Any, TypeVar

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, CommandInvoked, Event
from bot.chat.messages import Edit, Intent, Message, Private, Rows
from bot.chat.text import Text, bullets, quote
from bot.domain.people import ORGANISERS
from bot.domain.questions import PHRASING_MAX
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.faq.buttons import AddPhrasing, IgnoreMissed, MakeEntry, short
from handlers.faq.declared import feature
from handlers.faq.entries import Library, library
from handlers.faq.missed import Cluster, cluster_of, missed_clusters, suggestions

E = TypeVar("E", bound=Event)
SHOWN = 5
OTHER_WORDS = 3
UNASKED_SHOWN = 8
HOW = {
    "handed_over": (N_("Asked once, and I had no answer:"), N_("Asked {n} times, and I had no answer:")),
    "offered": (N_("Asked once, and I was not sure:"), N_("Asked {n} times, and I was not sure:")),
    "answered": (N_("Asked once, and my answer did not help:"), N_("Asked {n} times, and my answers did not help:")),
}
"""How a question was not answered well, once and many times, by its outcome."""
MIXED = N_("Asked once, and I had no good answer:"), N_("Asked {n} times, and I had no good answer:")
DONE_ALREADY = N_("Somebody has dealt with this question already.")


async def review(turn: Turn[CommandInvoked]) -> list[Intent]:
    """A card for each thing that is asked in vain, and a line or two on the entries themselves. For organisers."""
    turn.require(ORGANISERS, turn.cohort.id)
    found = await library(turn, turn.me)
    clusters = await missed_clusters(turn)
    suggested = await suggestions(turn, set(found.entries) | set(found.kept))
    cards: list[Intent] = [Private(await _missed_card(turn, found, cluster)) for cluster in clusters[:SHOWN]]
    cards += [Private(_suggested_card(turn, found, entry, one)) for entry, one in suggested[: SHOWN - len(cards)]]
    return [*cards, Private(Message(await _summary(turn, found, len(clusters), len(cards))))]


async def _missed_card(turn: Turn[Any], found: Library, cluster: Cluster) -> Message:
    _ = turn.voice
    once, often = HOW.get(cluster.outcome or "", MIXED)
    times = _.plural(once, often, len(cluster.questions))
    rows: Rows = ((button(_.plain("Make an entry"), MakeEntry(cluster.id), "primary"),),)
    nearest = next(iter(await found.index.rank(cluster.questions[0].text)), None)
    question = found.question(nearest.entry_id) if nearest else None
    if nearest and question:
        label = short(_.plain("It asks: {question}", question=question))
        rows += ((button(label, AddPhrasing(cluster.id, nearest.entry_id)),),)
    return Message(
        (*_("**{times}**", times=times), *_asked(cluster)),
        (*rows, (button(_.plain("Ignore"), IgnoreMissed(cluster.id)),)),
    )


def _suggested_card(turn: Turn[Any], found: Library, entry: str, cluster: Cluster) -> Message:
    _ = turn.voice
    text = (
        *_("**People meant this entry, but I had to ask back:** {question}", question=found.question(entry) or entry),
        *_asked(cluster),
    )
    rows = (
        (button(_.plain("Add their words to it"), AddPhrasing(cluster.id, entry), "primary"),),
        (button(_.plain("Ignore"), IgnoreMissed(cluster.id)),),
    )
    return Message(text, rows)


def _asked(cluster: Cluster) -> Text:
    """The newest wording and some others, without who asked."""
    return tuple(block for text in cluster.texts[: 1 + OTHER_WORDS] for block in quote(text[:PHRASING_MAX]))


async def _summary(turn: Turn[Any], found: Library, waiting: int, shown: int) -> Text:
    _ = turn.voice
    if not waiting and not shown:
        text = _("Nothing was asked in vain. Well done!")
    elif waiting > shown:
        text = _("{n} more are waiting. Send `/faq review` again when these are done.", n=waiting - shown)
    else:
        text = _("That is all that waits for you.")
    asked = {count.entry for count in await turn.uow.faq.counts(turn.cohort.id)}
    unasked = [entry.question for entry in found.entries.values() if entry.id not in asked]
    if asked and unasked:
        text += (*_("**Entries that nobody has asked for:** {n}", n=len(unasked)), *_some(_, unasked))
    today = turn.now.astimezone(turn.programme.tz).date()
    over = [entry.question for entry in turn.programme.faq if entry.valid_until and entry.valid_until < today]
    if over:
        text += (*_("**Entries whose validity has ended:** {n}", n=len(over)), *_some(_, over))
    return text


def _some(_: Voice, questions: list[str]) -> Text:
    """The first of them, and how many there are besides."""
    lines = [_("{question}", question=short(question)) for question in questions[:UNASKED_SHOWN]]
    more = len(questions) - len(lines)
    if more:
        lines.append(_("{more}", more=_.plural("… and one more", "… and {n} more", more)))
    return bullets(*lines)


@feature.button(AddPhrasing, access="members", any_cohort=True)
async def add_phrasing(turn: Turn[ButtonPressed], data: AddPhrasing) -> list[Intent]:
    """From now on these words lead to the entry."""
    turn = await organiser_of(turn, data.asked)
    found = await library(turn, turn.me)
    question = found.question(data.entry)
    if question is None:
        return [turn.toast(N_("This answer is no longer there. Please ask again."), alert=True)]
    cluster = await settled(turn, data.asked, "phrasing")
    if cluster is None:
        return [turn.toast(DONE_ALREADY, alert=True)]
    for text in cluster.asked:
        await turn.uow.faq_learning.add_phrasing(turn.cohort.id, data.entry, text, turn.now, by=turn.me.id)
    done = turn.voice("Added. Who asks like this now gets the answer to: {question}", question=question)
    return [Edit(Message((*quote(cluster.texts[0]), *done)))]


@feature.button(IgnoreMissed, access="members", any_cohort=True)
async def ignore_missed(turn: Turn[ButtonPressed], data: IgnoreMissed) -> list[Intent]:
    turn = await organiser_of(turn, data.asked)
    cluster = await settled(turn, data.asked, "ignored")
    if cluster is None:
        return [turn.toast(DONE_ALREADY, alert=True)]
    return [Edit(Message((*quote(cluster.texts[0]), *turn.voice("Set aside. I will not show it again."))))]


async def organiser_of(turn: Turn[E], asked_id: int) -> Turn[E]:
    """The turn in the cohort in which that was asked, for its organisers. Raises `access.denied` for everybody else."""
    asked = await turn.uow.faq.asked(asked_id)
    if asked is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    return await turn.within(asked.cohort_id, ORGANISERS)


async def settled(turn: Turn[Any], asked_id: int, what: str) -> Cluster | None:
    """The question and those like it, now dealt with; None where another organiser was quicker."""
    cluster = await cluster_of(turn, asked_id)
    if cluster is None:
        return None
    won = await turn.uow.faq_learning.settle(turn.cohort.id, cluster.ids, what)
    return cluster if asked_id in won else None
