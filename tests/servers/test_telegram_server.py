"""The Telegram of our own, driven by python-telegram-bot and by plain HTTP."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    NetworkError,
)
from telegram.request import HTTPXRequest

from tests.servers.telegram import Group, Person, TelegramServer

ALL = list(Update.ALL_TYPES)


def png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" * (width + 1) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"go:{label}")] for label in labels])


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    polls = HTTPXRequest(connection_pool_size=4)
    async with Bot(server.token, server.base_url, server.base_file_url, get_updates_request=polls) as bot:
        yield bot


@pytest.fixture
def ana(server: TelegramServer) -> Person:
    return server.person("Ana Núñez", language="es", username="ana_n")


@pytest.fixture
def group(server: TelegramServer, ana: Person) -> Group:
    """A supergroup with Ana and the bot, nothing of which is news."""
    group = server.group("Academy")
    group.add(ana)
    group.add_bot(by=ana)
    server.updates.drop()
    return group


async def news(server: TelegramServer, bot: Bot, **options: Any) -> list[Update]:
    """All that waits, confirmed."""
    updates = list(await bot.get_updates(allowed_updates=ALL, **options))
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def raw(server: TelegramServer, method: str, **options: Any) -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.base_url}{server.token}/{method}", **options) as answer,
    ):
        return answer.status, await answer.json()


@asynccontextmanager
async def receiver(statuses: list[int]) -> AsyncIterator[tuple[str, list[tuple[str | None, dict[str, Any]]]]]:
    """A webhook of a bot: its address and what arrives; it answers with the statuses, then 200."""
    arrived: list[tuple[str | None, dict[str, Any]]] = []

    async def take(request: web.Request) -> web.Response:
        arrived.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=statuses.pop(0) if statuses else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", arrived
    finally:
        await runner.cleanup()


async def test_the_offset_confirms(server: TelegramServer, bot: Bot, ana: Person) -> None:
    for text in ("/start", "jedan", "два", "三"):
        await ana.says(None, text)
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first] == ["/start", "jedan"]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest] == ["два", "三"]
    with pytest.raises(TimeoutError):
        await server.settled(timeout=0)
    assert [update.message.text for update in await bot.get_updates(offset=-1)] == ["三"]
    await bot.get_updates(offset=rest[-1].update_id + 1)
    await server.settled(timeout=0)
    server.check()


async def test_a_long_poll_ends_with_news(server: TelegramServer, bot: Bot, ana: Person) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
    await ana.starts("cohort-7")
    update = (await poll)[0]
    assert update.message.text == "/start cohort-7"
    assert update.message.from_user.language_code == "es"
    assert update.message.entities[0].type == "bot_command"
    assert server.calls[-1].params["timeout"] == 30


async def test_two_polls_conflict(server: TelegramServer, bot: Bot, ana: Person) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await ana.starts()
    assert len(await second) == 1


async def test_allowed_updates_are_remembered(server: TelegramServer, bot: Bot, ana: Person, group: Group) -> None:
    group.promote_bot(by=ana)
    group.add(server.person("Yūki Tanaka", language="ja"))
    assert [update.chat_member for update in await bot.get_updates()] == [None, None]
    await bot.get_updates(offset=server.updates.pending[-1]["update_id"] + 1, allowed_updates=["chat_member"])
    group.add(server.person("Chidi Okafor"))
    updates = await bot.get_updates()
    assert [update.chat_member.new_chat_member.user.first_name for update in updates] == ["Chidi"]
    await bot.get_updates(allowed_updates=["messages"])
    with pytest.raises(AssertionError, match="unknown kinds"):
        server.check()


async def test_the_webhook_is_tried_in_order_until_it_takes(server: TelegramServer, bot: Bot, ana: Person) -> None:
    async with receiver([500, 403]) as (url, arrived):
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
        await bot.set_webhook(url, secret_token="s3cret_-", allowed_updates=ALL)
        with pytest.raises(Conflict, match="terminated by setWebhook"):
            await poll
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        await ana.starts()
        await ana.says(None, "Ещё раз")
        await server.settled()
        assert [status for status, _ in server.delivered_to_webhook] == [500, 403, 200, 200]
        assert [body["message"]["text"] for _, body in arrived] == ["/start"] * 3 + ["Ещё раз"]
        assert {secret for secret, _ in arrived} == {"s3cret_-"}
        assert (await bot.get_webhook_info()).url == url
    await bot.delete_webhook()
    assert await bot.get_updates() == ()
    server.check()


async def test_a_webhook_that_is_away(server: TelegramServer, bot: Bot, ana: Person) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")
    await ana.starts()
    await server.until(lambda: server.delivered_to_webhook)
    info = await bot.get_webhook_info()
    assert server.delivered_to_webhook[0][0] == 0
    assert info.pending_update_count == 1
    assert info.last_error_message == "Connection refused"
    with pytest.raises(BadRequest, match=r"(?i)HTTPS"):
        await bot.set_webhook("http://bot.example.org/hook")


async def test_topics(server: TelegramServer, bot: Bot, ana: Person) -> None:
    forum = server.group("Академія", forum=True)
    forum.add_bot(by=ana, admin=True)
    topic = forum.topic("Announcements")
    server.updates.drop()
    sent = await bot.send_message(forum.id, "Hi", message_thread_id=topic)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)
    assert sent.reply_to_message.forum_topic_created.name == "Announcements"
    await ana.says(forum, "Gracias", thread=topic)
    update = (await news(server, bot))[0]
    assert update.message.message_thread_id == topic
    for wrong in (1, 999):
        with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
            await bot.send_message(forum.id, "Hi", message_thread_id=wrong)
    made = await bot.create_forum_topic(forum.id, "Week 1")
    await bot.send_message(forum.id, "Hi", message_thread_id=made.message_thread_id)
    assert [message.thread_id for message in server.messages(forum)] == [topic, topic, made.message_thread_id]
    server.check()


async def test_replies(server: TelegramServer, bot: Bot, ana: Person, group: Group) -> None:
    asked = await ana.says(group, "/faq")
    sent = await bot.send_message(group.id, "Here", reply_parameters=ReplyParameters(asked.id))
    assert sent.reply_to_message.text == "/faq"
    # Outside forums a thread of replies has an id too, but it is no topic.
    assert (sent.message_thread_id, sent.is_topic_message) == (asked.id, None)
    await ana.deletes(asked)
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(group.id, "Here", reply_parameters=ReplyParameters(asked.id))
    lenient = ReplyParameters(asked.id, allow_sending_without_reply=True)
    assert (await bot.send_message(group.id, "Here", reply_parameters=lenient)).reply_to_message is None
    server.check()


async def test_edits(server: TelegramServer, bot: Bot, ana: Person, group: Group) -> None:
    sent = await bot.send_message(group.id, "One", reply_markup=keyboard("Yes", "No"))
    shown = server.messages(group)[-1]
    assert list(shown.buttons) == ["Yes", "No"]
    assert [len(row) for row in shown.keyboard] == [1, 1]
    await bot.edit_message_text("Two", group.id, sent.message_id, reply_markup=keyboard("No"))
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("Two", group.id, sent.message_id, reply_markup=keyboard("No"))
    await bot.edit_message_reply_markup(group.id, sent.message_id)
    assert (shown.text, shown.edits, shown.keyboard) == ("Two", 2, [])
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("Two", group.id, 999)
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("Two", group.id, (await ana.says(group, "/hers")).id)
    with pytest.raises(BadRequest, match=r"(?i)no caption"):
        await bot.edit_message_caption(group.id, sent.message_id, caption="Two")
    await bot.delete_message(group.id, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(group.id, sent.message_id)
    assert [message.text for message in server.messages(group)] == ["/hers"]
    server.check()


async def test_a_person_edits(server: TelegramServer, bot: Bot, ana: Person, group: Group) -> None:
    said = await ana.says(group, "/one")
    await ana.edits(said, "/two now")
    updates = await news(server, bot)
    assert [update.effective_message.text for update in updates] == ["/one", "/two now"]
    assert updates[1].edited_message.edit_date is not None


async def test_what_was_sent_two_days_ago_stays() -> None:
    class Clock:
        at = datetime(2024, 11, 6, 9, 0, tzinfo=UTC)

        def now(self) -> datetime:
            return self.at

    clock = Clock()
    async with TelegramServer(clock=clock) as server, Bot(server.token, base_url=server.base_url) as bot:
        ana = server.person("Ana Núñez")
        await ana.starts()
        sent = await bot.send_message(ana.id, "Hi")
        assert sent.date == clock.at
        clock.at += timedelta(hours=49)
        with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
            await sent.delete()


async def pressed(bot: Bot, press: Coroutine[Any, Any, Any]) -> tuple[asyncio.Task[Any], Update]:
    """The press that waits, and the update that it made."""
    task = asyncio.create_task(press)
    updates = await bot.get_updates(timeout=5)
    await bot.get_updates(offset=updates[-1].update_id + 1)
    return task, updates[-1]


async def test_callback_queries(server: TelegramServer, bot: Bot, ana: Person, group: Group) -> None:
    await bot.send_message(group.id, "Choose", reply_markup=keyboard("Yes", "No"))
    shown = server.messages(group)[-1]
    press, update = await pressed(bot, ana.presses(shown, "Yes"))
    assert update.callback_query.data == "go:Yes"
    assert update.callback_query.message.reply_markup == keyboard("Yes", "No")
    with pytest.raises(BadRequest, match=r"(?i)MESSAGE_TOO_LONG"):
        await update.callback_query.answer("x" * 201)
    await update.callback_query.answer("Дякую", show_alert=True)
    answer = await press
    assert (answer.text, answer.alert, answer.answered) == ("Дякую", True, True)
    with pytest.raises(BadRequest, match=r"(?i)query is too old and response timeout expired or query ID is invalid"):
        await update.callback_query.answer()
    assert not (await ana.presses(shown, "No", timeout=0)).answered
    with pytest.raises(LookupError, match="Maybe"):
        await ana.presses(shown, "Maybe")


async def test_forged_forgotten_and_late_presses(server: TelegramServer, bot: Bot, ana: Person, group: Group) -> None:
    await bot.send_message(group.id, "Choose", reply_markup=keyboard("Yes"))
    shown = server.messages(group)[-1]
    server.forget(shown)
    press, update = await pressed(bot, ana.presses_data(shown, "forged:1"))
    assert update.callback_query.data == "forged:1"
    # PTB makes a Message of it, and says so only here.
    assert not update.callback_query.message.is_accessible
    server.queries.expire()
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await update.callback_query.answer()
    press.cancel()


async def test_files_from_the_bot(server: TelegramServer, bot: Bot, ana: Person) -> None:
    await ana.starts()
    await bot.send_document(
        ana.id, b"%PDF-1.7", filename="Lehrplan für März.pdf", caption="<b>Plan</b>", parse_mode="HTML"
    )
    sent = server.messages(ana)[-1]
    assert sent.files == [("Lehrplan für März.pdf", "application/pdf", b"%PDF-1.7")]
    assert (sent.caption, sent.caption_entities) == ("Plan", [{"type": "bold", "offset": 0, "length": 4}])
    photo = await bot.send_photo(ana.id, png(40, 30))
    assert (photo.photo[-1].width, photo.photo[-1].height) == (40, 30)
    media = [
        InputMediaDocument(bytes([number]), filename=f"{number}.bin", caption=f"No. {number}") for number in (1, 2)
    ]
    album = await bot.send_media_group(ana.id, media)
    assert len({message.media_group_id for message in album}) == 1
    assert [message.files[0][2] for message in server.messages(ana)[-2:]] == [b"\1", b"\2"]
    await bot.edit_message_media(InputMediaPhoto(png(1, 1), caption="New"), ana.id, photo.message_id)
    await bot.edit_message_caption(ana.id, photo.message_id, caption="Newer")
    assert server.messages(ana)[2].caption == "Newer"
    assert await (await bot.get_file(album[0].document.file_id)).download_as_bytearray() == b"\1"
    assert server.calls[-1].method == "getFile"
    server.check()
    with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(ana.id, b"not a picture")
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(ana.id, bytes(50 * 1024 * 1024 + 1), filename="big.bin")


async def test_files_from_people(server: TelegramServer, bot: Bot, ana: Person) -> None:
    await ana.sends_file(None, "plan.pdf", b"%PDF", caption="see #week1")
    await ana.sends_photo(None, png(2, 3))
    await ana.sends_file(None, "film.mp4", bytes(20 * 1024 * 1024 + 1))
    document, photo, film = await news(server, bot)
    assert document.message.document.mime_type == "application/pdf"
    assert document.message.caption_entities[0].type == "hashtag"
    assert await (await document.message.document.get_file()).download_as_bytearray() == b"%PDF"
    assert await (await photo.message.photo[-1].get_file()).download_as_bytearray() == png(2, 3)
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await film.message.document.get_file()
    server.check()
