"""The playground through its front door: HTTP in, the bot's events out, and back."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import FormData, web

from bot.chat.errors import Refused, Unreachable
from bot.chat.events import CommandInvoked, FileSent, MemberJoined
from bot.chat.markup import text
from bot.chat.messages import Message, OutgoingFile
from bot.ports import Sent, ToAccount, ToChat
from tests.adapters.playground.conftest import House, begin, changes, stream_of, words
from tests.adapters.playground.fakes import GROUP, START, drawing, private_chat
from tests.house import whole

HELLO = Message(text("Hello"))


def _upload(payload: dict[str, Any], data: bytes, name: str, media_type: str = "application/pdf") -> FormData:
    form = FormData(quote_fields=False)
    form.add_field("payload", json.dumps(payload))
    form.add_field("file", BytesIO(data), filename=name, content_type=media_type)
    return form


async def test_a_command_reaches_the_bot_and_the_answer_reaches_the_chat(house: House) -> None:
    assert await house.act("marta", kind="say", text="/card") == (200, {"reply": {}})
    (event,) = house.bot.events
    assert isinstance(event, CommandInvoked)
    assert (event.message_id, event.at, event.sender.email) == ("m1", START, "marta@example.org")
    said = await house.said("ben")
    assert said[0] == "/card"
    assert said[1].startswith("Session 3")


async def test_direct_replies_go_back_in_the_answer(house: House) -> None:
    _, body = await house.act("marta", kind="say", text="/roadmap", chat=private_chat("marta"))
    assert body["reply"]["form"]["title"] == "Your roadmap"
    submit = {"kind": "submit", "chat": private_chat("marta"), "form": "roadmap"}
    _, body = await house.act("marta", **submit, values={"goal": "no"})
    assert body == {"reply": {"errors": {"goal": "Please write a whole sentence."}}}
    _, body = await house.act("marta", **submit, values={"goal": "a whole sentence"})
    assert body["reply"]["toast"]["text"] == "Sent. Your trainer has been told."


async def test_nothing_is_sent_before_the_page_has_its_answer(house: House) -> None:
    house.bot.gate = asyncio.Event()
    turn = asyncio.create_task(house.act("marta", kind="say", text="/card"))
    await asyncio.wait_for(house.bot.reached.wait(), 5)
    assert house.bot.released == []
    assert await house.said("ben") == ["/card"]
    house.bot.gate.set()
    assert (await turn)[0] == 200
    assert len(await house.said("ben")) == 2
    assert house.bot.released == [house.bot.events[0].event_id]


async def test_a_failed_turn_can_be_tried_again_and_doubles_nothing(house: House) -> None:
    house.bot.fail_next = True
    event_id = str(uuid4())
    once = await house.act("marta", id=event_id, kind="say", text="@groupmate hi")
    assert once == (503, {"failed": "The database is busy. Please try again."})
    (message,) = (await house.state("marta"))["group"]["messages"]
    assert (message["event"], message["pending"]) == (event_id, True)
    assert "pending" not in (await house.state("ben"))["group"]["messages"][0]

    assert (await house.act("marta", id=event_id, kind="resend"))[0] == 200
    assert (await house.act("marta", id=event_id, kind="say", text="@groupmate hi"))[0] == 200
    first, second, third = house.bot.events
    assert first == second == third
    assert await house.said("marta") == ["@groupmate hi", "You said: hi"]
    assert (await house.state("marta"))["group"]["messages"][0]["pending"] is False


async def test_an_exception_is_an_answer_too(house: House) -> None:
    status, body = await house.act("marta", kind="say", text="/fail")
    assert (status, list(body)) == (503, ["failed"])


async def test_an_id_belongs_to_its_first_user(house: House) -> None:
    event_id = str(uuid4())
    await house.act("marta", id=event_id, kind="say", text="mine")
    assert (await house.act("ben", id=event_id, kind="say", text="no, mine"))[0] == 422
    assert (await house.act("ben", id=event_id, kind="resend"))[0] == 422
    assert await house.said("ben") == ["mine"]


async def test_a_stream_carries_what_its_person_may_see_and_resumes(house: House) -> None:
    start = await begin(house, "ben")
    await house.platform.send(ToAccount("marta"), Message(text("Marta's secret")), "d1")
    await house.platform.send(ToChat(private_chat("marta")), Message(text("Another secret")), "d2")
    sent = await house.platform.send(ToChat(GROUP), HELLO, "d3")
    await house.platform.send(ToAccount("ben"), Message(text("Ben's own")), "d4")
    async with stream_of(house, "ben", start) as stream:
        seen = await changes(stream, 2)
        assert [words(message) for _, message in seen] == ["Hello", "Ben's own"]
        await house.platform.edit(sent, Message(text("Hello!")))
        seen += await changes(stream, 1)
    assert [(words(message), message["edited"]) for _, message in seen[2:]] == [("Hello!", True)]
    await house.platform.send(ToAccount("ben"), Message(text("Later")), "d5")
    async with stream_of(house, "ben", start, last=seen[-1][0]) as stream:
        assert [words(message) for _, message in await changes(stream, 1)] == ["Later"]
    async with stream_of(house, "visitor", start) as stream:
        await house.platform.send(ToAccount("visitor"), Message(text("For strangers")), "d6")
        assert [words(message) for _, message in await changes(stream, 1)] == ["For strangers"]


@pytest.mark.parametrize("after", ["", "other.1", "{epoch}.999", "{epoch}.-1", "{epoch}.x"])
async def test_a_stream_from_elsewhere_begins_anew(house: House, after: str) -> None:
    epoch = (await house.state("ben"))["epoch"]
    async with stream_of(house, "ben", after.format(epoch=epoch)) as stream:
        assert (await stream.read()).startswith(b"event: reset")


async def test_nobody_reads_anothers_private_chat(house: House) -> None:
    picture = drawing(4, 4)
    file = OutgoingFile(await house.files.put(picture), "p.png", "image/png", len(picture))
    sent = await house.platform.send(ToAccount("marta"), Message(text("Secret"), files=(file,)), "d1")
    (message,) = (await house.state("marta"))["private"]["messages"]
    file_id = message["files"][0]["id"]
    asked = [
        ("/playground/history", {"chat": private_chat("marta"), "before": "99"}),
        ("/playground/thread", {"root": sent.message_id}),
        (f"/playground/file/{file_id}", {}),
    ]
    for path, query in asked:
        own = await house.client.get(path, params={"as": "marta", **query})
        other = await house.client.get(path, params={"as": "ben", **query})
        assert (own.status, other.status) == (200, 404)
        assert "Secret" not in await other.text()
    assert (await house.act("ben", kind="press", chat=private_chat("marta"), message="m1", token="in"))[0] == 422
    assert await house.said("ben", "private") == []
    people = await (await house.client.get("/playground/people")).text()
    assert "Secret" not in people


async def test_a_stranger_joins(house: House) -> None:
    await house.platform.send(ToChat(GROUP), HELLO, "d1")
    state = await house.state("visitor")
    assert (state["member"], state["group"]["messages"]) == (False, [])
    assert (await house.act("visitor", kind="say", text="hi"))[0] == 422
    assert (await house.act("visitor", kind="join"))[0] == 200
    assert isinstance(house.bot.events[0], MemberJoined)
    assert await house.said("visitor") == ["Hello", "joined", "Welcome, Vera Visitor!"]


async def test_sending_twice_posts_once(house: House) -> None:
    once = await house.platform.send(ToChat(GROUP), HELLO, "same")
    twice = await house.platform.send(ToChat(GROUP), Message(text("Other")), "same")
    assert once == twice
    assert await house.said("marta") == ["Hello"]


async def test_how_sending_fails(house: House) -> None:
    platform = house.platform
    with pytest.raises(Unreachable):
        await platform.send(ToAccount("nobody"), HELLO, "d1")
    with pytest.raises(Refused):
        await platform.send(ToChat("elsewhere"), HELLO, "d2")
    with pytest.raises(Refused):
        await platform.edit(Sent(GROUP, "m99"), HELLO)
    with pytest.raises(Refused):
        await platform.send(ToChat(GROUP), Message(text("x"), files=(OutgoingFile("k", "n", "a/b", 1),)), "d3")
    with pytest.raises(Refused):
        await platform.send(ToChat(GROUP), Message(text("{half}", half="\ud800")), "d4")


async def test_threads_are_counted_and_kept_apart(house: House) -> None:
    await house.act("marta", kind="say", text="root")
    await house.act("ben", kind="say", text="@groupmate in thread", thread="m1")
    (root,) = (await house.state("marta"))["group"]["messages"]
    assert root["replies"] == 2
    answer = await house.client.get("/playground/thread", params={"as": "marta", "root": "m1"})
    messages = (await answer.json())["messages"]
    assert [words(message) for message in messages] == ["root", "@groupmate in thread", "You said: in thread"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("=cmd()|x.csv", "=cmd()|x.csv"),
        ("x" * 500, "x" * 200),
    ],
)
async def test_an_upload_is_kept_whatever_its_name(house: House, tmp_path: Path, name: str, kept: str) -> None:
    payload = {"id": str(uuid4()), "kind": "file", "chat": GROUP, "text": "look"}
    for _ in range(2):
        form = _upload(payload, b"%PDF-1.7", name)
        assert (await house.client.post("/playground/file", params={"as": "marta"}, data=form)).status == 200
    event = house.bot.events[0]
    assert isinstance(event, FileSent)
    assert (event.name, event.size, event.media_type, event.caption) == (kept, 8, "application/pdf", "look")
    assert await whole(house.platform.fetch(event.file_id)) == b"%PDF-1.7"
    assert (await house.said("ben"))[0] == "look"
    assert house.bot.events[1] == event
    file = await house.client.get(f"/playground/file/{event.file_id}", params={"as": "ben"})
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert {path.name for path in tmp_path.iterdir()} == {"playground"}
    assert [path.name for path in (tmp_path / "playground" / "files").iterdir()] == [event.file_id]


async def test_only_real_pictures_are_shown_inline(house: House) -> None:
    for data, media_type in ((drawing(4, 4), "text/html"), (b"<script>alert(1)</script>", "image/png")):
        payload = {"id": str(uuid4()), "kind": "file", "chat": GROUP}
        form = _upload(payload, data, "x.png", media_type)
        assert (await house.client.post("/playground/file", params={"as": "marta"}, data=form)).status == 200
    found = [event for event in house.bot.events if isinstance(event, FileSent)]
    served = [await house.client.get(f"/playground/file/{one.file_id}", params={"as": "ben"}) for one in found]
    assert [one.headers["Content-Disposition"].partition(";")[0] for one in served] == ["inline", "attachment"]
    assert [one.content_type for one in served] == ["image/png", "application/octet-stream"]


async def test_uploads_have_a_limit(house: House, tmp_path: Path) -> None:
    payload = {"id": str(uuid4()), "kind": "file", "chat": GROUP}
    small, large = _upload(payload, b"x" * 2_900_000, "s.bin"), _upload(payload, b"x" * 3_000_001, "l.bin")
    assert (await house.client.post("/playground/file", params={"as": "marta"}, data=large)).status == 413
    assert list((tmp_path / "playground" / "files").iterdir()) == []
    assert (await house.client.post("/playground/file", params={"as": "marta"}, data=small)).status == 200


async def test_requests_that_are_none(house: House) -> None:
    post, query, is_json = house.client.post, {"as": "marta"}, {"Content-Type": "application/json"}
    asked = [
        (await post("/playground/act", params=query, data="{}"), 415),
        (await post("/playground/act", params=query, data="[" * 9000, headers=is_json), 400),
        (await post("/playground/act", params=query, json=[1]), 400),
        (await post("/playground/act", params=query, json={"text": "x" * 300_000}), 413),
        (await post("/playground/act", params={"as": "nobody"}, json={}), 404),
        (await post("/playground/file", params=query, json={}), 415),
        (await post("/playground/file", params=query, data=FormData({"file": BytesIO(b"x")})), 400),
        (await house.client.get("/playground/static/../adapter.py"), 404),
        (await house.client.get("/playground/static/js/none.js"), 404),
    ]  # fmt: skip
    assert [answer.status for answer, _ in asked] == [status for _, status in asked]
    assert house.bot.events == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:80"},
        {"Host": "["},
        {"Host": "evil@localhost"},
        {"Host": "localhost/evil.example"},
        {"Host": "localhost#evil.example"},
        {"Host": "localhost:http"},
        {"Host": "localhost:99999"},
        {"Host": " "},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_other_pages_cannot_drive_it(house: House, headers: dict[str, str]) -> None:
    house.headers = headers
    assert (await house.act("marta", kind="say", text="/card"))[0] == 403
    assert house.bot.events == []


async def test_other_machines_cannot_drive_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.Request, "remote", "192.0.2.7")
    house.headers = {"Host": f"localhost:{house.client.port}"}
    assert (await house.act("marta", kind="say", text="/card"))[0] == 403
    assert house.bot.events == []


async def test_its_own_page_can(house: House) -> None:
    port = house.client.port
    house.headers = {
        "Host": f"localhost:{port}",
        "Origin": f"http://localhost:{port}",
        "Sec-Fetch-Site": "same-origin",
    }
    assert (await house.act("marta", kind="say", text="/card"))[0] == 200


async def test_the_page_and_its_headers(house: House) -> None:
    page = await house.client.get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    body = await page.text()
    assert "<style" not in body
    assert "style=" not in body
    module = await house.client.get("/playground/static/js/main.js")
    assert module.headers["Cache-Control"] == "no-cache"
    again = await house.client.get("/playground/static/js/main.js", headers={"If-None-Match": module.headers["ETag"]})
    assert again.status == 304


async def test_a_button_edits_only_the_message_that_carries_it(house: House) -> None:
    await house.act("marta", kind="say", text="/card")
    await house.platform.send(ToChat(GROUP), HELLO, "d1")
    _, card, other = (await house.state("ben"))["group"]["messages"]
    await house.act("visitor", kind="join")
    status, body = await house.act("visitor", kind="press", message=other["id"], token="in")
    assert (status, body["reply"]["toast"]["text"]) == (200, "You are in.")
    assert (await house.said("ben"))[2] == "Hello"
    assert (await house.act("visitor", kind="press", message=card["id"], token="in"))[0] == 200
    assert "Vera Visitor" in (await house.said("ben"))[1]


async def test_own_messages_can_be_deleted_others_not(house: House) -> None:
    await house.act("marta", kind="say", text="oops")
    for account, status, left in (("ben", 404, ["oops"]), ("marta", 200, [])):
        asked = {"message": "m1"}
        answer = await house.client.post("/playground/delete", params={"as": account}, json=asked)
        assert (answer.status, await house.said("ben")) == (status, left)
