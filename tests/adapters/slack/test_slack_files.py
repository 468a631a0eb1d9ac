"""Files to Slack and from it."""

from __future__ import annotations

import pytest

from bot.chat.buttons import Button
from bot.chat.errors import Refused, SendError
from bot.chat.events import FileSent
from bot.chat.messages import Message, OutgoingFile
from bot.chat.text import paragraphs
from bot.ports import ToAccount, ToChat
from tests.adapters.slack.fakes import Stage, staged
from tests.house import whole
from tests.servers.slack import Person, Room


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


async def test_files_out(stage: Stage, ana: Person, room: Room) -> None:
    said = await ana.says(room, "Where is the map?")
    files = (
        OutgoingFile(await stage.store.put(b"\x89PNG"), "карта.png", "image/png", 4, alt="A map of <the> town"),
        OutgoingFile(await stage.store.put(b"a,b"), "list.csv", "text/csv", 3, alt="not for this kind"),
    )
    sent = await stage.slack.send(
        ToChat(room.id, said.ts), Message(paragraphs("Here"), ((Button("Ok", "o"),),), files), "1"
    )
    text, shared = stage.server.messages(room)[1:]
    assert (text.text, text.ts, list(text.buttons)) == ("Here", sent.message_id, ["Ok"])
    assert shared.files == [
        ("карта.png", "image/png", b"\x89PNG", "A map of <the> town"),
        ("list.csv", "text/csv", b"a,b", None),
    ]
    assert (text.thread_ts, shared.thread_ts) == (said.ts, said.ts)
    await stage.slack.send(ToAccount(ana.id), Message((), (), files[1:]), "2")
    assert [file.name for file in stage.server.messages(ana)[-1].files] == ["list.csv"]


async def test_a_file_that_cannot_be_sent_leaves_no_half_message(stage: Stage, room: Room) -> None:
    gone = Message(paragraphs("Here"), (), (OutgoingFile("nothing", "a.txt", "text/plain", 1),))
    with pytest.raises(Refused, match=r"a\.txt"):
        await stage.slack.send(ToChat(room.id), gone, "1")
    file = Message(paragraphs("Here"), (), (OutgoingFile(await stage.store.put(b"x"), "a.txt", "text/plain", 1),))
    stage.server.fail_next("upload", status=500)
    with pytest.raises(SendError, match="500"):
        await stage.slack.send(ToChat(room.id), file, "2")
    assert stage.server.messages(room) == []
    stage.server.fail_next("files.completeUploadExternal", error="internal_error")
    with pytest.raises(SendError):
        await stage.slack.send(ToChat(room.id), file, "3")
    await stage.slack.send(ToChat(room.id), file, "3")
    assert [message.text for message in stage.server.messages(room)] == ["Here", ""]


async def test_a_large_file_out(stage: Stage, ana: Person) -> None:
    data = b"x" * 3_000_000
    file = OutgoingFile(await stage.store.put(data), "all.zip", "application/zip", len(data))
    await stage.slack.send(ToAccount(ana.id), Message(paragraphs("Everything"), (), (file,)), "1")
    (sent,) = stage.server.messages(ana)[-1].files
    assert sent.bytes == data


async def sent_file(stage: Stage, ana: Person, data: bytes, name: str = "essay.pdf") -> FileSent:
    await ana.sends_file(None, name, data, text="Mine")
    await stage.server.settled()
    event = stage.bot.heard[-1]
    assert isinstance(event, FileSent)
    return event


async def test_files_in(stage: Stage, ana: Person) -> None:
    event = await sent_file(stage, ana, b"%PDF-1")
    assert (event.name, event.size, event.media_type, event.caption) == ("essay.pdf", 6, "application/pdf", "Mine")
    assert await whole(stage.slack.fetch(event.file_id)) == b"%PDF-1"
    with pytest.raises(KeyError):
        await whole(stage.slack.fetch("F0NOTHING"))
    page = await sent_file(stage, ana, b"<html>", "page.html")
    assert await whole(stage.slack.fetch(page.file_id)) == b"<html>"


async def test_files_that_cannot_be_had(stage: Stage, ana: Person) -> None:
    event = await sent_file(stage, ana, b"%PDF-1")
    for status, error in ((404, KeyError), (500, SendError), (403, Refused)):
        stage.server.fail_next("download", status=status)
        with pytest.raises(error):
            await whole(stage.slack.fetch(event.file_id))
    stage.server.scopes = stage.server.scopes - {"files:read"}
    with pytest.raises(Refused, match="files:read"):
        await whole(stage.slack.fetch(event.file_id))


async def test_a_file_over_the_limit() -> None:
    async with staged("socket", largest_file=5) as stage:
        ana = stage.server.person("Ana Nowak", email="ana@example.org")
        event = await sent_file(stage, ana, b"123456")
        with pytest.raises(Refused, match="larger"):
            await whole(stage.slack.fetch(event.file_id))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://slack.com.evil.example/x",
        "http://files.slack.com/x",
        "//x",
        "https://evilslack.com/",
        "https://files.slack.com:bad/",
    ],
)
async def test_the_token_goes_to_slack_alone(
    stage: Stage, ana: Person, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = stage.slack._live
    assert live

    async def elsewhere(method: str, **given: object) -> dict[str, object]:
        return {"file": {"url_private_download": url}}

    monkeypatch.setattr(live.api, "call", elsewhere)
    monkeypatch.setattr(live.api.session, "get", None)
    with pytest.raises(KeyError):
        await whole(live.files.fetch("F1"))
    assert live.files._is_slack("https://files.slack.com/files-pri/T1-F1/download/x")
    assert live.files._is_slack(stage.server.base_url.replace("/api/", "/files-pri/x"))
