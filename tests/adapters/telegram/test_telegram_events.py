"""Through the real library to the bot: what people and groups do, and the files that they send."""

from __future__ import annotations

import pytest

from bot.adapters.telegram import Telegram
from bot.chat.buttons import Button
from bot.chat.errors import Moved, SendError
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    FileSent,
    GroupMoved,
    GroupTouched,
    MemberJoined,
    MemberLeft,
    MessageEdited,
    PrivateChatChanged,
)
from bot.chat.messages import DirectReply, Toast
from bot.ports import Handled, Sent, ToAccount
from tests.adapters.telegram.conftest import NOW, Recorder, words
from tests.adapters.telegram.places import PNG, a_group, kinds, opened, to
from tests.servers.telegram import TelegramServer


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
