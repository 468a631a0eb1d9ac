"""Who people are: what the workspace knows of an account, looked up once an hour."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import replace
from time import monotonic

from bot.adapters.slack.api import Api, code
from bot.adapters.slack.reading import PLATFORM, Json, at, part, somebody, text
from bot.chat.errors import SendError
from bot.chat.events import Event, Sender

log = logging.getLogger(__name__)

FRESH = 3600.0
"""Seconds that a look-up holds; `user_change` tells of changes at once."""

SOON = 15.0
"""Seconds until somebody is asked about again after a look-up that failed."""

KNOWN = 5000
"""People remembered."""

PATIENCE = 1.5
"""Seconds an event waits for a look-up: half of the time in which Slack wants its acknowledgement."""


class People:
    """`bot` and `team` are the ids of the bot's user and of its workspace."""

    def __init__(self, api: Api, bot: str, team: str) -> None:
        self._api = api
        self._bot = bot
        self._team = team
        self._known: OrderedDict[str, tuple[float, Sender]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def introduce(self, event: Event) -> Event:
        """The event with its sender's name, language and e-mail; as it is where they cannot be had in time."""
        return replace(event, sender=await self.sender(event.sender.account_id))

    async def sender(self, account_id: str) -> Sender:
        if account_id == self._bot:
            return somebody(account_id)
        known = self._known.get(account_id)
        if known is None or known[0] <= monotonic():
            asking = self._asking.get(account_id)
            if asking is None:
                asking = self._asking[account_id] = asyncio.create_task(self._look_up(account_id))
                asking.add_done_callback(lambda _: self._asking.pop(account_id, None))
            await asyncio.wait([asking], timeout=PATIENCE)
            known = self._known.get(account_id)
        return known[1] if known else somebody(account_id)

    def name_of(self, account_id: str) -> str | None:
        """Of those met within the hour."""
        known = self._known.get(account_id)
        return known[1].name if known else None

    def changed(self, user: Json) -> None:
        """`user_change` tells of everybody in the workspace; who was never met stays a stranger."""
        if text(user, "id") in self._known:
            self._learn(user)

    async def find(self, email: str) -> Sender | None:
        """The account with this address in the workspace. Raises `SendError`."""
        try:
            answer = await self._api.call("users.lookupByEmail", email=email)
        except SendError as error:
            if code(error) in ("users_not_found", "user_not_found", "invalid_email"):
                return None
            raise
        sender = self._learn(part(answer, "user"))
        return sender if sender.email else None

    async def stop(self) -> None:
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _look_up(self, account_id: str) -> None:
        try:
            answer = await self._api.call("users.info", user=account_id, include_locale="true")
        except SendError as error:
            log.warning("who %s is could not be looked up: %s", account_id, error)
            known = self._known.get(account_id)
            self._remember(known[1] if known else somebody(account_id), SOON)
        else:
            self._learn(part(answer, "user"))

    def _learn(self, user: Json) -> Sender:
        """`user` is Slack's user object; in some places it comes without the language."""
        sender = self._read(user)
        known = self._known.get(sender.account_id)
        if sender.language is None and known:
            sender = replace(sender, language=known[1].language)
        self._remember(sender, FRESH)
        return sender

    def _remember(self, sender: Sender, seconds: float) -> None:
        self._known[sender.account_id] = (monotonic() + seconds, sender)
        self._known.move_to_end(sender.account_id)
        while len(self._known) > KNOWN:
            self._known.popitem(last=False)

    def _read(self, user: Json) -> Sender:
        profile, account_id = part(user, "profile"), text(user, "id")
        names = (text(profile, "real_name"), text(user, "real_name"), text(profile, "display_name"), text(user, "name"))
        name = next((name.strip() for name in names if name.strip()), account_id)
        email = text(profile, "email") if self._is_ours(user) else ""
        language = text(user, "locale").partition("-")[0]
        return Sender(PLATFORM, account_id, name, email or None, language or None)

    def _is_ours(self, user: Json) -> bool:
        """Full members and guests: their address is vouched for by this workspace; that of a stranger in a shared
        channel by another one, which anybody may have opened."""
        if (
            at(user, "is_stranger")
            or at(user, "is_bot")
            or at(user, "deleted")
            or at(user, "is_email_confirmed") is False
        ):
            return False
        teams = at(user, "enterprise_user", "teams")
        return text(user, "team_id") == self._team or (isinstance(teams, list) and self._team in teams)
