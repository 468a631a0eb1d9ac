"""The HTTP side: one URL of the app gets events, commands and presses, each signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.servers.slack.changes import wall
from tests.servers.slack.outbox import Delivery, Unheard
from tests.servers.slack.things import Json
from tests.servers.slack.workspace import Workspace


def sign(secret: str, timestamp: str, body: str) -> str:
    """Slack's v0 signature of a request."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()


class SignedHttp:
    """Posts to the app's URL, and takes an answer with status 200 in time as the acknowledgement."""

    def __init__(self, space: Workspace, url: str) -> None:
        self.space, self.url = space, url

    async def carry(self, delivery: Delivery, attempt: int, reason: str, within: float) -> Any:
        media_type, body = "application/x-www-form-urlencoded", ""
        if delivery.kind == "events_api":
            media_type, body = "application/json", json.dumps(delivery.payload)
        elif delivery.kind == "slash_commands":
            body = urlencode(delivery.payload)
        else:
            body = urlencode({"payload": json.dumps(delivery.payload)})
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": _http_reason(reason)} if attempt else {}
        status, headers, answer = await self._post(media_type, body, retry, within)
        if status != 200:
            raise Unheard("http_error", final=headers.get("X-Slack-No-Retry") == "1", status=status)
        return answer

    async def verify(self) -> bool:
        """Whether the app answers the challenge with which Slack begins."""
        challenge = secrets.token_urlsafe(32)
        asked: Json = {"token": self.space.verification_token, "challenge": challenge, "type": "url_verification"}
        try:
            status, _, answer = await self._post("application/json", json.dumps(asked), {}, 3.0)
        except Unheard:
            return False
        given = answer.get("challenge") if isinstance(answer, dict) else answer
        return status == 200 and given == challenge

    async def _post(self, media_type: str, body: str, more: dict[str, str], within: float) -> tuple[int, Any, Any]:
        timestamp = str(int(wall()))
        headers = {
            "Content-Type": media_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.space.signing_secret, timestamp, body),
            **more,
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=within)) as session,
                session.post(self.url, data=body.encode(), headers=headers, allow_redirects=False) as answer,
            ):
                text = await answer.text()
                is_json = "json" in answer.content_type or (
                    text.startswith("{") and answer.content_type == "text/plain"
                )
                return answer.status, answer.headers, (json.loads(text) if is_json and text else text or None)
        except TimeoutError:
            raise Unheard("http_timeout") from None
        except (aiohttp.ClientError, ValueError):
            raise Unheard("connection_failed") from None


def _http_reason(reason: str) -> str:
    return {"timeout": "http_timeout"}.get(reason, reason)
