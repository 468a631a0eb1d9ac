"""Through the real library to the server: texts, files, edits, topics, and all the ways in which sending fails."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.adapters.telegram import Telegram
from bot.chat.buttons import Button
from bot.chat.errors import NotOpened, RateLimited, Refused, Unreachable
from bot.chat.events import (
    MessagePosted,
)
from bot.chat.markup import text
from bot.chat.messages import Message, OutgoingFile
from bot.chat.text import Mention, Moment, paragraphs
from bot.ports import Sent, ToAccount, ToChat, Whisper
from tests.adapters.telegram.conftest import NOW, Recorder, words
from tests.adapters.telegram.places import PNG, a_group, opened, to
from tests.servers.telegram import Limits, TelegramServer


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


async def test_a_server_that_knows_no_styles_costs_no_message(
    telegram: Telegram, server: TelegramServer, bot: Recorder
) -> None:
    ben = await opened(server, bot)
    refusal = "Bad Request: Invalid reply_markup"
    server.fail_next("sendMessage", 400, description=refusal)
    sent = await telegram.send(
        to(ben), words("one", Button("Ok", "o:1", style="primary"), Button("Site", url="https://example.org")), "1"
    )
    server.fail_next("editMessageText", 400, description=refusal)
    await telegram.edit(sent, words("two", Button("No", "n:1", style="danger")))
    assert [(m.text, list(m.buttons)) for m in server.messages(ben)[1:]] == [("two", ["No"])]
    styled = [json.dumps(call.params).count('"style') for call in server.calls if "Message" in call.method]
    assert styled == [1, 0, 1, 0]
    server.fail_next("sendMessage", 400, description=refusal)
    with pytest.raises(Refused, match="Invalid reply_markup"):
        await telegram.send(to(ben), words("three", Button("Ok", "o:1")), "3")


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
