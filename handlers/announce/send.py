"""From an announcement to its messages: at once, or by the tick when its time has come."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bot.chat.messages import Card, Intent, Message, Private, Recheck, Refresh, ToMany
from bot.domain.announcement import TOO_LATE, Announcement, card_of
from bot.feature import Planned
from bot.scene import Scene, View
from handlers.announce.audience import Reach, reach, whom
from handlers.announce.declared import feature, state_card
from handlers.announce.message import moment


def messages(scene: Scene, announcement: Announcement, reached: Reach, *, at_once: bool) -> list[Intent]:
    """For the group, or for each reader. A planned one waits for the end of each reader's quiet hours."""
    card = card_of(announcement.id)
    recheck = Recheck("announce.message", {"announcement": str(announcement.id)})
    if not announcement.audience.private:
        return [Card(card, recheck)]
    waves: dict[datetime | None, list[int]] = defaultdict(list)
    for member in reached.people:
        at = scene.now if at_once else scene.config.quiet.over(scene.now, member.zone)
        waves[None if at <= scene.now else at].append(member.id)
    return [ToMany(tuple(ids), card, recheck, card=card, at=at) for at, ids in waves.items()]


@feature.tick
async def on_time(scene: Scene) -> list[Intent]:
    """Begin with those whose time has come; and say of those that were begun when all of it has gone."""
    intents: list[Intent] = []
    for found in await scene.uow.announcements.of_state(scene.cohort.id, "scheduled", "sent"):
        if found.state == "sent":
            if not (await scene.uow.announcements.progress(found.id))[1] and await scene.uow.announcements.end(
                found.id
            ):
                intents.append(Refresh(state_card(found.id)))
        elif found.at is not None and found.at <= scene.now:
            intents += await _begin(scene, found, found.at)
    return intents


async def _begin(scene: Scene, found: Announcement, at: datetime) -> list[Intent]:
    refresh = Refresh(state_card(found.id))
    if scene.now - at > TOO_LATE:
        return [*await _ask_again(scene, found, at), refresh]
    reached = await reach(scene, found.audience)
    number = len(reached.people) or reached.groups
    if not await scene.uow.announcements.begin(found.id, "scheduled", number):
        return []
    return [*messages(scene, found, reached, at_once=False), refresh]


async def _ask_again(scene: Scene, found: Announcement, at: datetime) -> list[Intent]:
    author = await scene.uow.members.by_id(found.author_id)
    if author is None or not await scene.uow.announcements.ask_again(found.id):
        return []
    _ = scene.voice_for(author)
    words = _(
        "I was not running when this announcement was planned: {when}. It was not sent.", when=moment(scene, author, at)
    )
    args = {"announcement": str(found.id), "reader": str(author.id)}
    key = f"announcement-late:{found.id}:{at:%Y%m%dT%H%M}"
    quiet = scene.config.quiet.over(scene.now, author.zone)
    return [
        Private(Message(words), to=author.id, key=f"{key}:why", at=quiet),
        Private(to=author.id, key=f"{key}:copy", recheck=Recheck("announce.copy", args), at=quiet),
        Private(
            to=author.id,
            key=f"{key}:state",
            card=state_card(found.id),
            recheck=Recheck("announce.state", args),
            at=quiet,
        ),
    ]


@feature.plans
async def planned(view: View) -> list[Planned]:
    """Without the words: the list is for whoever looks after the bot."""
    _ = view.group_voice
    found = await view.uow.announcements.of_state(view.cohort.id, "scheduled")
    return [Planned(a.at, _.plain("Announcement"), whom(_, view.programme, a.audience)) for a in found if a.at]
