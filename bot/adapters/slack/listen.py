"""Bolt, between what Slack sends and our turns: it checks signatures and answers Slack's own questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.adapters.slack.api import Api, vendor_log
from bot.adapters.slack.turns import Outcome, Turns

_OUTCOME = "groupmate.outcome"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in the one workspace that it serves, from `auth.test`."""

    team: str
    user: str
    bot: str
    name: str


def make_app(api: Api, turns: Turns, identity: Identity, signing_secret: str | None) -> AsyncApp:
    """Every request that Bolt lets through becomes a turn; its outcome rests in the request, see `outcome_of`.

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

    app = AsyncApp(
        name="groupmate",
        logger=vendor_log,
        client=api.client,
        authorize=authorize,
        signing_secret=signing_secret,
        request_verification_enabled=signing_secret is not None,
        process_before_response=True,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )

    @app.middleware
    async def turn(body: dict[str, Any], context: dict[str, Any]) -> BoltResponse:
        outcome = context[_OUTCOME] = await turns.take(body)
        return BoltResponse(status=outcome.status, body=outcome.body)

    return app


def outcome_of(request: AsyncBoltRequest) -> Outcome:
    """An empty one where there was no turn."""
    return request.context.get(_OUTCOME) or Outcome()
