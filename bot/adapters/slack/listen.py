"""Bolt, between what Slack sends and our turns: it checks signatures and answers Slack's own questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from bot.adapters.slack.api import Api, vendor_log
from bot.adapters.slack.turns import Outcome, Turns

_OUTCOME = "groupmate.outcome"

URL_VERIFICATION = "url_verification"
"""Slack asks so whether an address is ours, and Bolt answers."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in the one workspace that it serves, from `auth.test`."""

    team: str
    user: str
    bot: str
    name: str


class _Turn(AsyncMiddleware):
    """Every request that Bolt lets through becomes a turn; its outcome rests in the request, see `outcome_of`."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  # Bolt's name for it
    ) -> BoltResponse:
        if req.body.get("type") == URL_VERIFICATION:
            return await next()
        outcome = req.context[_OUTCOME] = await self._turns.take(req.body)
        return BoltResponse(status=outcome.status, body=outcome.body)


def make_app(api: Api, turns: Turns, identity: Identity, signing_secret: str | None) -> AsyncApp:
    """Turns begin as soon as the signature is checked: one bot token serves the one workspace, so there is nothing to look
    up for a request. Of Bolt's own answers what is left is that to Slack's question whether an address is ours.

    Which events are the bot's own is `translate`'s to say, so Bolt's rule for that is off.
    """
    known = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.team,
        bot_id=identity.bot,
        bot_user_id=identity.user,
        bot_token=api.client.token,
    )

    async def authorize() -> AuthorizeResult:
        return known

    return AsyncApp(
        name="groupmate",
        logger=vendor_log,
        client=api.client,
        authorize=authorize,
        before_authorize=_Turn(turns),
        signing_secret=signing_secret,
        request_verification_enabled=signing_secret is not None,
        process_before_response=True,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )


def outcome_of(request: AsyncBoltRequest) -> Outcome:
    """An empty one where there was no turn."""
    return request.context.get(_OUTCOME) or Outcome()
