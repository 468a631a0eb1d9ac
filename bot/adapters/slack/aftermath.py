"""What follows an acknowledgement and may fail: modals, the App Home, words that one person sees."""

from __future__ import annotations

import asyncio
import logging

from bot.adapters.slack import forms, home
from bot.adapters.slack.api import Api
from bot.adapters.slack.outgoing import Outgoing
from bot.adapters.slack.render import Render
from bot.chat.errors import SendError
from bot.chat.events import CommandInvoked, Event
from bot.chat.forms import Form
from bot.chat.messages import Message
from bot.chat.text import paragraphs
from bot.ports import ToAccount, Whisper

log = logging.getLogger(__name__)

TRIGGER_SECONDS = 5.0
"""A trigger lives for 3 seconds; an answer that takes longer than this will be no."""


class Aftermath:
    """What is awaited raises `SendError`."""

    def __init__(self, api: Api, outgoing: Outgoing, render: Render, name: str) -> None:
        self._api = api
        self._outgoing = outgoing
        self._render = render
        self._name = name

    def met(self, event: Event) -> None:
        """Where the person is reached in private."""
        if event.place.private and event.place.chat_id.startswith("D"):
            self._outgoing.remember_dm(event.sender.account_id, event.place.chat_id)
        elif isinstance(event, CommandInvoked):
            self._outgoing.remember_asker(event.sender.account_id, event.place.chat_id)

    async def open_form(self, event: Event, trigger: str, form: Form, offer: Message | None) -> None:
        """The modal; where Slack will not open it any more, `offer`, whose button asks for it again."""
        try:
            view = forms.view(form, event.place, self._render)
            async with asyncio.timeout(TRIGGER_SECONDS):
                await self._api.call("views.open", trigger_id=trigger, view=view)
        except (SendError, TimeoutError) as error:
            log.warning("the form %s could not be opened: %s", form.name, error)
            if offer is not None:
                await self._tell(event, offer, "offer")

    async def show_home(self, event: Event, message: Message) -> None:
        view = home.view(message, self._render)
        await self._api.call("views.publish", user_id=event.sender.account_id, view=view)

    async def show_on_home(self, event: Event, trigger: str, words: str) -> None:
        """Who looks at the App Home sees no message, so the words come in a modal."""
        try:
            view = forms.notice(self._name, self._render.words(words), self._render)
            await self._api.call("views.open", trigger_id=trigger, view=view)
        except SendError:
            await self.whisper(event, words)

    async def whisper(self, event: Event, words: str) -> None:
        await self._tell(event, Message(paragraphs(self._render.words(words))), "toast")

    async def _tell(self, event: Event, message: Message, what: str) -> None:
        account, place = event.sender.account_id, event.place
        # A private chat whose id is not known yet has nothing that could be whispered into.
        known = place.chat_id != account
        target = Whisper(account, place.chat_id, place.thread_id) if known else ToAccount(account)
        await self._outgoing.send(target, message, f"{what}:{event.event_id}")
