"""`/status`: organisers and trainers see how the cohort is doing, a participant how they are doing themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Intent, Message, Private, Say
from bot.chat.text import Text
from bot.domain.people import STAFF
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.status.declared import feature, gathered, in_order, looks, worded
from handlers.status.lists import openers


@dataclass(frozen=True, slots=True)
class ShowNames(ButtonData):
    prefix: ClassVar[str] = "sn"
    cohort: int


@feature.command("status", access="members", summary=N_("see how things stand"), example="status")
async def status(turn: Turn[CommandInvoked]) -> list[Intent]:
    """In the group counts only; names in private, behind buttons; a participant's own is always private."""
    if not turn.me.roles & STAFF:
        return [Private(Message(await _own(turn)))]
    if turn.in_private:
        return [await _with_names(turn)]
    voice = turn.group_voice
    text = _head(turn, voice) + worded(voice, await gathered(turn, voice, None))
    names = button(voice.plain("Names, in private"), ShowNames(turn.cohort.id))
    return [Say(Message(text, ((names,),)))]


@feature.button(ShowNames, access="members", any_cohort=True)
async def show_names(turn: Turn[ButtonPressed], data: ShowNames) -> list[Intent]:
    """Anybody in the group can press it; only those who work for that cohort are shown anything."""
    view = await turn.within(data.cohort, STAFF)
    return [await _with_names(view), turn.toast(N_("I have sent them to you in private."))]


async def _with_names(turn: Turn[Any]) -> Private:
    _, found = turn.voice, await gathered(turn, turn.voice, turn.me)
    rows = (*openers(turn.cohort.id, found.more), *looks(_, turn.cohort.id, turn.me.roles))
    return Private(Message(_head(turn, _) + worded(_, found), rows))


def _head(view: View, _: Voice) -> Text:
    return _("**{title}**, {now}", title=view.cohort.title, now=_.moment(view.now))


async def _own(turn: Turn[Any]) -> Text:
    text: Text = ()
    for feature_ in in_order(turn.deployment.registry.features):
        for part in feature_.progress_parts:
            text += await part(turn, turn.me)
    text = text or turn.voice("There is nothing to report about you yet. /help shows what I can do for you.")
    return turn.voice("**How you are doing**, {now}", now=turn.voice.moment(turn.now)) + text
