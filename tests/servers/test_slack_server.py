"""What the Slack server tells an app, with real Bolt on its sockets and behind HTTP: events, commands, presses, modals."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.bench import Bench, Json, actions, button, laid_out, menu, modal, plain, question, serve
from tests.servers.slack.signed_http import sign


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with laid_out() as bench:
        yield bench


async def test_people_talk_with_bolt_over_a_socket(bench: Bench) -> None:
    server, ana = bench.server, bench.ana

    @bench.app.message("hello")
    async def greet(message: Json, say: Any) -> None:
        await say(text=f"Hello <@{message['user']}>", thread_ts=message["ts"])

    await bench.on_sockets()
    said = await ana.says(bench.room, "hello & <welcome> to https://school.example")
    await server.settled()
    assert said.text == "hello &amp; &lt;welcome&gt; to <https://school.example>"
    assert said.blocks[0]["elements"][0]["elements"] == [
        {"type": "text", "text": "hello & <welcome> to "},
        {"type": "link", "url": "https://school.example"},
    ]
    [_, reply] = server.messages(bench.room)
    assert (reply.text, reply.thread_ts, reply.by_bot) == (f"Hello <@{ana.id}>", said.ts, True)
    await ana.edits(said, "bye")
    await ana.deletes(slip := await ana.says(None, "oops"))
    await server.settled()
    assert {event.get("subtype") for event in bench.heard} == {"message_changed", None, "message_deleted"}
    assert (said.edits, said.deleted, slip.deleted) == (1, False, True)
    server.check()


async def test_a_mention_in_a_channel_is_two_events(bench: Bench) -> None:
    await bench.on_sockets()
    await bench.ana.says(bench.room, f"<@{bench.server.bot_user_id}> tasks?")
    await bench.ana.says(None, "tasks?")
    await bench.server.settled()
    assert sorted((event["type"], event.get("channel_type")) for event in bench.heard) == [
        ("app_mention", None),
        ("message", "channel"),
        ("message", "im"),
    ]


async def test_who_comes_and_goes_and_what_becomes_of_channels(bench: Bench) -> None:
    server, ana, bo = bench.server, bench.ana, bench.bo
    hidden = server.channel("mentors", private=True)
    hidden.invite(bo)
    hidden.invite_bot(by=bo)
    hidden.remove_bot(by=bo)
    bench.room.invite(bo)
    bench.room.remove(bo)
    bench.room.rename("academy-2026")
    bench.room.archive()
    with pytest.raises(SlackApiError, match="is_archived"):
        await bench.client.chat_postMessage(channel=bench.room.id, text="Hi")
    bench.room.unarchive()
    bench.room.remove_bot(by=ana)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await bench.client.chat_postMessage(channel=bench.room.id, text="Hi")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await bench.client.conversations_info(channel=hidden.id)
    events = [delivery.payload["event"] for delivery in server.deliveries]
    assert [event["type"] for event in events if event["type"] != "message"] == [
        *("member_joined_channel", "member_joined_channel", "group_left"),
        *("member_joined_channel", "member_left_channel", "channel_rename"),
        *("channel_archive", "channel_unarchive", "channel_left", "member_left_channel"),
    ]


async def test_a_modal_from_press_to_errors_to_the_end(bench: Bench) -> None:
    server, ana = bench.server, bench.ana
    await bench.on_sockets()
    steps = menu("Plan", "Build")
    view = modal(question("why", "Why?"), question("step", "Step", steps), callback_id="roadmap", private_metadata="7")

    @bench.app.action("go")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    seen: list[Json] = []

    @bench.app.view("roadmap")
    async def submitted(ack: Any, view: Json) -> None:
        seen.append(view["state"]["values"])
        if view["state"]["values"]["why"]["a"]["value"] == "short":
            await ack(response_action="errors", errors={"why": "Say more."})
        else:
            await ack()

    posted = await bench.client.chat_postMessage(channel=ana.id, text="Roadmap", blocks=actions(button("Fill in")))
    message = server.messages(ana)[0]
    assert (await ana.presses(message, "Fill in")).acked
    assert ana.modal is not None
    assert ana.modal["private_metadata"] == "7"
    with pytest.raises(AssertionError, match="required"):
        await ana.submits({"Why?": "short"})
    assert (await ana.submits({"Why?": "short", "Step": "Build"})).errors == {"why": "Say more."}
    assert ana.modal is not None
    assert (await ana.submits({"why": "Because of the tide"})).errors == {}
    assert ana.modal is None
    assert seen[-1]["step"]["pick"]["selected_option"] == {"text": plain("Build"), "value": "build"}
    assert posted["ts"] == message.ts
    server.check()


async def test_commands_are_answered_in_the_acknowledgement_and_later(bench: Bench) -> None:
    await bench.on_sockets()
    kept: list[Any] = []

    @bench.app.command("/groupmate")
    async def command(ack: Any, body: Json, respond: Any) -> None:
        kept.append(respond)
        await ack(text=f"You said {body['text']}")

    reply = await bench.ana.command("/groupmate", "help", channel=bench.room)
    assert (reply.status, reply.timed_out, reply.body["text"]) == (200, False, "You said help")
    for number in range(5):
        assert (await kept[0](f"Later {number}")).status_code == 200
    assert (await kept[0]("Too often")).status_code == 404
    assert [shown.text for shown in bench.ana.ephemerals] == ["You said help", *(f"Later {n}" for n in range(5))]
    assert "used 6 times" in bench.server.violations[0]


async def test_a_cut_socket_is_opened_again_and_nothing_is_lost(bench: Bench) -> None:
    server, ana = bench.server, bench.ana
    await bench.on_sockets(how_many=2)
    for number in range(4):
        await ana.says(bench.room, f"before {number}")
    await server.settled()
    await server.disconnect_sockets(warning=False)
    await ana.says(bench.room, "meanwhile")
    await server.settled()
    await server.until(lambda: server.connections == 2)
    await server.disconnect_sockets(warning=True)
    await ana.says(bench.room, "after")
    await server.settled()
    texts = [event["text"] for event in bench.heard]
    assert sorted(texts) == ["after", *(f"before {number}" for number in range(4)), "meanwhile"]


async def test_a_server_that_is_down_comes_back_at_its_address(bench: Bench) -> None:
    server = bench.server
    await bench.on_sockets()
    await server.down()
    with pytest.raises(aiohttp.ClientConnectionError):
        await bench.client.auth_test()
    await server.up()
    await server.until(lambda: server.connections == 1)
    assert (await bench.client.auth_test())["user_id"] == server.bot_user_id


async def test_events_are_sent_four_times_and_presses_once(bench: Bench) -> None:
    server = bench.server
    refused: list[tuple[str | None, str | None]] = []

    async def refuse(request: web.Request) -> web.Response:
        refused.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
        return web.Response(status=503)

    await bench.on_http()
    server.retry_after = (0, 0, 0)
    server.use_http(await serve(bench.closing, refuse))
    await bench.ana.says(bench.room, "anybody?")
    await server.settled()
    assert refused == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    reply = await bench.ana.command("/groupmate", "help")
    assert (reply.status, reply.timed_out, len(refused)) == (503, False, 5)
    assert [delivery.acked for delivery in server.deliveries[-2:]] == [False, False]


async def test_what_is_not_acknowledged_in_time_is_sent_again_with_the_same_id(bench: Bench) -> None:
    server = bench.server
    go_on = asyncio.Event()
    ids: list[tuple[str, int]] = []

    @bench.app.event("message")
    async def slow(body: Json) -> None:
        ids.append((body["event_id"], len(ids)))
        if len(ids) < 3:
            await go_on.wait()

    await bench.on_sockets()
    ids.clear()
    server.ack_within = 0.2
    await bench.ana.says(bench.room, "slowly")
    await server.settled()
    go_on.set()
    assert len({event_id for event_id, _ in ids}) == 1
    assert [number for _, number in ids] == [0, 1, 2]
    assert server.deliveries[-1].attempts == 3
    [again] = await server.redeliver()
    assert (again.acked, ids[-1][0]) == (True, ids[0][0])


async def test_http_is_signed_and_verified(bench: Bench) -> None:
    server, ana = bench.server, bench.ana
    told: list[Json] = []

    @bench.app.action("go")
    async def pressed(ack: Any, body: Json, respond: Any) -> None:
        told.append(body)
        await ack()
        await respond(text="Done", replace_original=True)

    @bench.app.command("/groupmate")
    async def command(ack: Any, command: Json) -> None:
        await ack(f"{command['channel_name']}: {command['text']}")

    url = await bench.on_http()
    assert await server.verify_url()
    await ana.says(bench.room, "Grüße & 你好")
    await server.settled()
    assert [event["text"] for event in bench.heard] == ["Grüße &amp; 你好"]
    assert (await ana.command("/groupmate", "a & b=c", channel=bench.room)).body == "academy: a & b=c"
    await bench.client.chat_postMessage(channel=bench.room.id, text="Press", blocks=actions(button("Go", value="7")))
    message = server.messages(bench.room)[-1]
    assert (await ana.presses(message, "Go")).acked
    assert (told[0]["actions"][0]["value"], told[0]["container"]["message_ts"]) == ("7", message.ts)
    assert (message.text, message.blocks, message.edits) == ("Done", [], 1)
    for secret, status in ((server.signing_secret, 200), ("another", 401)):
        body, now = '{"type": "url_verification", "challenge": "c"}', message.ts.partition(".")[0]
        headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": sign(secret, now, body)}
        async with bench.session.post(url, data=body, headers=headers | {"Content-Type": "application/json"}) as answer:
            assert answer.status == status
    server.check()


async def test_the_home_is_published_and_pressed(bench: Bench) -> None:
    server, ana = bench.server, bench.ana

    @bench.app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": actions(menu("One", "Two"))})

    chosen: list[Json] = []

    @bench.app.action("pick")
    async def picked(ack: Any, action: Json) -> None:
        chosen.append(action["selected_option"])
        await ack()

    await bench.on_sockets()
    await ana.opens_home()
    home = ana.home
    assert home is not None
    assert (await ana.chooses(home, "pick", "Two")).acked
    assert chosen == [{"text": plain("Two"), "value": "two"}]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await bench.client.views_publish(
            user_id=ana.id, view={"type": "home", "blocks": [{"type": "divider"}]}, hash="1.old"
        )
    assert bench.bo.home is None
    server.check()


async def test_triggers_views_and_their_stack(bench: Bench) -> None:
    server, ana = bench.server, bench.ana

    @bench.app.shortcut("roadmap")
    @bench.app.shortcut("keep")
    @bench.app.view_closed("roadmap")
    async def fine(ack: Any) -> None:
        await ack()

    await bench.on_sockets()
    view = modal(question("why", "Why?"), callback_id="roadmap", notify_on_close=True)
    trigger = (await ana.shortcut("roadmap")).trigger_id
    opened = await bench.client.views_open(trigger_id=trigger, view=view)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await bench.client.views_open(trigger_id=trigger, view=view)
    said = await ana.says(None, "Keep this")
    server.trigger_lifetime = 0
    late = (await ana.message_shortcut("keep", said)).trigger_id
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await bench.client.views_push(trigger_id=late, view=view)
    server.trigger_lifetime = 3
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await bench.client.views_update(view_id=opened["view"]["id"], view=view, hash="1.old")
    await bench.client.views_update(
        view_id=opened["view"]["id"], view=modal({"type": "divider"}, notify_on_close=True, callback_id="roadmap")
    )
    for _ in range(2):
        await bench.client.views_push(trigger_id=(await ana.shortcut("roadmap")).trigger_id, view=view)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await bench.client.views_push(trigger_id=(await ana.shortcut("roadmap")).trigger_id, view=view)
    for _ in range(3):
        closed = await ana.closes_modal()
        assert closed is not None
        assert closed.acked
    assert ana.modal is None
    server.check()


async def test_any_event_can_be_pushed(bench: Bench) -> None:
    await bench.on_sockets()
    bench.server.push({"type": "team_join", "user": {"id": bench.bo.id}})
    bench.server.push_raw(
        {
            "type": "event_callback",
            "event_id": "Ev1",
            "team_id": bench.server.team_id,
            "event": {"type": "emoji_changed"},
        }
    )
    await bench.server.settled()
    assert [event["type"] for event in bench.heard] == ["team_join", "emoji_changed"]


async def test_a_submission_is_answered_with_other_views(bench: Bench) -> None:
    server, ana = bench.server, bench.ana
    first, second = modal(question("a", "A"), callback_id="one"), modal(question("a", "A"), callback_id="two")

    @bench.app.shortcut("start")
    async def start(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=first)

    @bench.app.view(re.compile("one|two"))
    async def submitted(ack: Any, view: Json) -> None:
        said = view["state"]["values"]["a"]["a"]["value"]
        if said == "clear":
            await ack(response_action="clear")
        else:
            await ack(response_action=said, view=second)

    await bench.on_sockets()
    await ana.shortcut("start")
    await ana.submits({"A": "update"})
    assert ana.modal is not None
    assert (ana.modal["callback_id"], ana.modal["previous_view_id"]) == ("two", None)
    root = ana.modal["id"]
    await ana.submits({"A": "push"})
    assert ana.modal is not None
    assert ana.modal["previous_view_id"] == root
    await ana.submits({"A": "clear"})
    assert ana.modal is None
    server.check()


async def test_options_are_suggested_by_the_app(bench: Bench) -> None:
    @bench.app.options("who")
    async def suggest(ack: Any, payload: Json) -> None:
        await ack(options=[{"text": plain(f"{payload['value']}{n}"), "value": f"{n}"} for n in range(2)])

    chosen: list[str] = []

    @bench.app.action("who")
    async def picked(ack: Any, action: Json) -> None:
        await ack()
        chosen.append(action["selected_option"]["value"])

    await bench.on_sockets()
    who = {"type": "external_select", "action_id": "who", "placeholder": plain("Who?"), "min_query_length": 1}
    await bench.client.chat_postMessage(channel=bench.ana.id, text="Who?", blocks=actions(who))
    [message] = bench.server.messages(bench.ana)
    assert await bench.ana.suggests(message, "Who?", "Ki") == ["Ki0", "Ki1"]
    await bench.ana.chooses(message, "Who?", "Ki1")
    assert chosen == ["1"]
    bench.server.check()


async def test_a_group_dm_with_the_bot(bench: Bench) -> None:
    await bench.on_sockets()
    circle = bench.server.group_dm(bench.ana, bench.bo)
    await bench.bo.says(circle, "ສະບາຍດີ")
    await bench.client.chat_postMessage(channel=circle.id, text="Hello both")
    await bench.server.settled()
    assert [event["channel_type"] for event in bench.heard] == ["mpim"]
    assert [message.by_bot for message in bench.server.messages(circle)] == [False, True]
    with pytest.raises(AssertionError, match="is not in"):
        await bench.bo.says(bench.room, "Let me in")
