"""From captured payloads to events, one of each kind; and that no JSON whatever makes another error than a refusal."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack.events import READERS
from bot.adapters.slack.translate import Refusal, Scene, translate
from bot.adapters.slack.typed import words_of
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FileSent,
    FormSubmitted,
    GroupMoved,
    GroupTouched,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    Place,
    Sender,
)
from tests.adapters.slack.fakes import SAMPLES
from tests.thorough import examples

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NAMES = {"U0IGORBABA": "Igor & Baba"}
SCENE = Scene("U0GROUPMATE", NOW, True, NAMES.get, {"U0ANANOWAK": "D0ANANOWAK"}.get)
TS, ROOT = "1763802000.000100", "1763801000.000100"
TRIGGER = "slack:U0ANANOWAK:13345224609.738474920.8088930838d88f008e0"
CHANNEL = Place("slack", "C0COHORT01", "group")
TRAINERS = Place("slack", "C0TRAINERS", "group")
DM = Place("slack", "D0ANANOWAK", "private")
ANA = Sender("slack", "U0ANANOWAK", "U0ANANOWAK")
IGOR = Sender("slack", "U0IGORBABA", "U0IGORBABA")
LEA = Sender("slack", "W0LEAMORAV", "W0LEAMORAV")


def instant(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)


def posted(place: Place = CHANNEL, ts: str = TS, sender: Sender = ANA) -> dict[str, Any]:
    key = f"slack:T0COHORT01:{place.chat_id}:{ts}"
    return {"event_id": key, "at": instant(ts), "sender": sender, "place": place, "message_id": ts}


def told(name: str, place: Place = CHANNEL, sender: Sender = ANA, ts: str = TS) -> dict[str, Any]:
    key = f"slack:{SAMPLES[name]['event_id']}"
    return {"event_id": key, "at": instant(ts), "sender": sender, "place": place}


def asked(place: Place) -> dict[str, Any]:
    return {"event_id": TRIGGER, "at": NOW, "sender": ANA, "place": place, "can_open_form": True}


def pressed(place: Place, message_id: str | None) -> tuple[Event, ...]:
    return (ButtonPressed(**asked(place), message_id=message_id, token="ci:1:2"),)


IN_THREAD = Place("slack", "C0COHORT01", "group", TS)
FILES = posted(DM)
OWN_BOT = Sender("slack", "U0GROUPMATE", "U0GROUPMATE")
FORM = {"reason": "I am <ill> & tired", "how": "online", "day": "2026-11-24", "at": "09:30", "more": ""}

EXPECTED: dict[str, tuple[Event, ...]] = {
    "app_home_messages": (),
    "app_home_opened": (HomeOpened(**told("app_home_opened", DM)),),
    "app_mention": (),
    "block_actions": pressed(CHANNEL, TS),
    "block_actions_dm": pressed(DM, TS),
    "block_actions_ephemeral": pressed(CHANNEL, None),
    "block_actions_home": pressed(DM, None),
    "block_actions_thread": pressed(Place("slack", "C0COHORT01", "group", ROOT), TS),
    "block_actions_url": (),
    "channel_archive": (GroupTouched(**told("channel_archive")),),
    "channel_id_changed": (GroupMoved(**told("channel_id_changed", TRAINERS, OWN_BOT), new_chat_id="C0TRAINER2"),),
    "channel_left": (GroupTouched(**told("channel_left")),),
    "channel_rename": (GroupTouched(**told("channel_rename", sender=OWN_BOT)),),
    "channel_unarchive": (GroupTouched(**told("channel_unarchive")),),
    "command": (CommandInvoked(**asked(CHANNEL), name="checkin", args="day 2 & 3"),),
    "command_dm": (CommandInvoked(**asked(DM), name="status"),),
    "command_empty": (CommandInvoked(**asked(CHANNEL), name="help"),),
    "command_mpim": (CommandInvoked(**asked(Place("slack", "G0MPIMANA1", "circle")), name="help"),),
    "command_words": (CommandInvoked(**asked(CHANNEL), name="¿qué?"),),
    "group_archive": (GroupTouched(**told("group_archive", TRAINERS)),),
    "group_left": (GroupTouched(**told("group_left", TRAINERS)),),
    "group_rename": (GroupTouched(**told("group_rename", TRAINERS, OWN_BOT)),),
    "group_unarchive": (GroupTouched(**told("group_unarchive", TRAINERS)),),
    "member_joined_channel": (MemberJoined(**told("member_joined_channel", sender=LEA)),),
    "member_joined_channel_bot": (GroupTouched(**told("member_joined_channel_bot"), added=True),),
    "member_left_channel": (MemberLeft(**told("member_left_channel", sender=IGOR)),),
    "member_left_channel_bot": (),
    "message": (MessagePosted(**posted(), text="Where is the <plan> of the course, @Igor & Baba?", addressed=False),),
    "message_action": (
        MessagePosted(**asked(IN_THREAD), message_id=TS, text="Does anybody know when we meet?", addressed=True),
    ),
    "message_action_dm": (MessagePosted(**asked(DM), message_id=TS, text="When do we meet?", addressed=True),),
    "message_bot": (),
    "message_changed": (
        MessageEdited(
            **told("message_changed", ts="1763802010.000300"), message_id=TS, text="I mean Tuesday", addressed=True
        ),
    ),
    "message_channel_topic": (),
    "message_deleted": (
        MessageDeleted(
            **told("message_deleted", Place("slack", "C0COHORT01", "group", ROOT), ts="1763802010.000300"),
            message_id=TS,
        ),
    ),
    "message_deleted_with_replies": (
        MessageDeleted(**told("message_deleted_with_replies", ts="1763802010.000300"), message_id=TS),
    ),
    "message_file_external": (
        MessagePosted(**posted(), text="See\nPlan https://docs.example.org/plan", addressed=False),
    ),
    "message_file_tombstone": (),
    "message_files": (
        FileSent(
            **{**FILES, "event_id": f"{FILES['event_id']}:F0ONE000001"},
            file_id="F0ONE000001",
            name="essay.pdf",
            size=2048,
            media_type="application/pdf",
            caption="My homework",
        ),
        FileSent(
            **{**FILES, "event_id": f"{FILES['event_id']}:F0TWO000002"},
            file_id="F0TWO000002",
            name="obrázok.png",
            size=4096,
            media_type="image/png",
        ),
    ),
    "message_im": (MessagePosted(**posted(DM), text="What is next?", addressed=True),),
    "message_im_command": (CommandInvoked(**posted(DM), name="checkin", args="day 2"),),
    "message_me": (MessagePosted(**posted(), text="is here", addressed=False),),
    "message_mention": (
        MessagePosted(**posted(), text="when do we meet, @U0SOMEBODY? @here @coaches #cohort 22 Nov", addressed=True),
    ),
    "message_mpim": (
        MessagePosted(
            **posted(Place("slack", "G0MPIMANA1", "circle"), sender=LEA), text="Shall we pair up?", addressed=False
        ),
    ),
    "message_own": (),
    "message_private_channel": (
        MessagePosted(**posted(TRAINERS, sender=IGOR), text="Hello trainers", addressed=False),
    ),
    "message_slackbot": (),
    "message_thread_broadcast": (
        MessagePosted(**posted(IN_THREAD, "1763802001.000200"), text="Solved", addressed=False, reply_to=TS),
    ),
    "message_thread_reply": (
        MessagePosted(**posted(IN_THREAD, "1763802001.000200"), text="Thanks!", addressed=True, reply_to=TS),
    ),
    "message_unfurled": (),
    "shortcut": (CommandInvoked(**asked(DM), name="status"),),
    "user_change": (),
    "view_closed": (),
    "view_submission": (
        FormSubmitted(
            **{
                **asked(Place("slack", "C0COHORT01", "group", ROOT)),
                "event_id": "slack:submit:V0FORM0001:bb3b4400c2cd1634",
            },
            form="absence",
            context="session=2",
            values=FORM,
        ),
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_kind_of_payload(name: str) -> None:
    assert translate(SAMPLES[name], SCENE) == EXPECTED[name]


def test_there_is_a_sample_of_each_event() -> None:
    assert {sample["event"]["type"] for sample in SAMPLES.values() if "event" in sample} == READERS.keys()
    assert SAMPLES.keys() == EXPECTED.keys()


def test_a_mention_is_one_event_whichever_way_it_comes() -> None:
    mention = SAMPLES["app_mention"]
    without_history = Scene(SCENE.bot, NOW, False, SCENE.name_of, SCENE.dm_of)
    (heard,) = translate(mention, without_history)
    as_message = copy.deepcopy(mention)
    as_message["event"] |= {"type": "message", "channel_type": "channel"}
    assert translate(mention, SCENE) == ()
    assert translate(as_message, SCENE) == (heard,)


def test_the_same_answers_are_one_submission_and_other_answers_another() -> None:
    def submit(reason: str) -> str:
        payload = copy.deepcopy(SAMPLES["view_submission"])
        payload["view"]["state"]["values"]["reason"]["value"]["value"] = reason
        return translate(payload, SCENE)[0].event_id

    assert submit("ill") == submit("ill ")
    assert submit("ill") != submit("well")


def test_places_while_the_private_chat_is_unknown() -> None:
    unknown = Scene(SCENE.bot, NOW, True, SCENE.name_of, lambda account: None)
    places = [translate(SAMPLES[name], unknown)[0].place for name in ("command_dm", "block_actions_home", "shortcut")]
    assert places == [Place("slack", "U0ANANOWAK", "private")] * 3


@pytest.mark.parametrize(
    ("typed", "words", "mentioned"),
    [
        ("<@U0GROUPMATE>, help", "help", True),
        ("<@U0GROUPMATE|groupmate> help", "help", True),
        ("<@U0GROUPMATE> /groupmate  checkin 2", "/checkin 2", True),
        ("ask <@U0GROUPMATE> about it", "ask about it", True),
        ("<@U0IGORBABA|igor> &amp;lt; 3", "@igor &lt; 3", False),
        ("<mailto:a@example.org|a@example.org> <tel:123>", "a@example.org 123", False),
        ("<https://example.org/?a&amp;b>", "https://example.org/?a&b", False),
        ("<!channel> <!everyone> <!subteam^S1>", "@channel @everyone subteam", False),
        ("a < b > c <>", "a < b > c <>", False),
        ("سلام <@U0IGORBABA>", "سلام @Igor & Baba", False),
    ],
)
def test_words_as_people_see_them(typed: str, words: str, mentioned: bool) -> None:
    assert words_of(typed, SCENE.bot, SCENE.name_of) == (words, mentioned)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def check(payload: object) -> None:
    try:
        events = translate(payload, SCENE)
    except Refusal:
        return
    assert all(event.event_id.startswith("slack:") and event.at.tzinfo and event.place.chat_id for event in events)
    repr(events).encode()


@given(JSON)
def test_any_json_gives_events_or_a_refusal(payload: object) -> None:
    check(payload)


def paths(value: object, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, each in inside for path in paths(each, (*at, key)))]


@settings(max_examples=examples(400))
@given(st.data())
def test_any_change_to_a_sample_gives_events_or_a_refusal(data: st.DataObject) -> None:
    payload = copy.deepcopy(SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(payload)[1:]))
        holder = payload
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = data.draw(JSON | st.text(alphabet="\ud800\x00<>&|@#!^1.", max_size=20))
    check(payload)
