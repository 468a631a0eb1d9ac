"""Who the bot may write to, what goes wrong on order, the limits, and what counts as a violation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    ChatMemberAdministrator,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.servers.telegram import Group, Limits, Person, TelegramServer
from tests.servers.telegram.markup import parse
from tests.servers.telegram.pace import Pace
from tests.servers.telegram.text import detect, piece


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it PTB's RetryAfter is a deprecation warning, which here is an error."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


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
    group = server.group("Academy")
    group.add(ana)
    group.add_bot(by=ana)
    server.updates.drop()
    return group


async def news(bot: Bot) -> list[Update]:
    """All that waits, confirmed."""
    updates = list(await bot.get_updates(allowed_updates=Update.ALL_TYPES))
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def raw(server: TelegramServer, method: str, **options: Any) -> tuple[int, dict[str, Any]]:
    """A call by plain HTTP."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.base_url}{server.token}/{method}", **options) as answer,
    ):
        return answer.status, await answer.json()


async def test_private_chats_open_by_the_person(server: TelegramServer, bot: Bot, ana: Person) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(ana.id, "Hola")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(42, "Hola")
    await ana.starts()
    await bot.send_message(ana.id, "Hola")
    ana.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ana.id, "Hola")
    ana.unblocks_bot()
    await bot.send_message(ana.id, "Hola")
    ana.blocks_bot()
    await ana.starts("again")
    changes = [update.my_chat_member for update in await news(bot) if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member", "kicked", "member"]
    server.check()


async def test_the_bot_in_a_group(server: TelegramServer, bot: Bot, ana: Person) -> None:
    group = server.group("Académie")
    group.add(ana)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "Bonjour")
    group.add_bot(by=ana, admin=True)
    group.demote_bot(by=ana)
    group.promote_bot(by=ana)
    assert isinstance(await bot.get_chat_member(group.id, bot.id), ChatMemberAdministrator)
    assert [admin.user.id for admin in await bot.get_chat_administrators(group.id)] == [bot.id]
    assert (await bot.get_chat_member_count(group.id), (await bot.get_chat(group.id)).title) == (2, "Académie")
    group.restrict_bot()
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to send text messages"):
        await bot.send_message(group.id, "Bonjour")
    group.remove_bot(by=ana)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "Bonjour")
    changes = [update.my_chat_member for update in await news(bot) if update.my_chat_member]
    statuses = [change.new_chat_member.status for change in changes]
    assert statuses == ["administrator", "member", "administrator", "restricted", "kicked"]
    group.add_bot(by=ana)
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member"):
        await bot.send_message(group.id, "Bonjour")
    server.check()


@pytest.mark.parametrize("kind", ["member", "administrator", "open"])
async def test_privacy_mode(server: TelegramServer, bot: Bot, ana: Person, group: Group, kind: str) -> None:
    server.privacy_mode = kind != "open"
    if kind == "administrator":
        group.promote_bot(by=ana)
    assert (await bot.get_me()).can_read_all_group_messages == (kind == "open")
    sent = await bot.send_message(group.id, "Hola")
    for text in ("plain", "/help", "/help@groupmate_bot", "/help@other_bot", "@groupmate_bot hi", "so /help"):
        await ana.says(group, text)
    await ana.says(group, "a reply", reply_to=sent.message_id)
    group.add(server.person("Нино Берідзе"))
    texts = [update.message.text for update in await news(bot) if update.message]
    if kind == "member":
        assert texts == ["/help", "/help@groupmate_bot", "a reply", None]
    else:
        assert len(texts) == 8


async def test_migration(server: TelegramServer, bot: Bot, ana: Person) -> None:
    group = server.group("Akademie", kind="group")
    group.add_bot(by=ana)
    await bot.send_message(group.id, "Before")
    old = group.id
    group.upgrade()
    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(old, "After")
    assert refused.value.new_chat_id == group.id != old
    await bot.send_message(group.id, "After")
    messages = [update.message for update in await news(bot) if update.message]
    assert [message.migrate_to_chat_id for message in messages][1:] == [group.id, None]
    assert messages[-1].migrate_from_chat_id == old
    assert [message.text for message in server.messages(group)] == ["Before", "After"]
    server.check()


async def test_ordered_failures(server: TelegramServer, bot: Bot, ana: Person) -> None:
    await ana.starts()
    server.fail_next("sendMessage", status=429, retry_after=3, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(ana.id, "Hola")
        assert refused.value.retry_after == timedelta(seconds=3)
    for status, error, description in (
        (400, BadRequest, "Bad Request: something odd"),
        (403, Forbidden, None),
        (409, Conflict, None),
        (500, NetworkError, None),
        (502, NetworkError, None),
    ):
        server.fail_next("sendMessage", status=status, description=description)
        with pytest.raises(error):
            await bot.send_message(ana.id, "Hola")
    assert [call.status for call in server.calls if call.method == "sendMessage"] == [429, 429, 400, 403, 409, 500, 502]
    assert len(server.messages(ana)) == 1
    server.check()


async def test_lost_and_late_answers(server: TelegramServer, bot: Bot, ana: Person) -> None:
    await ana.starts()
    server.lose_answer("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(ana.id, "Lost, but there")
    server.hang("sendMessage", 30)
    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "Late, but there", read_timeout=0.05)
    assert [message.text for message in server.messages(ana)][1:] == ["Lost, but there", "Late, but there"]


async def test_down_and_up(server: TelegramServer, bot: Bot, ana: Person) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
    address = server.base_url
    await server.down()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError):
        await bot.get_me()
    await ana.starts()
    await server.up()
    assert server.base_url == address
    assert [update.message.text for update in await bot.get_updates()] == ["/start"]


async def test_a_revoked_token(server: TelegramServer, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls))
    server.revoke()
    with pytest.raises(InvalidToken):
        await poll
    status, body = await raw(server, "getMe")
    assert (status, body["description"]) == (401, "Unauthorized")


def sent_at(limits: Limits, *arrivals: tuple[int, float]) -> list[int]:
    """The seconds to wait that each call, by chat and time, is told."""
    pace = Pace(limits)
    return [pace.wait(chat, at) for chat, at in arrivals]


def test_the_limits_are_exact() -> None:
    one = Limits(per_second=None, group_per_minute=None)
    assert sent_at(one, (7, 10.0), (7, 10.999), (8, 10.999), (7, 11.0)) == [0, 1, 0, 0]
    slow = Limits(per_second=None, chat_per_second=0.25, group_per_minute=None)
    assert sent_at(slow, (7, 10.0), (7, 11.5), (7, 14.0)) == [0, 3, 0]
    all_chats = Limits(per_second=2, chat_per_second=None, group_per_minute=None)
    assert sent_at(all_chats, (1, 0.0), (2, 0.6), (3, 0.9), (3, 1.0), (4, 1.5), (4, 1.6)) == [0, 0, 1, 0, 1, 0]
    group = Limits(per_second=None, chat_per_second=None, group_per_minute=2)
    assert sent_at(group, (-5, 0.0), (-5, 30.0), (-5, 31.5), (5, 32.0), (-5, 60.0)) == [0, 0, 29, 0, 0]


async def test_the_limits_refuse(server: TelegramServer, bot: Bot, ana: Person, group: Group) -> None:
    server.limits = Limits(per_second=None, chat_per_second=None, group_per_minute=2)
    for text in ("One", "Two"):
        await bot.send_message(group.id, text)
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(group.id, "Three")
    assert 58 <= refused.value.retry_after.total_seconds() <= 60
    assert [call.params["text"] for call in server.refused_for_pace] == ["Three"]
    server.limits = None
    await bot.send_message(group.id, "Three")


async def test_commands_by_scope_and_language(server: TelegramServer, bot: Bot, ana: Person, group: Group) -> None:
    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await bot.set_my_commands([BotCommand("help", "Що я вмію")], language_code="uk")
    await bot.set_my_commands([BotCommand("due", "Deadlines")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands([BotCommand("grade", "Grade")], scope=BotCommandScopeChat(group.id))
    assert (await bot.get_my_commands(language_code="uk"))[0].description == "Що я вмію"
    assert len(server.commands) == 4
    await bot.delete_my_commands(scope=BotCommandScopeAllGroupChats())
    assert await bot.get_my_commands(scope=BotCommandScopeAllGroupChats()) == ()
    await bot.set_my_short_description("Helps the Academy")
    assert (await bot.get_my_short_description()).short_description == "Helps the Academy"
    server.check()
    assert (await raw(server, "setMyCommands", json={"commands": [{"command": "Help", "description": "x"}]}))[0] == 400
    assert "BOT_COMMAND_INVALID" in server.violations[-1]


def buttons(*rows: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")] * row for row in rows])


def one(**does: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", **does)]])


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"text": "x" * 4097},
        {"text": "😀" * 2049},
        {"text": "x", "entities": [MessageEntity("bold", 0, 2)]},
        {"text": "x", "entities": [MessageEntity("sparkling", 0, 1)]},
        {"text": "x", "entities": [MessageEntity("date_time", 0, 1)]},
        {"text": "<b>x", "parse_mode": "HTML"},
        {"text": "x < y", "parse_mode": "HTML"},
        {"text": "End.", "parse_mode": "MarkdownV2"},
        {"text": "*End", "parse_mode": "MarkdownV2"},
        {"text": "x", "reply_markup": one(callback_data="é" * 33)},
        {"text": "x", "reply_markup": one(callback_data="")},
        {"text": "x", "reply_markup": one()},
        {"text": "x", "reply_markup": one(url="ftp://example.org")},
        {"text": "x", "reply_markup": buttons(*[8] * 12, 5)},
    ],
    ids=lambda wrong: str(wrong)[:60],
)
async def test_wrong_messages(server: TelegramServer, bot: Bot, ana: Person, wrong: dict[str, Any]) -> None:
    await ana.starts()
    with pytest.raises(BadRequest):
        await bot.send_message(ana.id, **wrong)
    assert server.violations
    assert len(server.messages(ana)) == 1


async def test_the_longest_that_passes(server: TelegramServer, bot: Bot, ana: Person) -> None:
    await ana.starts()
    await bot.send_message(ana.id, "<b>" + "😀" * 2048 + "</b>", "HTML", reply_markup=buttons(*[8] * 12, 4))
    await bot.send_message(ana.id, "\n 😀 hola", entities=[MessageEntity("italic", 5, 4)])
    assert server.messages(ana)[-1].entities == [{"type": "italic", "offset": 3, "length": 4}]
    when = MessageEntity("date_time", 0, 5, unix_time=1_730_880_000, date_time_format="r")
    await bot.send_message(ana.id, "10:00", entities=[when])
    await bot.send_message(ana.id, f'<a href="tg://user?id={ana.id}">Ana</a>', "HTML")
    assert server.messages(ana)[-1].entities[0]["user"]["last_name"] == "Núñez"
    server.check()
    await bot.send_message(ana.id, "A long row", reply_markup=buttons(9))
    assert server.violations


async def test_plain_http(server: TelegramServer, ana: Person) -> None:
    await ana.starts()
    text = {"chat_id": str(ana.id), "text": "Hola", "disable_notification": "true"}
    for options in ({"data": text}, {"params": text}, {"json": text | {"chat_id": ana.id}}):
        status, body = await raw(server, "sendMessage", **options)
        assert (status, body["result"]["text"]) == (200, "Hola")
        assert server.calls[-1].params["disable_notification"] is True
    form = aiohttp.FormData(
        {"chat_id": str(ana.id), "media": json.dumps([{"type": "document", "media": "attach://a"}] * 2)}
    )
    form.add_field("a", b"abc", filename="a.txt", content_type="text/plain")
    assert (await raw(server, "sendmediagroup", data=form))[0] == 200
    assert server.messages(ana)[-1].files == [("a.txt", "text/plain", b"abc")]
    server.check()
    assert (await raw(server, "sendMessage", json={"chat_id": ana.id, "text": "Hola", "colour": "red"}))[0] == 200
    assert (await raw(server, "sendMessage", json={"chat_id": ana.id}))[0] == 400
    assert (await raw(server, "sendMessage", json={"chat_id": ana.id, "text": 5}))[0] == 400
    assert (await raw(server, "sendTelegram"))[0] == 404
    assert all(
        any(word in fault for fault in server.violations) for word in ("colour", "required", "must be str", "no such")
    )


async def test_any_update_can_be_pushed(server: TelegramServer, bot: Bot) -> None:
    server.push({"telepathic_message": {"thought": "…"}})
    server.push({"message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}})
    first, second = await bot.get_updates()
    assert first.api_kwargs == {"telepathic_message": {"thought": "…"}}
    assert second.update_id == first.update_id + 1
    with pytest.raises(TelegramError):
        await bot.send_message(5, "Hola")


@pytest.mark.parametrize(
    ("mode", "source", "text", "found"),
    [
        ("HTML", "<b>a <i>😀</i></b>&lt;&amp;", "a 😀<&", [("bold", "a 😀"), ("italic", "😀")]),
        ("HTML", '<a href="https://x.org/?a=1&amp;b=2">ü</a>', "ü", [("text_link", "ü")]),
        ("HTML", '<pre><code class="language-py">x=1</code></pre>', "x=1", [("pre", "x=1")]),
        ("HTML", '<tg-time unix="5">5</tg-time>', "5", [("date_time", "5")]),
        ("MarkdownV2", "*a _b_* \\. `c_d`", "a b . c_d", [("bold", "a b"), ("italic", "b"), ("code", "c_d")]),
        ("MarkdownV2", "[ü](https://x.org) ||s||", "ü s", [("text_link", "ü"), ("spoiler", "s")]),
        ("MarkdownV2", ">one\n>two\n~x~", "one\ntwo\nx", [("blockquote", "one\ntwo\n"), ("strikethrough", "x")]),
    ],
)
def test_markup(mode: str, source: str, text: str, found: list[tuple[str, str]]) -> None:
    plain, entities = parse(source, mode)
    assert plain == text
    assert [(entity["type"], piece(plain, entity)) for entity in entities] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("😀 /help@groupmate_bot, please", [("bot_command", "/help@groupmate_bot")]),
        ("see https://example.org/a_b?c=1.", [("url", "https://example.org/a_b?c=1")]),
        ("example.com/x and @ana_n", [("url", "example.com/x"), ("mention", "@ana_n")]),
        ("write to ana.n+x@example.org", [("email", "ana.n+x@example.org")]),
        ("#тиждень1 and/or #1", [("hashtag", "#тиждень1")]),
        ("1/2 a/b", []),
    ],
)
def test_what_clients_detect(text: str, found: list[tuple[str, str]]) -> None:
    assert [(entity["type"], piece(text, entity)) for entity in detect(text, [])] == found
