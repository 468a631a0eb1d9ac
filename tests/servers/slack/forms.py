"""Modals from the side of the person: filling in, submitting, closing, and what the app answers to that."""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.servers.slack.outbox import Delivery
from tests.servers.slack.surfaces import VALUE_KEYS, find, state, value
from tests.servers.slack.things import ApiError, Json, elements
from tests.servers.slack.view_methods import DEPTH_MAX, checked, kept_state, made
from tests.servers.slack.workspace import ResponseUrl

if TYPE_CHECKING:
    from tests.servers.slack.people import Person

ACTIONS = {"errors": "errors", "update": "view", "push": "view", "clear": None}


@dataclass
class Submission:
    """What came of a submission; `errors` are by block_id."""

    acked: bool
    body: Any
    errors: dict[str, str] = field(default_factory=dict)
    delivery: Delivery | None = None


async def submit(person: Person, values: Json) -> Submission:
    stack = person.space.stacks[person.id]
    assert stack, f"No modal is open for {person.name}"
    view = stack[-1]
    assert view["submit"] or not any(block["type"] == "input" for block in view["blocks"]), (
        "This modal cannot be submitted"
    )
    fill(person, view, values)
    complete(view)
    shown = copy.deepcopy(view | {"state": state(view["blocks"], view["state"]["values"])})
    payload = person._interaction("view_submission", view=shown, trigger_id=person.space.new_trigger(person.id))
    delivery = await person.interacts(payload | {"response_urls": _response_urls(person, shown)}, answerable=True)
    submission = Submission(delivery.acked, delivery.ack_body, delivery=delivery)
    if delivery.acked and any(one is view or one["id"] == view["id"] for one in stack):
        submission.errors = _answered(person, stack, view, delivery.ack_body)
    person.space.changes.happened()
    return submission


def fill(person: Person, view: Json, values: Json) -> None:
    for name, given in values.items():
        block, element = find(view["blocks"], name)
        filled = value(person.known(element), given)
        text = filled.get("value")
        if isinstance(text, str) and element["type"] == "plain_text_input":
            least, most = element.get("min_length", 0), element.get("max_length", 3_000)
            assert least <= len(text) <= most, f"{name!r} takes {least} to {most} characters"
        view["state"]["values"].setdefault(block["block_id"], {})[element["action_id"]] = filled


def complete(view: Json) -> None:
    """Slack does not let anybody submit while a required input is empty."""
    filled = state(view["blocks"], view["state"]["values"])["values"]
    for block, element in elements(view["blocks"]):
        if block["type"] == "input" and not block.get("optional"):
            content = filled[block["block_id"]][element["action_id"]].get(VALUE_KEYS[element["type"]])
            assert content not in (None, "", []), f"{block['label']['text']!r} is required"


def _response_urls(person: Person, view: Json) -> list[Json]:
    urls = []
    for block, element in elements(view["blocks"]):
        if element.get("response_url_enabled"):
            filled = view["state"]["values"][block["block_id"]][element["action_id"]]
            if channel := filled.get("selected_conversation") or filled.get("selected_channel"):
                url = person.space.new_response_url("app", ResponseUrl(channel, person.id, time.monotonic()))
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                urls.append(ids | {"channel_id": channel, "response_url": url})
    return urls


def _answered(person: Person, stack: list[Json], view: Json, body: Any) -> dict[str, str]:
    """Do with the modal what the acknowledgement says; the errors it gives."""
    space = person.space
    action = body.get("response_action") if isinstance(body, dict) else None
    at = next(number for number, one in enumerate(stack) if one["id"] == view["id"])
    if body in (None, {}, ""):
        _closed(stack, at)
        return {}
    if action not in ACTIONS or (ACTIONS[action] and ACTIONS[action] not in body):
        space.violate(f"The acknowledgement of a submission is not understood: {body!r:.200}")
        return {}
    if action == "errors":
        inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        for block_id, text in body["errors"].items():
            if block_id not in inputs or not text:
                space.violate(f"An error for {block_id!r}, which is no input of the modal, or without text")
        return dict(body["errors"])
    if action == "clear":
        stack.clear()
        return {}
    try:
        _shown(person, stack, at, action, body["view"])
    except ApiError as error:
        space.violate(f"response_action {action} was refused: {error.code}")
    return {}


def _shown(person: Person, stack: list[Json], at: int, action: str, view: Json) -> None:
    checked(person.space, f"response_action {action}", view, "modal", replaces=stack[at]["id"])
    if action == "push":
        if len(stack) >= DEPTH_MAX:
            raise ApiError("push_limit_reached")
        stack.append(made(person.space, view, below=stack[at]))
        return
    before = stack[at]
    stack[at] = made(person.space, view, before=before)
    stack[at]["state"] = kept_state(before, stack[at])


def _closed(stack: list[Json], at: int) -> None:
    if stack[at]["clear_on_close"]:
        stack.clear()
    else:
        del stack[at:]


async def close(person: Person) -> Delivery | None:
    """Close the modal on top; the app hears of it if it asked to."""
    stack = person.space.stacks[person.id]
    assert stack, f"No modal is open for {person.name}"
    view = stack[-1]
    _closed(stack, len(stack) - 1)
    person.space.changes.happened()
    if not view["notify_on_close"]:
        return None
    return await person.interacts(person._interaction("view_closed", view=copy.deepcopy(view), is_cleared=not stack))
