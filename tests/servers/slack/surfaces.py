"""Where a person presses: messages, ephemeral messages, modals and App Homes, and what is filled in on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.servers.slack.rendering import message_json
from tests.servers.slack.things import Ephemeral, Json, Message, elements
from tests.servers.slack.typed_text import as_sent
from tests.servers.slack.workspace import Workspace

ONE_OPTION = ("static_select", "radio_buttons", "external_select", "overflow")
MANY_OPTIONS = ("multi_static_select", "checkboxes", "multi_external_select")
VALUE_KEYS = (
    {
        "plain_text_input": "value",
        "email_text_input": "value",
        "url_text_input": "value",
        "number_input": "value",
        "datepicker": "selected_date",
        "timepicker": "selected_time",
        "datetimepicker": "selected_date_time",
        "users_select": "selected_user",
        "conversations_select": "selected_conversation",
        "channels_select": "selected_channel",
        "multi_users_select": "selected_users",
        "multi_conversations_select": "selected_conversations",
        "multi_channels_select": "selected_channels",
        "rich_text_input": "rich_text_value",
        "file_input": "files",
    }
    | dict.fromkeys(ONE_OPTION, "selected_option")
    | dict.fromkeys(MANY_OPTIONS, "selected_options")
)
STATELESS = ("button", "overflow", "workflow_button")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]


def option(element: Json, label: str) -> Json:
    """The option with this label or value, as payloads carry it."""
    known = options_of(element)
    for one in known:
        if label in (one["text"]["text"], one["value"]):
            return {"text": one["text"], "value": one["value"]}
    raise AssertionError(f"There is no option {label!r}; there are {[one['text']['text'] for one in known]}")


def labels(block: Json, element: Json) -> list[str]:
    """By what a test may name an element."""
    shown = [part.get("text") for part in (element.get("text"), block.get("label"), element.get("placeholder")) if part]
    return [*shown, element.get("action_id", ""), block.get("block_id", "") if block["type"] == "input" else ""]


def find(blocks: list[Json], wanted: str) -> tuple[Json, Json]:
    found = [(block, element) for block, element in elements(blocks) if wanted in labels(block, element) and wanted]
    if not found:
        there = [labels(block, element) for block, element in elements(blocks)]
        raise AssertionError(f"There is nothing called {wanted!r} to press or fill in; there is {there}")
    return found[0]


def value(element: Json, given: Any) -> Json:
    """What a state says of an element once a person filled it in; None is empty."""
    kind = element["type"]
    key = VALUE_KEYS[kind]
    several = kind.startswith("multi_") or kind == "checkboxes"
    if several:
        given = [] if given is None else [given] if isinstance(given, str) or hasattr(given, "id") else list(given)
    ids = [getattr(one, "id", one) for one in (given if several else [given])]
    if kind in MANY_OPTIONS:
        filled: Any = [option(element, label) for label in ids]
    elif kind in ONE_OPTION:
        filled = None if given is None else option(element, ids[0])
    elif kind == "datepicker" and given is not None and not DATE.fullmatch(str(given)):
        raise AssertionError(f"{given!r} is no date")
    elif kind == "rich_text_input":
        filled = as_sent(given, "")[1][0] if given else None
    elif kind == "datetimepicker":
        filled = None if given is None else int(given)
    else:
        filled = ids if several else None if ids[0] is None else str(ids[0])
    return {"type": kind, key: filled}


def initial(element: Json) -> Json:
    """What a state says of an element before anybody touched it."""
    key = VALUE_KEYS[element["type"]]
    name = {"value": "initial_value", "rich_text_value": "initial_value"}.get(key, key.replace("selected", "initial"))
    several = element["type"].startswith("multi_") or element["type"] in ("checkboxes", "file_input")
    filled = element.get(name, [] if several else None)
    if isinstance(filled, dict) and "value" in filled:
        filled = {"text": filled["text"], "value": filled["value"]}
    return {"type": element["type"], key: filled}


def state(blocks: list[Json], touched: Json) -> Json:
    """The values of all elements that hold one."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] not in STATELESS:
            filled = touched.get(block["block_id"], {}).get(element["action_id"]) or initial(element)
            values.setdefault(block["block_id"], {})[element["action_id"]] = filled
    return {"values": values}


@dataclass
class Surface:
    """A thing with blocks as a payload tells of it; `touched` holds what this person filled in."""

    blocks: list[Json]
    told: Json
    touched: Json
    channel: str | None = None
    thread_ts: str | None = None
    original: Message | Ephemeral | None = None


def surface(space: Workspace, user_id: str, what: Message | Ephemeral | Json, chosen: dict[str, Json]) -> Surface:
    """`chosen` is what this person filled in on messages, by their ts."""
    if isinstance(what, dict):
        standing = [*space.stacks[user_id], *([space.homes[user_id]] if user_id in space.homes else [])]
        view = next((view for view in standing if view["id"] == what["id"]), None)
        assert view is not None, "This view is no longer open"
        touched = view["state"]["values"]
        shown = view | {"state": state(view["blocks"], touched)}
        told = {"container": {"type": "view", "view_id": view["id"]}, "view": shown, "state": shown["state"]}
        return Surface(view["blocks"], told, touched)
    assert not what.deleted, "This message was deleted"
    touched = chosen.setdefault(what.ts, {})
    fleeting = isinstance(what, Ephemeral)
    container: Json = {"type": "message", "message_ts": what.ts, "channel_id": what.channel, "is_ephemeral": fleeting}
    if what.thread_ts:
        container["thread_ts"] = what.thread_ts
    told = {"container": container, "state": state(what.blocks, touched)}
    if isinstance(what, Message):
        told["message"] = message_json(space, what)
    else:
        assert what.user == user_id, "This message is shown to somebody else"
    return Surface(what.blocks, told, touched, what.channel, what.thread_ts, what)
