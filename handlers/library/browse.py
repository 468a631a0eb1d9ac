"""`/library`: what members let the cohort see, by topic."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.library.declared import LikeMine, OfTopic, Topics, feature, shown, topics_of

A_PAGE = 8
LABEL_MAX = 36


@feature.command(
    "library",
    access="members",
    summary=N_("see what others work on, and who does something like you"),
    example="library",
)
async def library(turn: Turn[CommandInvoked]) -> list[Intent]:
    """In private: what is shared with the cohort is not for whoever else is in a group."""
    return [Private(await _topics(turn))]


@feature.button(Topics, access="members", any_cohort=True)
async def topics(pressed: Turn[ButtonPressed], data: Topics) -> list[Intent]:
    turn = await pressed.within(data.cohort, "members")
    return [Edit(await _topics(turn))]


async def _topics(turn: Turn[Any]) -> Message:
    _ = turn.voice
    works = await shown(turn)
    like = (button(_.plain("Who is working on something like mine?"), LikeMine(turn.cohort.id)),)
    if not works:
        none = _("**Library**\n\nNobody shows their work here yet.")
        if not turn.me.learner:
            return Message(none)
        how = _(
            "To be the first, send /roadmap and tap “Show it to the group”. "
            "Homework comes here, too, once it is due, if its author lets the others see it."
        )
        return Message((*none, *how))
    text = _("**Library:** what others work on. They have agreed that you can see it. Choose a topic:")
    rows = [
        (
            button(
                f"{topic[:LABEL_MAX]} ({sum(work.topic == topic for work in works)})", OfTopic(turn.cohort.id, place, 0)
            ),
        )
        for place, topic in enumerate(topics_of(works))
    ]
    return Message(text, (*rows, like))


@feature.button(OfTopic, access="members", any_cohort=True)
async def of_topic(pressed: Turn[ButtonPressed], data: OfTopic) -> list[Intent]:
    """Each work with its author and its title."""
    turn = await pressed.within(data.cohort, "members")
    _ = turn.voice
    works = await shown(turn)
    known = topics_of(works)
    if data.topic >= len(known):
        return [Edit(await _topics(turn))]
    topic = known[data.topic]
    found = [work for work in works if work.topic == topic]
    at = min(data.page, (len(found) - 1) // A_PAGE)
    page = found[at * A_PAGE : (at + 1) * A_PAGE]
    text: Text = _("**{topic}**", topic=topic)
    text += bullets(*(_("**{name}**: {title}", name=work.author, title=work.title) for work in page))
    rows: list[tuple[Button, ...]] = [
        (Button(f"{work.kind}: {work.author}"[:LABEL_MAX], work.open.token),) for work in page
    ]
    turning = [button(_.plain("◀ Back"), OfTopic(data.cohort, data.topic, at - 1))] if at else []
    if (at + 1) * A_PAGE < len(found):
        turning.append(button(_.plain("More ▶"), OfTopic(data.cohort, data.topic, at + 1)))
    rows += [tuple(turning)] if turning else []
    return [Edit(Message(text, (*rows, (button(_.plain("All topics"), Topics(data.cohort)),))))]
