"""Messages and files out, files in, and what is made of Slack's refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.adapters.slack.outgoing import NOT_THERE
from bot.chat.buttons import Button
from bot.chat.errors import Offline, RateLimited, Refused, SendError, Unreachable
from bot.chat.messages import Message, OutgoingFile
from bot.chat.text import paragraphs
from bot.ports import Sent, Standing, ToAccount, ToChat, Whisper
from tests.adapters.slack.fakes import Stage
from tests.servers.slack import Limits, Person, Room

HELLO = Message(paragraphs("Hello"))
LONG = Message(paragraphs("word " * 5000), ((Button("Yes", "y"),),))


@pytest.fixture
async def ana(stage: Stage) -> Person:
    return stage.server.person("Ana Nowak", email="ana@example.org")


@pytest.fixture
async def room(stage: Stage, ana: Person) -> Room:
    room = stage.server.channel("cohort")
    room.invite(ana)
    room.invite_bot(by=ana)
    await stage.server.settled()
    return room


def methods(stage: Stage) -> list[str]:
    return [call.method for call in stage.server.calls]


async def test_threads(stage: Stage, ana: Person, room: Room) -> None:
    said = await ana.says(room, "Where?")
    for target in (
        ToChat(room.id),
        ToChat(room.id, said.ts),
        ToChat(room.id, None, said.ts),
        ToChat(room.id, said.ts, "9.9"),
    ):
        await stage.slack.send(target, HELLO, "x")
    assert [message.thread_ts for message in stage.server.messages(room)[1:]] == [None, said.ts, said.ts, said.ts]
    private = await ana.says(None, "Where?")
    await stage.slack.send(ToChat(ana.dm.id, None, private.ts), HELLO, "x")
    assert stage.server.messages(ana)[-1].thread_ts is None


def posted_to(stage: Stage) -> list[str]:
    return [call.params["channel"] for call in stage.server.calls if call.method == "chat.postMessage"]


async def test_a_private_chat_is_written_to_unopened_and_then_known(stage: Stage, ana: Person) -> None:
    first = await stage.slack.send(ToAccount(ana.id), HELLO, "1")
    second = await stage.slack.send(ToChat(ana.id), LONG, "2")
    assert (first.chat_id, second.chat_id) == (ana.dm.id, ana.dm.id)
    assert posted_to(stage) == [ana.id, *[ana.dm.id] * 3]
    igor = stage.server.person("Igor Babić", email="igor@example.org")
    await stage.slack.send(ToAccount(igor.id), LONG, "3")
    assert posted_to(stage)[4:] == [igor.id, igor.dm.id, igor.dm.id]
    assert "conversations.open" not in methods(stage)


async def test_a_private_chat_that_was_heard_from_is_known(stage: Stage, ana: Person) -> None:
    await ana.says(None, "Hello")
    await stage.server.settled()
    await stage.slack.send(ToAccount(ana.id), HELLO, "1")
    assert posted_to(stage) == [ana.dm.id]


async def test_a_private_chat_is_opened_for_files_alone(stage: Stage, ana: Person) -> None:
    file = OutgoingFile(await stage.store.put(b"a,b"), "list.csv", "text/csv", 3)
    stage.server.fail_next("conversations.open", error="ratelimited", retry_after=7)
    with pytest.raises(RateLimited) as raised:
        await stage.slack.send(ToAccount(ana.id), Message((), (), (file,)), "1")
    assert (raised.value.retry_after, raised.value.whole_platform) == (7, False)
    assert "files.getUploadURLExternal" not in methods(stage)
    sent = await stage.slack.send(ToAccount(ana.id), Message((), (), (file,)), "1")
    assert sent == Sent(ana.dm.id, "")
    assert [file.name for file in stage.server.messages(ana)[-1].files] == ["list.csv"]
    with pytest.raises(Refused, match="files alone"):
        await stage.slack.edit(sent, HELLO)
    await stage.slack.send(ToAccount(ana.id), Message(paragraphs("Here"), (), (file,)), "2")
    assert methods(stage).count("conversations.open") == 2


async def test_who_left_the_workspace_cannot_be_reached(stage: Stage) -> None:
    with pytest.raises(Unreachable, match="no such person"):
        await stage.slack.send(ToAccount("U0NOBODY"), HELLO, "1")


async def test_what_was_refused_is_not_remembered(stage: Stage, room: Room) -> None:
    stage.server.fail_next("chat.postMessage", error="is_archived")
    with pytest.raises(Refused):
        await stage.slack.send(ToChat(room.id), HELLO, "1")
    await stage.slack.send(ToChat(room.id), LONG, "2")
    assert stage.slack._live
    assert stage.slack._live.outgoing._begun == {}


async def test_a_whisper_stays_in_the_thread(stage: Stage, ana: Person, room: Room) -> None:
    said = await ana.says(room, "Where?")
    await stage.slack.send(Whisper(ana.id, room.id, said.ts), HELLO, "1")
    assert [(shown.text, shown.thread_ts) for shown in ana.ephemerals] == [("Hello", said.ts)]
    assert stage.server.messages(ana) == []


async def test_whispers_that_cannot_be_become_private(stage: Stage, ana: Person, room: Room) -> None:
    igor = stage.server.person("Igor Babić", email="igor@example.org")
    secret = stage.server.channel("elsewhere", private=True)
    await stage.slack.send(Whisper(igor.id, room.id), HELLO, "1")
    await stage.slack.send(Whisper(igor.id, secret.id), HELLO, "2")
    await stage.slack.send(Whisper(ana.id, room.id), LONG, "3")
    assert [message.text for message in stage.server.messages(igor)] == ["Hello", "Hello"]
    assert len(stage.server.messages(ana)) == 3
    assert [*igor.ephemerals, *ana.ephemerals] == []


async def test_a_long_message_is_known_by_the_part_with_its_buttons(stage: Stage, ana: Person, room: Room) -> None:
    sent = await stage.slack.send(ToChat(room.id), LONG, "1")
    parts = stage.server.messages(room)
    assert [list(part.buttons) for part in parts] == [[], [], ["Yes"]]
    assert sent == Sent(room.id, parts[2].ts)
    await stage.slack.edit(sent, HELLO)
    assert (parts[2].text, list(parts[2].buttons), parts[2].edits) == ("Hello", [], 1)
    for _ in range(2):
        await stage.slack.edit(sent, LONG)
    assert [list(part.buttons) for part in stage.server.messages(room)] == [[], [], ["Yes"]]
    assert parts[2].text.endswith("…")


async def test_a_message_goes_on_where_it_was_interrupted(stage: Stage, room: Room) -> None:
    stage.server.limits = Limits(channel_per_second=20)
    with pytest.raises(RateLimited):
        await stage.slack.send(ToChat(room.id), LONG, "1")
    stage.server.limits = Limits()
    await stage.slack.send(ToChat(room.id), LONG, "1")
    assert [list(part.buttons) for part in stage.server.messages(room)] == [[], [], ["Yes"]]


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ({"error": "is_archived"}, Refused, "the channel is archived"),
        ({"error": "not_in_channel"}, Refused, "/invite it"),
        ({"error": "channel_not_found"}, Refused, "cannot see this channel"),
        ({"error": "msg_too_long"}, Refused, "too long"),
        ({"error": "invalid_blocks"}, Refused, "does not take these blocks"),
        ({"error": "some_new_error"}, Refused, "some_new_error"),
        ({"error": "user_disabled"}, Unreachable, "user_disabled"),
        ({"error": "cannot_dm_bot"}, Unreachable, "cannot_dm_bot"),
        ({"error": "internal_error"}, SendError, "internal_error"),
        ({"status": 503}, SendError, "503"),
        ({"error": "token_revoked"}, Offline, "token_revoked"),
        ({"error": "invalid_auth"}, Offline, "invalid_auth"),
    ],
)
async def test_refusals(stage: Stage, room: Room, fault: dict[str, object], error: type[SendError], words: str) -> None:
    stage.server.fail_next("chat.postMessage", **fault)  # type: ignore[arg-type]
    with pytest.raises(SendError, match=words) as raised:
        await stage.slack.send(ToChat(room.id), HELLO, "1")
    assert type(raised.value) is error
    assert stage.server.bot_token not in str(raised.value)
    await stage.slack.send(ToChat(room.id), HELLO, "1")
    assert stage.slack.problem is None


@pytest.mark.parametrize("target", [lambda room, ana: ToChat(room.id), lambda room, ana: ToAccount(ana.id)])
async def test_slack_asks_to_wait(
    stage: Stage, ana: Person, room: Room, target: Callable[[Room, Person], ToChat]
) -> None:
    stage.server.fail_next("chat.postMessage", error="ratelimited", retry_after=7)
    with pytest.raises(RateLimited) as raised:
        await stage.slack.send(target(room, ana), HELLO, "1")
    assert (raised.value.retry_after, raised.value.whole_platform) == (7, False)


async def test_slack_asks_to_wait_everywhere(stage: Stage, ana: Person) -> None:
    stage.server.fail_next("users.lookupByEmail", error="ratelimited", retry_after=7)
    with pytest.raises(RateLimited) as raised:
        await stage.slack.find("ana@example.org")
    assert raised.value.whole_platform is True


async def test_who_asks_where_the_bot_is_not_is_told_so_within_a_minute(
    stage: Stage, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("bot.adapters.slack.outgoing.monotonic", lambda: now)
    outside = stage.server.channel("outside")
    outside.invite(ana)
    for seconds, error, told in ((59, "is_archived", 0), (0, "not_in_channel", 1), (0, "not_in_channel", 1)):
        if not told:
            await ana.command("/groupmate", "status", channel=outside)
        now += seconds
        stage.server.fail_next("chat.postMessage", error=error)
        with pytest.raises(Refused):
            await stage.slack.send(ToChat(outside.id), HELLO, "1")
        assert [message.text for message in stage.server.messages(ana)] == [NOT_THERE] * told
    await ana.command("/groupmate", "status", channel=outside)
    now += 61
    with pytest.raises(Refused):
        await stage.slack.send(ToChat(outside.id), HELLO, "2")
    await ana.command("/groupmate", "status", channel=outside)
    for _ in range(2):
        stage.server.fail_next("chat.postMessage", error="not_in_channel")
    with pytest.raises(Refused, match="/invite it"):
        await stage.slack.send(ToChat(outside.id), HELLO, "3")
    assert len(stage.server.messages(ana)) == 1


async def test_a_lost_answer_is_not_posted_twice_by_the_client(stage: Stage, room: Room) -> None:
    stage.server.lose_answer("chat.postMessage")
    with pytest.raises(SendError) as raised:
        await stage.slack.send(ToChat(room.id), HELLO, "1")
    assert type(raised.value) is SendError
    assert len(stage.server.messages(room)) == 1


def withdraw(stage: Stage, scope: str) -> None:
    """The server does not send `x-oauth-scopes`, as Slack does with every answer, so the adapter is told here."""
    stage.server.scopes = stage.server.scopes - {scope}
    assert stage.slack._live
    stage.slack._live.api.scopes = frozenset(stage.server.scopes)


async def test_a_missing_scope_is_named(stage: Stage, room: Room) -> None:
    withdraw(stage, "chat:write")
    with pytest.raises(Refused, match=r"chat:write.*groupmate slack-manifest"):
        await stage.slack.send(ToChat(room.id), HELLO, "1")
    assert (await stage.slack.inspect(room.id)).missing == ("chat:write",)


async def test_a_revoked_token_is_a_problem_and_messages_wait(stage: Stage, room: Room) -> None:
    stage.server.revoke()
    with pytest.raises(Offline):
        await stage.slack.send(ToChat(room.id), HELLO, "1")
    assert "token_revoked" in str(stage.slack.problem)


async def test_nothing_to_say_is_refused(stage: Stage, room: Room) -> None:
    with pytest.raises(Refused, match="empty"):
        await stage.slack.send(ToChat(room.id), Message(()), "1")


async def test_edits_of_what_is_gone(stage: Stage, ana: Person, room: Room) -> None:
    sent = await stage.slack.send(ToAccount(ana.id), HELLO, "1")
    with pytest.raises(Refused, match="gone"):
        await stage.slack.edit(Sent(sent.chat_id, "1.000001"), HELLO)
    await stage.slack.edit(Sent(ana.id, sent.message_id), Message(paragraphs("Changed")))
    assert stage.server.messages(ana)[-1].text == "Changed"


async def test_standing(stage: Stage, ana: Person, room: Room) -> None:
    assert await stage.slack.inspect(room.id) == Standing("cohort")
    outside = stage.server.channel("outside")
    assert await stage.slack.inspect(outside.id) == Standing("outside", present=False, can_write=False)
    secret = stage.server.channel("secret", private=True)
    assert await stage.slack.inspect(secret.id) == Standing("", present=False, can_write=False, sees_all=False)
    room.archive()
    withdraw(stage, "channels:history")
    missing = ("channels:history",)
    assert await stage.slack.inspect(room.id) == Standing("cohort", True, False, False, missing)


async def test_finding_by_address(stage: Stage, ana: Person) -> None:
    found = await stage.slack.find("ana@example.org")
    assert found
    assert (found.account_id, found.name, found.email) == (ana.id, "Ana Nowak", "ana@example.org")
    assert await stage.slack.find("nobody@example.org") is None
    stage.server.fail_next("users.lookupByEmail", error="internal_error")
    with pytest.raises(SendError):
        await stage.slack.find("ana@example.org")
    assert stage.slack.private_link() is None


async def test_while_slack_is_down_nothing_is_counted_as_tried(stage: Stage, room: Room) -> None:
    await stage.server.down()
    with pytest.raises(SendError):  # it went out on a connection that was cut, and may have arrived
        await stage.slack.send(ToChat(room.id), HELLO, "1")
    with pytest.raises(Offline):
        await stage.slack.send(ToChat(room.id), HELLO, "1")
    await stage.server.up()
    await stage.slack.send(ToChat(room.id), HELLO, "1")
