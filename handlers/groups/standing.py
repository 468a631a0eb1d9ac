"""Organisers are told what keeps the bot from working in their group, and what to do about it."""

from __future__ import annotations

from bot.chat.events import Place
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text
from bot.locale.voice import Voice
from bot.ports import Standing
from bot.scene import Scene
from handlers.groups.declared import feature


@feature.standing
async def tell_organisers(scene: Scene, place: Place, standing: Standing) -> list[Intent]:
    """In private, as the group can do nothing about it; nothing where all is well."""
    told: list[Intent] = []
    for organiser in await scene.uow.members.organisers(scene.cohort.id):
        words = _worded(scene.voice_for(organiser), scene, place, standing)
        if words:
            told.append(Private(Message(words), to=organiser.id))
    return told


def _worded(_: Voice, scene: Scene, place: Place, standing: Standing) -> Text:
    group = {"title": standing.title or scene.cohort.title, "platform": place.platform.capitalize()}
    if not standing.present:
        return _(
            "I am not in the group of **{title}** on {platform} any more, so I can post nothing there. Please add me again; "
            "I remember everything.",
            title=scene.cohort.title,
            platform=group["platform"],
        )
    words: Text = ()
    if not standing.can_write:
        words += _(
            "I may not write in the group **{title}** on {platform}. Please allow me to send messages there, or make me "
            "an administrator.",
            **group,
        )
    if not standing.sees_all and scene.config.answer_unasked:
        words += _(
            "In the group **{title}** on {platform} I see only commands and replies to my own messages. To let me answer "
            "other questions too, please make me an administrator of the group.",
            **group,
        )
    if standing.missing:
        words += _(
            "On {platform} I was not given these permissions: {missing}. Please ask the person who set me up to add them.",
            platform=group["platform"],
            missing=", ".join(standing.missing),
        )
    return words
