"""Any JSON gives an event or a refusal; each kind of payload gives its event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.playground.posted import Draft, Kept, Posted
from bot.adapters.playground.translate import Refusal, Scene, payload_of, translate
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FileSent,
    FormSubmitted,
    MemberJoined,
    MessagePosted,
    Place,
    Sender,
)
from tests.adapters.playground.fakes import GROUP, PEOPLE, START, private_chat

ID = "0b0e4c1a-77b4-4c1e-9d1f-0123456789ab"
MARTA = PEOPLE[0]
PRIVATE = private_chat("marta")
UPLOAD = Kept("f" * 32, "plan.pdf", 7, "application/pdf")


def _posted(message_id: str, author: str | None, chat: str = GROUP, thread: str | None = None) -> Posted:
    content = {"text": "hi"} if author else {"blocks": [], "buttons": [[{"label": "?", "token": "t:1"}]]}
    draft = Draft(chat, author, "x", START, content, thread=thread)
    return Posted(message_id, 1, 1, f"playground:{ID}", draft)


MESSAGES = {
    "m1": _posted("m1", None),
    "m2": _posted("m2", "ben"),
    "m3": _posted("m3", None, thread="m2"),
    "m4": _posted("m4", None, chat=private_chat("ben")),
    "m5": _posted("m5", "ben"),
    "m6": _posted("m6", "tomas", thread="m5"),
}
LAST = {"m2": MESSAGES["m3"], "m5": MESSAGES["m6"]}
SCENE = Scene(MARTA, True, GROUP, START, "groupmate", MESSAGES.get, LAST.get)


def made(**payload: Any) -> Event:
    return translate({"id": ID, "chat": GROUP, **payload}, SCENE, UPLOAD)


@pytest.mark.parametrize(
    ("text", "name", "args"),
    [
        ("/status", "status", ""),
        ("  /Absent  tomorrow ill ", "absent", "tomorrow ill"),
        ("/absent@GroupMate tomorrow\nill", "absent", "tomorrow\nill"),
        ("/check-in", "check-in", ""),
    ],
)
def test_commands(text: str, name: str, args: str) -> None:
    event = made(kind="say", text=text)
    assert isinstance(event, CommandInvoked)
    assert (event.name, event.args) == (name, args)


@pytest.mark.parametrize(
    ("text", "bare", "addressed"),
    [
        ("hello", "hello", False),
        ("@groupmate: when is it?", "when is it?", True),
        ("say, @GROUPMATE when is it?", "say, when is it?", True),
        ("mail@groupmate.example", "mail@groupmate.example", False),
        ("@groupmates are we", "@groupmates are we", False),
        ("/status@otherbot", "/status@otherbot", False),
        ("/home/me", "/home/me", False),
        ("/ no", "/ no", False),
        ("a\x00b\x1b[0m", "ab[0m", False),
    ],
)
def test_messages_in_the_group(text: str, bare: str, addressed: bool) -> None:
    event = made(kind="say", text=text)
    assert isinstance(event, MessagePosted)
    assert (event.text, event.addressed) == (bare, addressed)


@pytest.mark.parametrize(
    ("where", "addressed"),
    [
        ({"reply_to": "m1"}, True),
        ({"reply_to": "m2"}, False),
        ({"thread": "m1"}, True),
        ({"thread": "m2"}, True),
        ({"thread": "m5"}, False),
        ({"chat": PRIVATE}, True),
    ],
)
def test_whom_it_addresses(where: dict[str, str], addressed: bool) -> None:
    event = made(kind="say", text="and then?", **where)
    assert isinstance(event, MessagePosted)
    assert event.addressed is addressed


def test_the_other_kinds() -> None:
    sender = Sender("playground", "marta", "Marta Nowak", "marta@example.org")
    common: dict[str, Any] = {"event_id": f"playground:{ID}", "at": START, "sender": sender}
    group, private = Place("playground", GROUP, "group"), Place("playground", PRIVATE, "private")
    opens: dict[str, Any] = {"can_open_form": True}
    assert made(kind="press", message="m3", token="t:1") == ButtonPressed(
        **common, **opens, place=replace(group, thread_id="m2"), message_id="m3", token="t:1"
    )
    assert made(kind="press", message="m3", token="t:2") == ButtonPressed(
        **common, **opens, place=replace(group, thread_id="m2"), message_id=None, token="t:2"
    )
    assert made(kind="submit", chat=PRIVATE, form="f", context="c", values={"a": " b "}, can_open_form=False) == (
        FormSubmitted(**common, place=private, form="f", context="c", values={"a": "b"})
    )
    assert made(kind="file", text="mine") == FileSent(
        **common, **opens, place=group, file_id="f" * 32, name="plan.pdf", size=7, media_type="application/pdf",
        caption="mine",
    )  # fmt: skip
    assert made(kind="join") == MemberJoined(**common, place=group)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"kind": "say", "text": "hi", "chat": private_chat("ben")}, "chat: not one of yours"),
        ({"kind": "say", "text": " \n"}, "text: there is none"),
        ({"kind": "say", "text": "\ud800"}, "say.text: "),
        ({"kind": "say", "text": "x" * 20_001}, "say.text: "),
        ({"kind": "say", "text": "hi", "reply_to": "m4"}, "reply_to: no such message"),
        ({"kind": "say", "text": "hi", "thread": "m3"}, "thread: not the first"),
        ({"kind": "say", "text": "hi", "email": "a@b.c"}, "say.email: "),
        ({"kind": "say", "text": 7}, "say.text: "),
        ({"kind": "press", "message": "m2", "token": "x"}, "message: it has no buttons"),
        ({"kind": "press", "message": "m4", "token": "x"}, "message: no such message"),
        ({"kind": "press", "message": "m1", "token": "é" * 40}, "token: longer"),
        ({"kind": "press", "message": "m1", "token": "x", "id": "1"}, "press.id: "),
        ({"kind": "join", "chat": PRIVATE}, "chat: not a group"),
        ({"kind": "dance"}, "payload: "),
    ],
)
def test_refusals_say_why(payload: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        made(**payload)
    assert str(refused.value).startswith(reason)


def test_a_stranger_is_not_in_the_group() -> None:
    with pytest.raises(Refusal):
        translate({"id": ID, "kind": "say", "chat": GROUP, "text": "hi"}, replace(SCENE, in_group=False))


def test_a_message_makes_its_payload_again() -> None:
    draft = Draft(GROUP, "marta", "Marta", START, {"text": "@groupmate hi"}, reply_to="m2")
    payload = payload_of(Posted("m9", 9, 9, f"playground:{ID}", draft))
    assert translate(payload, SCENE) == made(kind="say", text="@groupmate hi", reply_to="m2")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_near = st.fixed_dictionaries(
    {"kind": st.sampled_from(["say", "file", "press", "submit", "join"]), "id": st.just(ID) | _json},
    optional={
        "chat": st.sampled_from([GROUP, PRIVATE]) | _json,
        "text": st.text() | _json,
        "thread": st.sampled_from(["m1", "m4"]) | _json,
        "reply_to": st.sampled_from(["m1", "m4"]) | _json,
        "message": st.sampled_from(["m1", "m4"]) | _json,
        "token": st.text() | _json,
        "form": st.text() | _json,
        "values": st.dictionaries(st.text(), st.text()) | _json,
    },
)


@given(_json | _near)
def test_any_json_is_an_event_or_a_refusal(payload: object) -> None:
    try:
        event = translate(payload, SCENE, UPLOAD)
    except Refusal:
        return
    assert event.place.chat_id in (GROUP, PRIVATE)
    assert event.sender.account_id == "marta"
