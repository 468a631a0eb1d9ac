"""What organisers see of a round before people do: who with whom, why, how good it is; and what can be changed."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.messages import Message, Rows
from bot.chat.text import Text, numbered
from bot.domain.peers.fit import reasons
from bot.domain.peers.rounds import Pairing, Round
from bot.domain.people import ORGANISERS, Member
from bot.locale.voice import Voice
from bot.programme.peers import midnight
from bot.scene import View
from handlers.peers.buttons import OnPair, Preview
from handlers.peers.declared import feature, members_of
from handlers.peers.match import Pool, pool_of
from handlers.peers.paging import turning
from handlers.peers.words import names, of_two, period, who

A_PAGE = 8
"""Pairs on a page: each has a button, and a phone's screen ends."""


@feature.recheck("peers.preview")
async def shown(view: View, round_id: str, reader: str) -> Message | None:
    """None for who is no organiser any more, or where it is decided already."""
    found = await view.uow.rounds.by_id(int(round_id))
    organiser = await view.uow.members.by_id(int(reader))
    if found is None or organiser is None or not organiser.roles & ORGANISERS or found.state != "proposed":
        return None
    return await preview(view, found, view.voice_for(organiser), 0)


async def preview(view: View, found: Round, _: Voice, page: int, head: Text = ()) -> Message:
    pairings = await view.uow.rounds.pairings(found.id)
    pool = await pool_of(view, found, also=[one for p in pairings for one in p.members])
    pages = max(-(-len(pairings) // A_PAGE), 1)
    page = min(page, pages - 1)
    text = (*head, *_title(found, _), *await _quality(view, found, pool, pairings, _))
    on_page = pairings[page * A_PAGE : (page + 1) * A_PAGE]
    people = {one.id: one for one in await view.uow.members.of_cohort(view.cohort.id)}
    numbers = range(page * A_PAGE + 1, len(pairings) + 1)
    lines = [_line(pool, pairing, people, _) for pairing in on_page]
    text += _after_programme(view, found, _) + numbered(*lines, start=page * A_PAGE + 1)
    if found.state != "proposed":
        return Message(text + _state(found, _))
    return Message(text, _buttons(found, on_page, numbers, page, pages, _))


def _title(found: Round, _: Voice) -> Text:
    return _("**Round “{theme}”**, {period}", theme=found.theme, period=period(found, _))


def _after_programme(view: View, found: Round, _: Voice) -> Text:
    """Where the round outlasts the last session: it takes place all the same, as people may want it."""
    last = max((session.date for session in view.programme.sessions if session.date), default=None)
    if found.state != "proposed" or last is None or found.ends_at <= midnight(view.programme, last, days=1):
        return ()
    return _("Please note: the programme's last session is on {day}, and this round goes on after it.", day=_.day(last))


def _state(found: Round, _: Voice) -> Text:
    words = {
        "planned": _("Not matched yet."),
        "running": _("Published: people know of each other."),
        "over": _("This round is over."),
        "cancelled": _("This round was cancelled. Nobody was told of it."),
    }
    return words.get(found.state, ())


async def _quality(view: View, found: Round, pool: Pool, pairings: list[Pairing], _: Voice) -> Text:
    groups = [one.members for one in pairings]
    points = pool.points(groups)
    percent = 100 if points >= found.best else round(100 * points / found.best)
    placed = {one for group in groups for one in group}
    left = [one for one in await members_of(view, tuple(pool.peers)) if one.id not in placed]
    text = _(
        "{pairs}. Fit: **{percent}%** of the best possible ({points} of {best} points).",
        pairs=_.plural("{n} group", "{n} groups", len(groups)),
        percent=percent,
        points=points,
        best=max(found.best, points),
    )
    if again := pool.again(groups):
        text += _("{n} couples were together in an earlier round.", n=again)
    if left:
        text += _("Nobody fits: {names}.", names=names(left, _))
    return text


def _line(pool: Pool, pairing: Pairing, people: dict[int, Member], _: Voice) -> Text:
    there = [people[one] for one in pairing.members if one in people]
    said = " – ".join(who(one) for one in there)
    why = ""
    if len(there) > 1:
        one, other = there[0], there[1]
        found = reasons(pool.peers[one.id], pool.peers[other.id], pool.weights, pool.met)
        found = [reason for reason in found if reason.why != "other_country"]  # the countries stand beside the names
        why = of_two(found[:1], one.name, other.name, _)
    kept = " 📌" if pairing.kept else ""
    return _("**{people}**{kept} {why}", people=said, kept=kept, why=why)


def _buttons(found: Round, on_page: list[Pairing], numbers: Any, page: int, pages: int, _: Voice) -> Rows:
    each = [
        button(_.plain("{kept}Pair {n}", n=number, kept="📌 " if pairing.kept else ""), OnPair(pairing.id, "see"))
        for number, pairing in zip(numbers, on_page, strict=False)
    ]
    rows: list[tuple[Button, ...]] = [tuple(each[at : at + 4]) for at in range(0, len(each), 4)]
    rows += turning(page, pages, _, lambda to: Preview(found.id, to, "see"))
    rows.append(
        (
            button(_.plain("Exchange two people"), Preview(found.id, 0, "swap")),
            button(_.plain("Match anew"), Preview(found.id, 0, "again")),
        )
    )
    rows.append((button(_.plain("Publish"), Preview(found.id, 0, "publish"), "primary"),))
    rows.append((button(_.plain("Cancel this round"), Preview(found.id, 0, "cancel")),))
    return tuple(rows)
