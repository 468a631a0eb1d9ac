"""Calls of Slack's Web API: one session, no repetition of its own, and the errors that delivery knows."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import LOCKED_OUT, code_of, explain
from bot.adapters.slack.manifest import Method
from bot.adapters.slack.reading import Json

TIMEOUT = 30.0
"""Seconds for a call; files have their own."""

_TAKE_JSON = ("chat.", "conversations.open", "files.completeUploadExternal", "views.")

vendor_log = logging.getLogger("bot.adapters.slack.vendor")
"""What Slack's libraries say. Below CRITICAL that is what their callers hear anyway, with addresses that are secrets,
and at DEBUG everything that people write."""
vendor_log.setLevel(logging.CRITICAL)


class Failed(Exception):
    """Slack refused a call; `code` is its own word for why. The cause is the error that delivery knows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Api:
    """`trouble` says why no call can work now; None once one did."""

    def __init__(self, token: str, base_url: str) -> None:
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        # A call whose answer was lost is not repeated here: the message may have arrived.
        self.client = AsyncWebClient(token, base_url, session=self.session, retry_handlers=[], logger=vendor_log)
        self.trouble: str | None = None
        self.scopes: frozenset[str] = frozenset()
        """What the token may, as Slack said last."""

    async def call(self, method: Method, /, **given: object) -> Json:
        """Slack's answer. Raises `SendError`, with `Failed` as its cause where Slack did answer."""
        given = {name: value for name, value in given.items() if value is not None}
        try:
            if method.startswith(_TAKE_JSON):
                answer = await self.client.api_call(method, json=given)
            else:
                answer = await self.client.api_call(method, params=given)
        except SlackApiError as error:
            code = code_of(error)
            self._learn(method, code, getattr(error.response, "headers", {}))
            raise explain(method, error) from Failed(code)
        except Exception as error:
            raise explain(method, error) from error
        self._learn(method, "", answer.headers)
        return answer.data if isinstance(answer.data, dict) else {}

    def _learn(self, method: Method, code: str, headers: Mapping[str, str]) -> None:
        """What an answer says of the bot token; one call is made with the app token, and tells of that."""
        if method == "apps.connections.open":
            return
        self.trouble = f"Slack says {code}: {LOCKED_OUT[code]}." if code in LOCKED_OUT else None
        if granted := headers.get("x-oauth-scopes"):
            self.scopes = frozenset(granted.replace(" ", "").split(","))

    async def close(self) -> None:
        await self.session.close()


def code(error: Exception) -> str:
    """Slack's word for why a call failed; empty where it did not answer."""
    return error.__cause__.code if isinstance(error.__cause__, Failed) else ""
