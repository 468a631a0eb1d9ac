"""What Slack's refusals mean for delivery."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.chat.errors import Offline, RateLimited, Refused, SendError, Unreachable

LOCKED_OUT = {
    "account_inactive": "the app was removed from the workspace, or its bot deactivated: install it again",
    "invalid_auth": "the token is none of Slack's, or of an app that is gone: copy it again from the app's page",
    "not_allowed_token_type": "the bot token (xoxb-…) and the app token (xapp-…) are mixed up",
    "not_authed": "there is no token",
    "token_expired": "token rotation is on for this app, which groupmate does not use: make a new app from the manifest",
    "token_revoked": "the token was revoked: install the app again, and copy the new token",
}
"""Nothing works until somebody mends this."""

UNREACHABLE = {"cannot_dm_bot", "user_disabled", "user_not_visible", "messages_tab_disabled"}

REFUSED = {
    "cant_update_message": "the message is not one of the bot's",
    "channel_not_found": "the bot cannot see this channel: invite it, or check the id",
    "edit_window_closed": "the workspace does not allow this message to be edited any more",
    "invalid_blocks": "Slack does not take these blocks",
    "is_archived": "the channel is archived",
    "message_not_found": "the message is gone",
    "msg_too_long": "the message is too long",
    "not_in_channel": "the bot is not in this channel: /invite it there",
    "restricted_action": "the workspace does not let the bot write here",
    "thread_not_found": "the thread is gone",
    "user_not_found": "the workspace has no such person",
    "user_not_in_channel": "the person is not in this channel",
}

PASSING = {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}

OTHERS_GO_ON = ("chat.", "conversations.open")
"""Methods whose limit is the channel's, or that few messages need: those for other channels go their way."""


def explain(method: str, error: Exception) -> SendError:
    """The error of `bot.chat.errors` for a call that failed; its text names no secret."""
    match error:
        case SlackApiError():
            return _from_answer(method, error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return Offline(f"Slack cannot be reached ({type(error).__name__}).")
        case TimeoutError() | aiohttp.ClientError() | OSError():
            return SendError(f"{method}: no answer from Slack ({type(error).__name__})")
        case _:
            return SendError(f"{method}: {type(error).__name__}")


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what is wrong; empty where there was none."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) else ""


def _from_answer(method: str, error: SlackApiError) -> SendError:
    code, status = code_of(error), getattr(error.response, "status_code", 0)
    if status == 429 or code in ("ratelimited", "rate_limited"):
        after = _seconds(getattr(error.response, "headers", {}).get("Retry-After"))
        return RateLimited(after, whole_platform=not method.startswith(OTHERS_GO_ON))
    if code in LOCKED_OUT:
        return Offline(f"Slack says {code}: {LOCKED_OUT[code]}.")
    if code in UNREACHABLE:
        return Unreachable(code)
    if code == "missing_scope":
        needed = error.response.data.get("needed", "")
        return Refused(
            f"the app lacks the scope {needed}: run `groupmate slack-manifest`, update the app, install it again"
        )
    if code in PASSING or not code or status >= 500:
        return SendError(f"{method}: Slack says {code or status}")
    return Refused(REFUSED.get(code, f"Slack refused {method}: {code}"))


def _seconds(given: object) -> float:
    """A second where Slack does not say."""
    try:
        return max(float(str(given)), 0.0)
    except ValueError:
        return 1.0
