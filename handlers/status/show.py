"""`/status`: organisers and trainers see how the cohort is doing, a participant how they are doing themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Intent, Message, Private, Say
from bot.chat.text import Text
from bot.domain.people import STAFF, Member
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.status.declared import feature, in_order, looks, parts


@dataclass(frozen=True, slots=True)
class ShowNames(ButtonData):
    prefix: ClassVar[str] = "sn"
    cohort: int


@feature.command("status", access="members", summary=N_("see how things stand"), example="status")
async def status(turn: Turn[CommandInvoked]) -> list[Intent]:
    """In the group counts only; names in private; a participant's own is always private."""
    if not turn.me.roles & STAFF:
        return [Private(Message(await _own(turn)))]
    if turn.in_private:
        return [await _with_names(turn)]
    text = await _report(turn, turn.group_voice, None)
    names = button(turn.group_voice.plain("Names, in private"), ShowNames(turn.cohort.id))
    return [Say(Message(text, ((names,),)))]


@feature.button(ShowNames, access="members", any_cohort=True)
async def show_names(turn: Turn[ButtonPressed], data: ShowNames) -> list[Intent]:
    """Anybody in the group can press it; only those who work for that cohort are shown anything."""
    view = await turn.within(data.cohort, STAFF)
    return [await _with_names(view), turn.toast(N_("I have sent them to you in private."))]


async def _with_names(turn: Turn[Any]) -> Private:
    text = await _report(turn, turn.voice, turn.me)
    return Private(Message(text, looks(turn.voice, turn.cohort.id, turn.me.roles)))


async def _report(view: View, voice: Voice, reader: Member | None) -> Text:
    head = voice("**{title}**, {now}", title=view.cohort.title, now=voice.moment(view.now))
    return head + await parts(view, voice, reader)


async def _own(turn: Turn[Any]) -> Text:
    text: Text = ()
    for feature_ in in_order(turn.deployment.registry.features):
        for part in feature_.progress_parts:
            text += await part(turn, turn.me)
    text = text or turn.voice("There is nothing to report about you yet. /help shows what I can do for you.")
    return turn.voice("**How you are doing**, {now}", now=turn.voice.moment(turn.now)) + text
