"""Through the real library to a server and back: texts, buttons, files, edits, and all the ways in which that fails."""

from __future__ import annotations

import asyncio
import logging
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from telegram.request import HTTPXRequest

from bot.adapters.telegram import Telegram
from bot.adapters.telegram.errors import REVOKED
from bot.chat.buttons import Button
from bot.chat.errors import Moved, NotOpened, Offline, RateLimited, Refused, SendError, Unreachable
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FileSent,
    GroupMoved,
    GroupTouched,
    MemberJoined,
    MemberLeft,
    MessageEdited,
    MessagePosted,
    PrivateChatChanged,
)
from bot.chat.markup import text
from bot.chat.messages import DirectReply, Message, OutgoingFile, Toast
from bot.chat.text import Mention, Moment, paragraphs
from bot.ports import CannotStart, Handled, Sent, Standing, ToAccount, ToChat, Whisper
from tests.adapters.telegram.conftest import COMMANDS, NOW, Files, Recorder, adapter_of, words
from tests.servers.telegram import Group, Limits, Person, TelegramServer


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 320, 240, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(241 * 320))) + chunk(b"IEND", b"")  # fmt: skip


def to(place: Group | Person, thread: int | None = None, reply_to: int | None = None) -> ToChat:
    return ToChat(str(place.id), str(thread) if thread else None, str(reply_to) if reply_to else None)


def kinds(bot: Recorder) -> list[type[Event]]:
    return [type(event) for event in bot.events]


async def a_group(server: TelegramServer, **given: Any) -> tuple[Group, Person]:
    """With Anna, who added the bot; its arrival is confirmed."""
    group, anna = server.group("Spring Academy", **given), server.person("Anna Berg")
    group.add(anna)
    group.add_bot(by=anna)
    await server.settled()
    return group, anna


async def opened(server: TelegramServer, bot: Recorder) -> Person:
    """Ben, who opened his private chat."""
    ben = server.person("Ben")
    await ben.starts()
    await server.settled()
    bot.events.clear()
    return ben


# In


async def test_a_conversation(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    anna = server.person("Anna Berg")
    await anna.starts("J7Q2-X9PL")
    await server.settled()
    (event,) = bot.events
    assert isinstance(event, CommandInvoked)
    assert (event.name, event.args, event.sender.name) == ("start", "J7Q2-X9PL", "Anna Berg")
    assert bot.released == [event.event_id]
    sent = await telegram.send(ToAccount(str(anna.id)), words("hi", Button("Yes", "y:1")), "1")
    message = server.messages(anna)[-1]
    assert (message.text, list(message.buttons), sent) == ("hi", ["Yes"], Sent(str(anna.id), str(message.id)))
    bot.answer = lambda _: Handled(DirectReply(Toast("saved")))
    answer = await anna.presses(message, "Yes")
    assert (answer.text, answer.alert) == ("saved", False)
    await server.settled()
    pressed = bot.events[1]
    assert isinstance(pressed, ButtonPressed)
    assert (pressed.token, pressed.message_id, pressed.at) == ("y:1", str(message.id), NOW)


async def test_what_happens_in_a_group(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    group, anna = await a_group(server)
    ben = server.person("Ben")
    group.add(ben)
    message = await ben.says(group, "/status@groupmate_bot")
    await ben.edits(message, "/status@groupmate_bot please")
    group.leave(ben)
    group.promote_bot(by=anna)
    group.remove_bot(by=anna)
    await server.settled()
    assert kinds(bot) == [
        GroupTouched,
        MemberJoined,
        CommandInvoked,
        MessageEdited,
        MemberLeft,
        GroupTouched,
        GroupTouched,
    ]
    assert [event.added for event in bot.events if isinstance(event, GroupTouched)] == [True, False, False]


async def test_an_administrator_hears_of_one_joining_twice_and_it_is_one_event(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    group, anna = await a_group(server)
    group.promote_bot(by=anna)
    await server.settled()
    bot.events.clear()
    ben = server.person("Ben")
    group.add(ben)
    group.leave(ben)
    await server.settled()
    assert sorted({(event.event_id, type(event).__name__) for event in bot.events}) == sorted(
        {(event.event_id, type(event).__name__) for event in bot.events[::2]}
    )
    assert kinds(bot) == [MemberJoined, MemberJoined, MemberLeft, MemberLeft]
    assert len({event.event_id for event in bot.events}) == 2


async def test_a_group_that_moves_is_one_event_and_sending_says_where(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    group, _ = await a_group(server, kind="group")
    old = to(group)
    bot.events.clear()
    group.upgrade()
    await server.settled()
    first, second = bot.events
    assert isinstance(first, GroupMoved)
    assert (first, first.place.chat_id, first.new_chat_id) == (second, old.chat_id, str(group.id))
    with pytest.raises(Moved) as moved:
        await telegram.send(old, words("hello"), "1")
    assert moved.value.new_chat_id == str(group.id)
    await telegram.send(to(group), words("hello"), "1")
    with pytest.raises(Moved):
        await telegram.inspect(old.chat_id)


async def test_the_private_chat_is_closed_and_opened(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    ben = await opened(server, bot)
    ben.blocks_bot()
    await ben.starts()
    await server.settled()
    assert [(type(event), getattr(event, "open", None)) for event in bot.events] == [
        (PrivateChatChanged, False), (PrivateChatChanged, True), (CommandInvoked, None)
    ]  # fmt: skip


async def test_files_come_in_and_are_fetched(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    ben = await opened(server, bot)
    await ben.sends_file(None, "plan.pdf", b"%PDF-1.7", "application/pdf", caption="my plan")
    await ben.sends_photo(None, PNG)
    await ben.sends_file(None, "huge.bin", bytes(20 * 1024 * 1024 + 1))
    await server.settled()
    document, photo, huge = bot.events
    assert isinstance(document, FileSent)
    assert isinstance(photo, FileSent)
    assert isinstance(huge, FileSent)
    assert (document.name, document.size, document.caption) == ("plan.pdf", 8, "my plan")
    assert await telegram.fetch(document.file_id) == b"%PDF-1.7"
    assert await telegram.fetch(photo.file_id) == PNG
    for gone in (huge.file_id, "no-such-file"):
        with pytest.raises(KeyError):
            await telegram.fetch(gone)
    server.fail_next("download", 404)
    with pytest.raises(KeyError):
        await telegram.fetch(document.file_id)
    server.fail_next("getFile", 502)
    with pytest.raises(SendError):
        await telegram.fetch(document.file_id)


async def test_a_topic_is_answered_in_the_topic(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    server.privacy_mode = False
    group, anna = await a_group(server, forum=True)
    topic = group.topic("Homework")
    asked = await anna.says(group, "@groupmate_bot when?", thread=topic)
    await server.settled()
    event = bot.events[-1]
    assert isinstance(event, MessagePosted)
    assert (event.text, event.place.thread_id, event.reply_to) == ("when?", str(topic), None)
    await telegram.send(to(group, topic, asked.id), words("at six"), "1")
    answer = server.messages(group)[-1]
    assert (answer.text, answer.thread_id, answer.reply_to) == ("at six", topic, asked.id)


@pytest.mark.parametrize("description", ["Bad Request: TOPIC_CLOSED", "Bad Request: message thread not found"])
async def test_a_topic_that_is_closed_or_gone_costs_no_message(
    telegram: Telegram, server: TelegramServer, description: str
) -> None:
    group, _ = await a_group(server, forum=True)
    server.fail_next("sendMessage", 400, description=description)
    await telegram.send(to(group, group.topic("Homework")), words("at six"), "1")
    assert [(message.text, message.thread_id) for message in server.messages(group)] == [("at six", None)]


# Buttons


async def test_each_pressed_button_is_answered(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    ben = await opened(server, bot)
    await telegram.send(to(ben), words("hi", Button("Yes", "y:1")), "1")
    message = server.messages(ben)[-1]
    given = [
        (Handled(), None, False),
        (Handled(DirectReply(Toast("no!", alert=True))), "no!", True),
        (Handled(failed="sorry"), "sorry", True),
        (Handled(DirectReply(Toast("word " * 60))), ("word " * 40).strip() + "…", False),
    ]
    for handled, expected, alert in given:
        bot.answer = lambda _event, handled=handled: handled  # type: ignore[misc]
        answer = await ben.presses(message, "Yes")
        assert (answer.text, answer.alert, answer.answered) == (expected, alert, True)


async def test_a_forged_press_and_one_under_a_message_that_is_gone(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    await telegram.send(to(ben), words("hi", Button("Yes", "y:1")), "1")
    message = server.messages(ben)[-1]
    await ben.presses_data(message, "y:2")
    server.forget(message)
    await ben.presses_data(message, "y:1")
    assert (await ben.presses_data(message, "x" * 65)).answered
    await server.settled()
    assert [(event.token, event.message_id) for event in bot.events if isinstance(event, ButtonPressed)] == [
        ("y:2", None), ("y:1", None)
    ]  # fmt: skip


async def test_a_query_that_is_too_old_is_nobodys_problem(
    telegram: Telegram, server: TelegramServer, bot: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    ben = await opened(server, bot)
    await telegram.send(to(ben), words("hi", Button("Yes", "y:1")), "1")
    server.fail_next(
        "answerCallbackQuery", 400, description="Bad Request: query is too old and response timeout expired"
    )
    with caplog.at_level(logging.WARNING):
        await ben.presses(server.messages(ben)[-1], "Yes", timeout=0.2)
        await server.settled()
        await telegram.stop()
    assert caplog.records == []


@pytest.mark.parametrize(
    ("said", "handled", "expected"),
    [
        ("/status", Handled(failed="sorry"), ["sorry"]),
        ("@groupmate_bot hi", Handled(failed="sorry"), ["sorry"]),
        ("hello all", Handled(failed="sorry"), []),
        ("/status", Handled(DirectReply(Toast("I have answered you in private."))), []),
        ("/status", Handled(DirectReply(Toast("Not for you.", alert=True))), ["Not for you."]),
    ],
)
async def test_who_wrote_is_told_what_failed(
    telegram: Telegram, server: TelegramServer, bot: Recorder, said: str, handled: Handled, expected: list[str]
) -> None:
    server.privacy_mode = False
    group, anna = await a_group(server)
    bot.answer = lambda _event: handled
    asked = await anna.says(group, said)
    await server.settled()
    await telegram.stop()
    told = [message for message in server.messages(group) if message.by_bot]
    assert [(message.text, message.reply_to) for message in told] == [(words, asked.id) for words in expected]


# Out


async def test_people_are_named_and_times_shown_as_their_own(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    who = Mention("<b>Ben</b> & *co*", (("telegram", str(ben.id)),))
    await telegram.send(
        to(ben), Message(text("**{who}**: {when}", who=who, when=Moment(NOW, "Mon 2 March, 8:15"))), "1"
    )
    message = server.messages(ben)[-1]
    assert message.text == "<b>Ben</b> & *co*: Mon 2 March, 8:15"
    assert [entity["type"] for entity in message.entities] == ["text_mention", "date_time"]


async def test_a_long_message_goes_on_where_it_stopped(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    message = Message(paragraphs("\n".join("word " * 60 for _ in range(40))), ((Button("Ok", "o:1"),),))
    server.limits = Limits(chat_per_second=1)
    with pytest.raises(RateLimited) as limited:
        await telegram.send(to(ben), message, "outbox:1")
    assert (limited.value.retry_after, limited.value.whole_platform) == (1.0, False)
    assert len(server.messages(ben)) == 2
    with pytest.raises(RateLimited) as limited:
        await telegram.send(to(ben), message, "outbox:1")
    assert limited.value.whole_platform is False
    server.limits = None
    sent = await telegram.send(to(ben), message, "outbox:1")
    posted = server.messages(ben)[1:]
    assert [len(each.text) for each in posted] == [3923, 3923, 3923, 299]
    assert sent.message_id == str(posted[-1].id)
    assert [list(each.buttons) for each in posted] == [*([] for _ in posted[:-1]), ["Ok"]]


async def test_where_the_first_part_is_too_much_it_is_the_limit_of_all(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    server.fail_next("sendMessage", 429, retry_after=3)
    with pytest.raises(RateLimited) as limited:
        await telegram.send(to(ben), words("hi"), "1")
    assert limited.value.whole_platform is True


async def test_between_parts_it_waits_as_long_as_a_chat_asks_for(
    telegram: Telegram, server: TelegramServer, bot: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = await opened(server, bot)
    pauses: list[tuple[float, int]] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        pauses.append((seconds, len(server.messages(ben)) - 1))
        await sleep(0)

    monkeypatch.setattr("bot.adapters.telegram.posting.PART_PAUSE", 1.5)
    monkeypatch.setattr("bot.adapters.telegram.posting.sleep", noted)
    await telegram.send(to(ben), Message(paragraphs("\n".join("word " * 60 for _ in range(40)))), "1")
    await telegram.send(to(ben), words("hi"), "2")
    assert pauses == [(1.5, 1), (1.5, 2), (1.5, 3)]


async def test_files_go_out(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    ben = await opened(server, bot)
    telegram._files.kept |= {"plan": b"%PDF-1.7", "team": PNG}  # type: ignore[attr-defined]
    name = 'pl"an\r\nX: y/../ñ.pdf'
    plan = OutgoingFile("plan", name, "application/pdf", 8)
    team = OutgoingFile("team", "team.png", "image/png", len(PNG), alt="Our team")
    await telegram.send(to(ben), Message(text("**Here**"), ((Button("Ok", "o:1"),),), (plan,)), "1")
    await telegram.send(to(ben), Message((), (), (team,)), "2")
    document, photo = server.messages(ben)[-2:]
    assert (document.caption, list(document.buttons), document.files[0][1:]) == (
        "Here",
        ["Ok"],
        ("application/pdf", b"%PDF-1.7"),
    )
    assert "\n" not in document.files[0][0]
    assert (photo.caption, photo.files[0][2]) == ("Our team", PNG)
    assert [call.method for call in server.calls if call.method.startswith("send")] == ["sendDocument", "sendPhoto"]


async def test_a_picture_that_telegram_cannot_read_goes_as_a_document(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    telegram._files.kept |= {"team": PNG}  # type: ignore[attr-defined]
    server.fail_next("sendPhoto", 400, description="Bad Request: PHOTO_INVALID_DIMENSIONS")
    await telegram.send(to(ben), Message((), (), (OutgoingFile("team", "team.png", "image/png", len(PNG)),)), "1")
    assert [message.files[0][0] for message in server.messages(ben)[1:]] == ["team.png"]


@pytest.mark.parametrize(
    "message",
    [
        Message(()),
        Message(text("x"), (), (OutgoingFile("gone", "gone.pdf", "application/pdf", 8),)),
        Message(text("x"), (), (OutgoingFile("big", "big.zip", "application/zip", 50 * 1024 * 1024 + 1),)),
    ],
)
async def test_what_can_never_be_sent_is_refused(
    telegram: Telegram, server: TelegramServer, bot: Recorder, message: Message
) -> None:
    with pytest.raises(Refused):
        await telegram.send(to(await opened(server, bot)), message, "1")


async def test_edits(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    ben = await opened(server, bot)
    telegram._files.kept |= {"team": PNG}  # type: ignore[attr-defined]
    sent = await telegram.send(to(ben), words("one", Button("Ok", "o:1")), "1")
    await telegram.edit(sent, words("two", Button("No", "n:1")))
    await telegram.edit(sent, words("two", Button("No", "n:1")))
    message = server.messages(ben)[-1]
    assert (message.text, list(message.buttons), message.edits) == ("two", ["No"], 1)
    for _ in range(2):
        await telegram.edit(sent, Message(paragraphs("\n".join(["word " * 60] * 20)), ((Button("Ok", "o:1"),),)))
    assert server.messages(ben)[-1].id == message.id
    assert (message.text[-3:], list(message.buttons)) == ("\n\n…", ["Ok"])
    photo = await telegram.send(
        to(ben), Message((), (), (OutgoingFile("team", "t.png", "image/png", len(PNG), "us"),)), "2"
    )
    await telegram.edit(photo, words("all of us", Button("Ok", "o:1")))
    shown = server.messages(ben)[-1]
    assert (shown.caption, list(shown.buttons)) == ("all of us", ["Ok"])
    for gone in (Sent(str(ben.id), "99999"), Sent("x", "1")):
        with pytest.raises(Refused):
            await telegram.edit(gone, words("three"))


async def test_a_reply_to_what_is_gone_is_sent_all_the_same(telegram: Telegram, server: TelegramServer) -> None:
    group, _ = await a_group(server)
    await telegram.send(to(group, reply_to=99999), words("hello"), "1")
    assert [(message.text, message.reply_to) for message in server.messages(group)] == [("hello", None)]


async def test_who_cannot_be_written_to(telegram: Telegram, server: TelegramServer, bot: Recorder) -> None:
    stranger, ben = server.person("Stranger"), await opened(server, bot)
    group, anna = await a_group(server)
    for target in (ToAccount(str(stranger.id)), Whisper(str(stranger.id), str(group.id)), ToAccount("5")):
        with pytest.raises(NotOpened):
            await telegram.send(target, words("hi"), "1")
    ben.blocks_bot()
    with pytest.raises(Unreachable) as blocked:
        await telegram.send(ToAccount(str(ben.id)), words("hi"), "2")
    assert type(blocked.value) is Unreachable
    group.restrict_bot()
    with pytest.raises(Refused, match="may not write"):
        await telegram.send(to(group), words("hi"), "3")
    group.remove_bot(by=anna)
    with pytest.raises(Refused, match="was removed"):
        await telegram.send(to(group), words("hi"), "4")
    with pytest.raises(Refused, match="no place"):
        await telegram.send(ToChat("general"), words("hi"), "5")


async def test_a_full_group_is_its_own_lane(telegram: Telegram, server: TelegramServer) -> None:
    group, _ = await a_group(server)
    server.fail_next("sendMessage", 429, retry_after=17)
    with pytest.raises(RateLimited) as limited:
        await telegram.send(to(group), words("hi"), "1")
    assert (limited.value.retry_after, limited.value.whole_platform) == (17.0, False)


async def test_when_the_network_is_down_nothing_was_sent_and_it_is_said(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    await server.down()
    with pytest.raises(Offline):
        await telegram.send(to(ben), words("hi"), "1")
    assert telegram.problem == "Telegram cannot be reached."
    await server.up()
    await telegram.send(to(ben), words("hi"), "1")
    await server.until(lambda: telegram.problem is None)
    server.lose_answer("sendMessage")
    with pytest.raises(SendError) as lost:
        await telegram.send(to(ben), words("lost"), "2")
    assert type(lost.value) is SendError


# Start and end


async def test_what_it_says_of_a_group(telegram: Telegram, server: TelegramServer) -> None:
    group, anna = await a_group(server)
    chat = str(group.id)
    assert await telegram.inspect(chat) == Standing("Spring Academy", sees_all=False)
    server.privacy_mode = False
    assert (await telegram.inspect(chat)).sees_all
    server.privacy_mode = True
    group.promote_bot(by=anna)
    assert await telegram.inspect(chat) == Standing("Spring Academy")
    group.restrict_bot()
    missing = ("can_send_messages", "can_send_photos", "can_send_documents")
    assert await telegram.inspect(chat) == Standing("Spring Academy", can_write=False, sees_all=False, missing=missing)
    group.remove_bot(by=anna)
    gone = await telegram.inspect(chat)
    assert (gone.present, gone.can_write) == (False, False)
    assert (await telegram.inspect("-100")).present is False
    with pytest.raises(Refused):
        await telegram.inspect("general")


async def test_menus_are_set_once(server: TelegramServer, bot: Recorder) -> None:
    for expected in (8, 8):
        platform = adapter_of(server, commands=COMMANDS)
        await platform.start(bot.receive)
        await server.until(lambda: [call.method for call in server.calls].count("getMyCommands") % 8 == 0)
        await server.until(lambda: len(server.commands) == 8)
        await platform.stop()
        await platform.close()
        assert [call.method for call in server.calls].count("setMyCommands") == expected
    assert server.commands['{"type": "all_chat_administrators"}', ""][-1] == {
        "command": "report", "description": "see how the cohort stands"
    }  # fmt: skip


@pytest.mark.parametrize("token", ["", "nonsense", "123:no spaces", "999:AA-not_the_token"])
async def test_a_wrong_token(server: TelegramServer, bot: Recorder, token: str) -> None:
    platform = adapter_of(server, token=token)
    with pytest.raises(CannotStart) as refused:
        await platform.start(bot.receive)
    assert str(refused.value) == platform.problem == REVOKED
    await platform.stop()
    await platform.close()


async def test_it_starts_once_telegram_is_there(server: TelegramServer, bot: Recorder) -> None:
    platform = adapter_of(server)
    await server.down()
    for _ in range(2):
        with pytest.raises(Offline):
            await platform.start(bot.receive)
    assert platform.problem == "Telegram cannot be reached."
    with pytest.raises(Offline):
        await platform.send(ToAccount("1"), words("hi"), "1")
    await server.up()
    server.fail_next("getMe", 500)
    with pytest.raises(SendError):
        await platform.start(bot.receive)
    await platform.start(bot.receive)
    assert (platform.problem, platform.private_link()) == (None, "https://t.me/groupmate_bot?start=")
    await platform.stop()
    await platform.send(ToAccount(str((await opened_quietly(server)).id)), words("bye"), "1")
    await platform.close()
    with pytest.raises(Offline):
        await platform.send(ToAccount("1"), words("hi"), "1")
    assert platform.problem is not None
    assert platform.private_link() is None


async def opened_quietly(server: TelegramServer) -> Person:
    ben = server.person("Ben")
    await ben.starts()
    return ben


async def test_a_start_that_is_given_up_leaves_nothing_open(
    server: TelegramServer, bot: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[HTTPXRequest] = []

    class Noted(HTTPXRequest):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            pools.append(self)

    monkeypatch.setattr("bot.adapters.telegram.connect.HTTPXRequest", Noted)
    server.hang("getMe", 5)
    platform = adapter_of(server)
    starting = asyncio.create_task(platform.start(bot.receive))
    await server.until(lambda: "getMe" in [call.method for call in server.calls])
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert [pool._client.is_closed for pool in pools] == [True, True]
    await platform.close()


async def test_nobodys_address_is_known(telegram: Telegram) -> None:
    assert await telegram.find("anna@example.org") is None


async def test_no_token_reaches_a_log(
    server: TelegramServer, bot: Recorder, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """Without the help of `bot.logs`, and with the library's own words at the level that is used."""
    with caplog.at_level(logging.INFO):
        logging.getLogger("httpx").setLevel(logging.WARNING)
        platform = adapter_of(server, files=Files())
        await platform.start(bot.receive)
        server.fail_next("sendMessage", 500)
        for status in (500, 404, 401):
            server.fail_next("sendMessage", status)
            with pytest.raises(SendError) as failed:
                await platform.send(ToAccount("1"), words("hi"), "1")
            assert server.token not in repr(failed.value)
        server.push({"message": server.token})
        await server.settled()
        await server.down()
        with pytest.raises(SendError):
            await platform.send(ToAccount("1"), words("hi"), "1")
        await platform.stop()
        await platform.close()
    assert server.token not in caplog.text
    assert caplog.records
