"""Bare bots on the same libraries: they answer each tap and each command with one call, and remember nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

Json = dict[str, Any]

TOAST = "You are checked in to First online day. Welcome!"
TOLD = "You are checked in already, since 10:00. All is well."


@asynccontextmanager
async def bare_telegram(address: Json) -> AsyncIterator[None]:
    """python-telegram-bot as its documentation says, with all updates of a batch at once, which is its fastest."""
    builder = Application.builder().token(address["token"]).concurrent_updates(True).job_queue(None)
    application = builder.base_url(address["base_url"]).base_file_url(address["base_file_url"]).build()

    async def tapped(update: Update, _context: object) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer(TOAST)

    async def commanded(update: Update, _context: object) -> None:
        assert update.message is not None
        await update.message.reply_text(TOLD)

    application.add_handler(CommandHandler("checkin", commanded))
    application.add_handler(CallbackQueryHandler(tapped))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        yield
        await application.updater.stop()
        await application.stop()


def _bolt(address: Json, session: aiohttp.ClientSession) -> AsyncApp:
    client = AsyncWebClient(address["bot_token"], base_url=address["base_url"], session=session)
    app = AsyncApp(client=client, signing_secret=address["secret"])

    async def tapped(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text=TOAST)

    async def commanded(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(channel=body["channel_id"], text=TOLD)

    app.action("here")(tapped)
    app.command("/groupmate")(commanded)
    return app


@asynccontextmanager
async def bare_slack(address: Json, mode: str) -> AsyncIterator[str]:
    """Bolt with one listener a kind; over HTTP, the address at which it listens."""
    async with AsyncExitStack() as stack:
        app = _bolt(address, await stack.enter_async_context(aiohttp.ClientSession()))
        if mode == "socket":
            handler = AsyncSocketModeHandler(app, address["app_token"])
            await handler.connect_async()  # type: ignore[no-untyped-call]
            stack.push_async_callback(handler.close_async)
            yield ""
            return

        async def handle(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

        application = web.Application()
        application.router.add_post("/slack/events", handle)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        stack.push_async_callback(runner.cleanup)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
