"""The Slack server's Web API with slack_sdk's client: messages, files, people, tokens, faults, pace, and what it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import Limits
from tests.servers.slack.bench import Bench, Json, actions, button, laid_out, menu, modal, plain, question


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with laid_out() as bench:
        yield bench


async def test_files_go_both_ways(bench: Bench) -> None:
    server, ana = bench.server, bench.ana
    parent = await ana.says(bench.room, "Where is the plan?")
    sent = await bench.client.files_upload_v2(
        content="Nedeľa,1\n",
        filename="plan.csv",
        alt_txt="A plan",
        channel=bench.room.id,
        thread_ts=parent.ts,
        initial_comment="Here",
    )
    message = server.messages(bench.room)[-1]
    assert message.files == [("plan.csv", "text/csv", "Nedeľa,1\n".encode(), "A plan")]
    assert (message.text, message.thread_ts, message.by_bot) == ("Here", parent.ts, True)
    info = await bench.client.files_info(file=sent["file"]["id"])
    assert info["file"]["shares"] == {"public": {bench.room.id: [{"ts": message.ts}]}}

    await ana.sends_file(None, "план.pdf", b"%PDF-1", text="My plan")
    event = next(
        d.payload["event"] for d in reversed(server.deliveries) if d.payload["event"].get("subtype") == "file_share"
    )
    shown = event["files"][0]
    assert (event["text"], shown["name"], shown["mimetype"], shown["size"]) == (
        "My plan",
        "план.pdf",
        "application/pdf",
        6,
    )
    for token, media_type in ((server.bot_token, "application/pdf"), ("xoxb-other", "text/html")):
        headers = {"Authorization": f"Bearer {token}"}
        async with bench.session.get(shown["url_private_download"], headers=headers) as answer:
            assert (answer.status, answer.content_type) == (200, media_type)
            assert (await answer.read() == b"%PDF-1") == (token == server.bot_token)
    with pytest.raises(SlackApiError, match="file_not_found"):
        await bench.client.files_completeUploadExternal(files=[{"id": "F0NOTHING", "title": "x"}])


async def test_what_one_person_sees_can_be_pressed_and_replaced(bench: Bench) -> None:
    server, ana, bo = bench.server, bench.ana, bench.bo

    @bench.app.action("go")
    async def pressed(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Gone soon", replace_original=True)

    @bench.app.action("away")
    async def away(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    await bench.on_sockets()
    row = actions(button("Go"), button("Away", "away"))
    await bench.client.chat_postEphemeral(channel=bench.room.id, user=ana.id, text="Only you", blocks=row)
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await bench.client.chat_postEphemeral(channel=bench.room.id, user=bo.id, text="Only you")
    [shown] = ana.ephemerals
    assert (list(shown.buttons), shown.channel, bo.ephemerals) == (["Go", "Away"], bench.room.id, [])
    await ana.presses(shown, "Go")
    assert [one.text for one in ana.ephemerals] == ["Gone soon"]
    await bench.client.chat_postEphemeral(channel=bench.room.id, user=ana.id, text="Only you", blocks=row)
    await ana.presses(ana.ephemerals[-1], "Away")
    assert [one.text for one in ana.ephemerals] == ["Gone soon"]
    assert server.messages(bench.room) == []


async def test_messages_are_changed_deleted_and_read_back(bench: Bench) -> None:
    client, room = bench.client, bench.room
    asked = await bench.ana.says(room, "Any news?")
    first = await client.chat_postMessage(channel=room.id, text="One", thread_ts=asked.ts, reply_broadcast=True)
    other = await client.chat_postMessage(
        channel=room.id, text="Two", metadata={"event_type": "n", "event_payload": {"n": 2}}
    )
    await client.chat_update(channel=room.id, ts=first["ts"], text="One and a half", blocks=[])
    await client.chat_delete(channel=room.id, ts=other["ts"])
    for call in (
        client.chat_delete(channel=room.id, ts=other["ts"]),
        client.chat_update(channel=room.id, ts="1.0", text="x"),
    ):
        with pytest.raises(SlackApiError, match="message_not_found"):
            await call
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel=room.id, ts=asked.ts, text="Mine now")
    replies = await client.conversations_replies(channel=room.id, ts=asked.ts)
    assert [message["text"] for message in replies["messages"]] == ["Any news?", "One and a half"]
    history = await client.conversations_history(channel=room.id, oldest=asked.ts, inclusive=True)
    assert [message["text"] for message in history["messages"]] == ["One and a half", "Any news?"]
    assert [message.deleted for message in bench.server.messages(room)] == [False, False, True]


async def test_who_is_there(bench: Bench) -> None:
    client, server = bench.client, bench.server
    zoe = server.person("Zoë Ångström", zone="Europe/Stockholm")
    found = (await client.users_lookupByEmail(email="ANA@people.example"))["user"]
    assert (found["id"], found["tz"], found["profile"]["email"]) == (
        bench.ana.id,
        "Europe/Madrid",
        "ana@people.example",
    )
    assert (await client.users_info(user=bench.ana.id, include_locale=True))["user"]["locale"] == "es-ES"
    assert (await client.users_info(user=bench.bo.id))["user"]["is_ultra_restricted"]
    assert "email" not in (await client.users_info(user=zoe.id))["user"]["profile"]
    names = [user["real_name"] async for page in await client.users_list(limit=2) for user in page["members"]]
    assert names == ["groupmate", "Ana Núñez", "Bó Ŋaleŋ"]
    assert (await client.conversations_members(channel=bench.room.id))["members"] == [bench.ana.id, server.bot_user_id]
    circle = server.group_dm(bench.ana, bench.bo)
    opened = await client.conversations_open(users=[bench.ana.id, bench.bo.id], return_im=True)
    assert (opened["channel"]["id"], opened["channel"]["is_mpim"]) == (circle.id, True)
    listed = await client.conversations_list(types="public_channel,mpim,im")
    assert [channel["id"] for channel in listed["channels"]] == [bench.room.id, circle.id]
    assert (await client.bots_info(bot=(await client.auth_test())["bot_id"]))["bot"]["user_id"] == server.bot_user_id
    for call, error in (
        (client.users_info(user="U0NOBODY"), "user_not_found"),
        (client.users_lookupByEmail(email="nobody@people.example"), "users_not_found"),
        (client.conversations_info(channel="C0NOWHERE"), "channel_not_found"),
    ):
        with pytest.raises(SlackApiError, match=f"'{error}'"):
            await call
    server.check()


async def test_tokens_and_scopes(bench: Bench) -> None:
    server = bench.server
    for token, error in (
        ("", "not_authed"),
        ("xoxb-wrong", "invalid_auth"),
        (server.app_token, "not_allowed_token_type"),
    ):
        with pytest.raises(SlackApiError, match=f"'{error}'"):
            await AsyncWebClient(token, base_url=server.base_url, session=bench.session).auth_test()
    server.scopes -= {"users:read.email", "chat:write"}
    assert "email" not in (await bench.client.users_info(user=bench.ana.id))["user"]["profile"]
    with pytest.raises(SlackApiError) as refused:
        await bench.client.chat_postMessage(channel=bench.room.id, text="Hi")
    assert refused.value.response["needed"] == "chat:write"
    server.revoke()
    with pytest.raises(SlackApiError, match="token_revoked"):
        await bench.client.auth_test()
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await bench.client.apps_connections_open(app_token=server.app_token)


async def test_faults_come_when_they_are_asked_for(bench: Bench) -> None:
    server, client, room = bench.server, bench.client, bench.room
    server.fail_next("chat.postMessage", error="ratelimited", retry_after=2)
    server.fail_next("chat.postMessage", error="fatal_error")
    server.fail_next("chat.postMessage", status=503)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=room.id, text="a")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "2")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.chat_postMessage(channel=room.id, text="b")
    with pytest.raises(SlackApiError, match="503"):
        await client.chat_postMessage(channel=room.id, text="c")
    assert server.messages(room) == []
    server.lose_answer("chat.postMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=room.id, text="d")
    server.hang("chat.postMessage", seconds=60)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.chat_postMessage(channel=room.id, text="e"), 0.1)
    assert [message.text for message in server.messages(room)] == ["d", "e"]
    assert [call.status for call in server.calls if call.method == "chat.postMessage"] == [429, 200, 503, 0, 0]


async def test_the_pace_is_held(bench: Bench) -> None:
    server, client = bench.server, bench.client
    server.limits = Limits(channel_per_second=0.5, per_minute={"users.info": 1})
    await client.chat_postMessage(channel=bench.room.id, text="a")
    await client.chat_postMessage(channel=bench.ana.id, text="a")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=bench.room.id, text="b")
    assert refused.value.response.headers["Retry-After"] == "2"
    await client.users_info(user=bench.ana.id)
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.users_info(user=bench.ana.id)
    assert server.refused_for_pace == 2


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([{"type": "divider"}] * 51, "51 blocks"),
        ([{"type": "divider", "block_id": "x"}] * 2, "duplicate block_id"),
        (actions(button("x" * 76)), "76 characters"),
        (actions(button("x", value="v" * 2001)), "2001 characters"),
        (actions(button("x", action_id="a" * 256)), "256 characters"),
        (actions(button("x"), button("y")), "twice in one block"),
        (actions(*(button("x", action_id=f"{n}") for n in range(26))), "26 elements"),
        (actions(menu(*(f"{n}" for n in range(101)))), "101 options"),
        (actions(menu("o" * 76)), "76 characters"),
        ([{"type": "header", "text": plain("h" * 151)}], "151 characters"),
        ([{"type": "section", "text": plain("s" * 3001)}], "3001 characters"),
        ([{"type": "section", "text": plain("s" * 2900)}] * 5, "14500 characters"),
        ([{"type": "section"}], "without text"),
        ([{"type": "alert", "text": plain("a")}], "no block for a message"),
    ],
)
async def test_bad_blocks_are_refused(bench: Bench, blocks: list[Json], said: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await bench.client.chat_postMessage(channel=bench.room.id, text="x", blocks=blocks)
    assert refused.value.response["error"] == "invalid_blocks"
    assert said in refused.value.response["response_metadata"]["messages"][0]
    with pytest.raises(AssertionError, match=said):
        bench.server.check()


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (modal(question("a", "A"), question("a", "B")), "duplicate block_id"),
        ({"type": "modal", "title": plain("No submit"), "blocks": [question("a", "A")]}, "no submit"),
        (modal({"type": "divider"}, title=plain("t" * 25)), "25 characters"),
        (modal({"type": "divider"}, private_metadata="m" * 3001), "3001 characters"),
        (modal({"type": "divider"}, callback_id="c" * 256), "256 characters"),
        (modal(*([{"type": "divider"}] * 101)), "101 blocks"),
        (modal({"type": "divider"}, colour="red"), "no 'colour'"),
    ],
)
async def test_bad_views_are_refused(bench: Bench, view: Json, said: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await bench.client.views_open(trigger_id="1.2.3", view=view)
    assert refused.value.response["error"] == "invalid_arguments"
    assert any(said in one for one in refused.value.response["response_metadata"]["messages"])
    assert any(said in one for one in bench.server.violations)


async def test_bad_calls_are_noted(bench: Bench) -> None:
    server, client, room = bench.server, bench.client, bench.room
    await client.api_call("chat.postMessage", json={"channel": room.id, "blocks": [{"type": "divider"}]})
    await client.api_call(
        "chat.postMessage", data={"channel": room.id, "text": "x", "blocks": '[{"type": "divider"}]', "tone": "kind"}
    )
    assert [len(message.blocks) for message in server.messages(room)] == [1, 1]
    for params, error in (
        ({"channel": room.id, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": room.id, "text": " "}, "no_text"),
        ({"text": "x"}, "invalid_arguments"),
        ({"channel": room.id, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    ):
        with pytest.raises(SlackApiError, match=f"'{error}'"):
            await client.api_call("chat.postMessage", json=params)
    story = "\n".join(server.violations)
    for part in ("without the top-level text", "'tone'", "40001 characters", "no text", "channel", "is no message of"):
        assert part in story


async def test_text_of_people_is_to_be_escaped(bench: Bench) -> None:
    fine = f"<@{bench.ana.id}> &lt;3 <https://school.example/?a=1&amp;b=2|school> <!date^1700000000^{{date}}|then>"
    await bench.client.chat_postMessage(channel=bench.room.id, text=fine)
    bench.server.check()
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "a <b> c"}}
    await bench.client.chat_postMessage(channel=bench.room.id, text="1 < 2 and <@U0NOBODY>", blocks=[section])
    assert [violation.partition(": ")[2] for violation in bench.server.violations] == [
        "text that was not escaped: '< 2 and '",
        "a mention of nobody: '<@U0NOBODY>'",
        "text that was not escaped: '<b>'",
    ]


async def test_what_is_no_method_can_fail_too(bench: Bench) -> None:
    server = bench.server
    server.fail_next("upload", status=500)
    with pytest.raises(SlackRequestError):
        await bench.client.files_upload_v2(content="x", filename="x.txt", channel=bench.room.id)
    assert server.messages(bench.room) == []
    message = await bench.ana.sends_file(None, "x.txt", b"x")
    event = server.deliveries[-1].payload["event"]
    assert (event["type"], message.files[0].name) == ("file_shared", "x.txt")
    url = (await bench.client.files_info(file=event["file_id"]))["file"]["url_private"]
    server.fail_next("download", status=503)
    for status in (503, 200):
        async with bench.session.get(url, headers={"Authorization": f"Bearer {server.bot_token}"}) as answer:
            assert answer.status == status


async def test_only_what_was_asked_for_is_told(bench: Bench) -> None:
    server, ana = bench.server, bench.ana
    server.subscribe("message.im", "member_left_channel")
    before = len(server.deliveries)
    await ana.says(bench.room, "in the channel")
    await ana.says(None, "in private")
    server.scopes -= {"channels:read"}
    bench.room.remove(ana)
    server.scopes |= {"channels:read"}
    bench.room.invite(ana)
    bench.room.remove(ana)
    told = [delivery.payload["event"] for delivery in server.deliveries[before:]]
    assert [event.get("channel_type") for event in told] == ["im", "C"]


async def test_a_deleted_parent_leaves_a_stone(bench: Bench) -> None:
    server, ana = bench.server, bench.ana
    parent = await ana.says(bench.room, "Who comes?")
    reply = await ana.says(bench.room, "I", thread=parent)
    await ana.deletes(parent)
    await ana.deletes(reply)
    changed, deleted = [delivery.payload["event"] for delivery in server.deliveries[-2:]]
    assert (changed["subtype"], changed["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply.ts)
