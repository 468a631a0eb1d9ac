"""What calls teach: scopes and trouble are the bot token's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.adapters.slack.api import Api
from bot.chat.errors import Offline, Refused, SendError

ANSWERS: dict[str, tuple[dict[str, object], str]] = {
    "auth.test": ({"ok": True}, "chat:write, users:read"),
    "apps.connections.open": ({"ok": True, "url": "wss://x"}, "connections:write"),
    "views.open": ({"ok": False, "error": "missing_scope", "needed": "commands"}, "chat:write"),
    "users.info": ({"ok": False, "error": "account_inactive"}, ""),
    "chat.update": ({"ok": False}, ""),
    "conversations.info": ({"ok": False, "error": 7}, ""),
}


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async def answer(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "chat.postMessage":
            return web.Response(text="not JSON", content_type="text/plain")
        if method == "files.info":
            return web.Response(text="{", content_type="application/json")
        body, scopes = ANSWERS[method]
        return web.json_response(body, headers={"X-OAuth-Scopes": scopes} if scopes else {})

    app = web.Application()
    app.router.add_post("/api/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api = Api("xoxb-test", f"http://127.0.0.1:{runner.addresses[0][1]}/api/")
    yield api
    await api.close()
    await runner.cleanup()


async def test_scopes_are_those_of_the_bot_token(api: Api) -> None:
    await api.call("auth.test")
    await api.call("apps.connections.open", token="xapp-test")
    assert api.scopes == {"chat:write", "users:read"}
    with pytest.raises(Refused, match="commands"):
        await api.call("views.open")
    assert api.scopes == {"chat:write"}


async def test_trouble_is_over_once_a_call_works(api: Api) -> None:
    with pytest.raises(Offline):
        await api.call("users.info")
    assert "account_inactive" in str(api.trouble)
    await api.call("apps.connections.open", token="xapp-test")
    assert api.trouble
    await api.call("auth.test")
    assert api.trouble is None


async def test_answers_that_make_no_sense_may_pass(api: Api) -> None:
    for call in (
        api.call("chat.postMessage"),
        api.call("files.info"),
        api.call("chat.update"),
        api.call("conversations.info"),
    ):
        with pytest.raises(SendError) as raised:
            await call
        assert type(raised.value) is SendError
