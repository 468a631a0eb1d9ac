"""Each kind of update gives its events; any JSON gives events, nothing, or a refusal."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.telegram.translate import translate
from bot.adapters.telegram.words import Me, Refusal
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
    Place,
    PrivateChatChanged,
    Sender,
)
from tests.adapters.telegram.conftest import NOW
from tests.thorough import examples

ME = Me(7012345678, "groupmate_bot")
PAYLOADS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[2] / "payloads" / "telegram").glob("*.json"))
}
AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 8, 16, tzinfo=UTC)
MARTA = Sender("telegram", "5301877412", "Marta Nowak", language="pl")
BEN = Sender("telegram", "5398112077", "Ben", language="en")
IOANA = Sender("telegram", "5377000111", "Ioana")
WITH_MARTA = Place("telegram", "5301877412", "private")
WITH_BEN = Place("telegram", "5398112077", "private")
GROUP = Place("telegram", "-1002233445566", "group")
TOPIC = replace(GROUP, thread_id="12")
BASIC = Place("telegram", "-4410987654", "group")
JOINED = "telegram:7012345678:joined:-1002233445566"
LEFT = "telegram:7012345678:left:-1002233445566:5398112077:1772439300"
MOVED = "telegram:7012345678:moved:-4410987654:-1002233445566"
ANONYMOUS = Sender("telegram", "1087968824", "Group")


def common(name: str, sender: Sender, place: Place, at: datetime = AT, **changes: Any) -> dict[str, Any]:
    """What the events of a sample share, unless the sample says otherwise."""
    update = PAYLOADS[name]
    message = update.get("message") or update.get("edited_message") or {}
    return {
        "event_id": f"telegram:7012345678:{update['update_id']}", "at": at, "sender": sender, "place": place,
        "message_id": str(message["message_id"]) if "message_id" in message else None, **changes,
    }  # fmt: skip


def posted(name: str, sender: Sender, place: Place, text: str, addressed: bool, reply_to: str | None = None) -> Event:
    return MessagePosted(**common(name, sender, place), text=text, addressed=addressed, reply_to=reply_to)


def sent(
    name: str, sender: Sender, place: Place, file_id: str, called: str, size: int, kind: str, caption: str = ""
) -> Event:
    given = common(name, sender, place)
    return FileSent(**given, file_id=file_id, name=called, size=size, media_type=kind, caption=caption)


def pressed(name: str, sender: Sender, place: Place, token: str, message_id: str | None) -> Event:
    return ButtonPressed(**common(name, sender, place, NOW, message_id=message_id), token=token)


def touched(name: str, place: Place = GROUP, *, added: bool = False) -> Event:
    return GroupTouched(**common(name, MARTA, place, message_id=None), added=added)


def membership(kind: type[Event], event_id: str, who: Sender) -> Event:
    return kind(event_id=event_id, at=AT, sender=who, place=GROUP)


FILE = "BQACAgIAAxkBAAIBsample"
BUTTONED = str(PAYLOADS["callback_query"]["callback_query"]["message"]["message_id"])
ANSWERED = {
    name: str(PAYLOADS[name]["message"]["reply_to_message"]["message_id"])
    for name in ("message_reply_to_bot", "message_reply_to_person")
}
EVENTS: dict[str, tuple[Event, ...]] = {
    "message_private": (posted("message_private", MARTA, WITH_MARTA, "When is the next session?", True),),
    "message_group": (posted("message_group", BEN, GROUP, "See you all tomorrow 👋", False),),
    "message_mention": (posted("message_mention", BEN, GROUP, "👋 when is it?", True),),
    "message_text_mention": (posted("message_text_mention", BEN, GROUP, "when is it?", True),),
    "message_reply_to_bot": (
        posted("message_reply_to_bot", MARTA, GROUP, "and where?", True, ANSWERED["message_reply_to_bot"]),
    ),
    "message_reply_to_person": (
        posted("message_reply_to_person", MARTA, GROUP, "me too", False, ANSWERED["message_reply_to_person"]),
    ),
    "message_topic": (posted("message_topic", MARTA, TOPIC, "here I am", False),),
    "message_forwarded": (posted("message_forwarded", MARTA, WITH_MARTA, "Bring a laptop.", True),),
    "command_private": (
        CommandInvoked(**common("command_private", MARTA, WITH_MARTA), name="absent", args="tomorrow, ill"),
    ),
    "command_group": (CommandInvoked(**common("command_group", MARTA, GROUP), name="status", args=""),),
    "command_start": (CommandInvoked(**common("command_start", MARTA, WITH_MARTA), name="start", args="J7Q2-X9PL"),),
    "command_other_bot": (),
    "edited_message": (
        MessageEdited(**common("edited_message", MARTA, GROUP, LATER), text="when is session 4?", addressed=True),
    ),
    "edited_caption": (
        MessageEdited(**common("edited_caption", MARTA, WITH_MARTA, LATER), text="my roadmap, final", addressed=True),
    ),
    "edited_location": (),
    "document": (
        sent("document", MARTA, WITH_MARTA, FILE, "roadmap.pdf", 48213, "application/pdf", "my roadmap"),
    ),
    "photo": (sent("photo", MARTA, GROUP, "AgAClarge", "photo-2026-03-02.jpg", 151873, "image/jpeg", "our team"),),
    "video": (sent("video", BEN, WITH_BEN, FILE, "IMG_0412.MOV", 2400512, "video/quicktime"),),
    "animation": (sent("animation", BEN, WITH_BEN, FILE, "animation-2026-03-02.mp4", 88123, "video/mp4"),),
    "audio": (sent("audio", BEN, WITH_BEN, FILE, "pitch.mp3", 2900112, "audio/mpeg"),),
    "voice": (sent("voice", BEN, WITH_BEN, FILE, "voice-2026-03-02.ogg", 15021, "audio/ogg"),),
    "video_note": (sent("video_note", BEN, WITH_BEN, FILE, "video-2026-03-02.mp4", 401223, "video/mp4"),),
    "callback_query": (pressed("callback_query", MARTA, TOPIC, "ci:3", BUTTONED),),
    "callback_query_forged": (pressed("callback_query_forged", BEN, GROUP, "ci:4", None),),
    "callback_query_gone": (pressed("callback_query_gone", MARTA, GROUP, "ci:3", None),),
    "members_joined": (
        membership(MemberJoined, f"{JOINED}:5398112077:1772439300", BEN),
        membership(MemberJoined, f"{JOINED}:5377000111:1772439300", IOANA),
    ),
    "member_joined_by_link": (membership(MemberJoined, f"{JOINED}:5398112077:1772439300", BEN),),
    "member_left": (membership(MemberLeft, LEFT, BEN),),
    "member_removed": (membership(MemberLeft, LEFT, BEN),),
    "member_restricted": (),
    "bot_added": (touched("bot_added", BASIC, added=True),),
    "bot_promoted": (touched("bot_promoted"),),
    "bot_removed": (touched("bot_removed"),),
    "bot_blocked": (PrivateChatChanged(**common("bot_blocked", MARTA, WITH_MARTA), open=False),),
    "bot_unblocked": (PrivateChatChanged(**common("bot_unblocked", MARTA, WITH_MARTA), open=True),),
    "group_moved_from_old": (
        GroupMoved(event_id=MOVED, at=AT, sender=MARTA, place=BASIC, new_chat_id=GROUP.chat_id),
    ),
    "group_moved_from_new": (
        GroupMoved(event_id=MOVED, at=AT, sender=ANONYMOUS, place=BASIC, new_chat_id=GROUP.chat_id),
    ),
    "group_renamed": (touched("group_renamed"),),
    "topic_created": (),
    "sticker": (),
    "poll": (),
}  # fmt: skip

REFUSALS = {
    "anonymous_admin": "a command by an anonymous administrator",
    "linked_channel": "written in the name of a chat: by an anonymous administrator, or by a channel",
    "channel_post": "of a kind that is not asked for: channel_post",
    "other_bot": "written by a bot",
    "via_bot": "written through the bot itself",
    "unknown_kind": "of a kind that is not asked for: message_from_the_future",
}


def changed(name: str, *path: str | int, to: Any) -> dict[str, Any]:
    """A sample with one value changed."""
    update: Any = deepcopy(PAYLOADS[name])
    inner = update
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return dict(update)


def test_each_sample_is_told_about() -> None:
    assert PAYLOADS.keys() == EVENTS.keys() | REFUSALS.keys()


@pytest.mark.parametrize("name", EVENTS)
def test_events(name: str) -> None:
    assert translate(PAYLOADS[name], ME, NOW) == EVENTS[name]


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_say_why(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        translate(PAYLOADS[name], ME, NOW)
    assert str(refused.value) == REFUSALS[name]


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ([], "an update is a JSON object"),
        ({}, "malformed: KeyError"),
        ({"update_id": 1}, "of a kind that is not asked for: none"),
        (changed("callback_query", "callback_query", "data", to="é" * 33), "a button token that does not have 1 to 64 bytes"),
        (changed("callback_query", "callback_query", "message", to=None), "a press on something other than a button of a message"),
        (changed("callback_query", "callback_query", "from", "is_bot", to=True), "pressed by a bot"),
        (changed("message_group", "message", "chat", "type", to="channel"), "in a channel"),
        (changed("message_group", "message", "chat", "id", to="-100"), "malformed: an id that is no whole number"),
        (changed("message_group", "message", "text", to=["x"]), "malformed: a text is a list"),
        (changed("document", "message", "document", "file_size", to=-1), "malformed: a file without a size in bytes"),
        (changed("bot_added", "my_chat_member", "date", to=10**20), "malformed: OverflowError"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_refused(update: object, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        translate(update, ME, NOW)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("text", "length", "name", "args"),
    [
        ("/status", 7, "status", ""),
        ("/STATUS@GROUPMATE_BOT  now\nplease ", 21, "status", "now\nplease"),
        ("/absent 👩‍👩‍👧 tomorrow", 7, "absent", "👩‍👩‍👧 tomorrow"),
    ],
)
def test_commands(text: str, length: int, name: str, args: str) -> None:
    update = changed("command_private", "message", "text", to=text)
    update["message"]["entities"][0]["length"] = length
    (event,) = translate(update, ME, NOW)
    assert isinstance(event, CommandInvoked)
    assert (event.name, event.args) == (name, args)


def test_what_looks_like_a_command_further_on_is_none() -> None:
    update = changed("command_private", "message", "text", to="use /status")
    update["message"]["entities"][0] |= {"offset": 4, "length": 7}
    (event,) = translate(update, ME, NOW)
    assert isinstance(event, MessagePosted)
    assert event.text == "use /status"


def test_names_and_texts_hold_nothing_that_steers() -> None:
    update = changed("message_private", "message", "from", "first_name", to="Ma\x00rta\x1b[31m\ud83d")
    update["message"]["text"] = " a\x00b\r\nc\udc00 "
    (event,) = translate(update, ME, NOW)
    assert isinstance(event, MessagePosted)
    assert (event.sender.name, event.text) == ("Marta[31m Nowak", "ab\nc")


@pytest.mark.parametrize("status", ["administrator", "restricted"])
def test_the_bot_is_added_however_it_comes_in(status: str) -> None:
    """Also where the server leaves out rights that the library asks for."""
    update = changed("bot_added", "my_chat_member", "new_chat_member", "status", to=status)
    update["my_chat_member"]["new_chat_member"]["is_member"] = True
    assert translate(update, ME, NOW) == EVENTS["bot_added"]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, inner in steps for deeper in _paths(inner, (*path, key)))]


@st.composite
def _near(draw: st.DrawFn) -> object:
    """A sample with a few of its values exchanged or gone."""
    update: Any = deepcopy(PAYLOADS[draw(st.sampled_from(sorted(PAYLOADS)))])
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([path for path in _paths(update) if path]))
        inner = update
        for step in way:
            inner = inner[step]
        if draw(st.booleans()):
            inner[last] = draw(_json)
        else:
            del inner[last]
        if not _paths(update)[1:]:
            break
    return update


def _texts(event: Event) -> list[object]:
    return [
        getattr(event, name)
        for name in ("text", "name", "args", "token", "file_id", "caption", "media_type")
        if hasattr(event, name)
    ]


@settings(max_examples=examples(600), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_json | _near())
def test_any_json_is_events_or_a_refusal(update: object) -> None:
    try:
        events = translate(update, ME, NOW)
    except Refusal:
        return
    for event in events:
        assert event.at.tzinfo is UTC
        texts = [event.event_id, event.sender.account_id, event.sender.name, event.place.chat_id, *_texts(event)]
        assert all(isinstance(text, str) for text in texts)
        "".join(map(str, texts)).encode()
        int(event.sender.account_id)
        int(event.place.chat_id)
