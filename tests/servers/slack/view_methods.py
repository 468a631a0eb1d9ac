"""Methods of modals and App Homes."""

from __future__ import annotations

import copy
import secrets

from tests.servers.slack.block_rules import wrong_in_view
from tests.servers.slack.chat_methods import refuse
from tests.servers.slack.mrkdwn_rules import wrong_in_parts
from tests.servers.slack.things import ApiError, Json, elements
from tests.servers.slack.workspace import Workspace

DEPTH_MAX = 3


def made(space: Workspace, view: Json, before: Json | None = None, below: Json | None = None) -> Json:
    """A view as Slack keeps it: `before` is the one it replaces, `below` the one it is put on."""
    view_id = before["id"] if before else space.new_id("V")
    kept: Json = {
        "id": view_id,
        "team_id": space.team_id,
        "app_id": space.app_id,
        "bot_id": space.bot_id,
        "app_installed_team_id": space.team_id,
        "type": view["type"],
        "title": view.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "blocks": space.named(copy.deepcopy(view["blocks"])),
        "close": view.get("close"),
        "submit": view.get("submit"),
        "callback_id": view.get("callback_id", ""),
        "private_metadata": view.get("private_metadata", ""),
        "external_id": view.get("external_id", ""),
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False),
        "state": {"values": {}},
        "hash": f"{space.now()}.{secrets.token_hex(4)}",
        "previous_view_id": before["previous_view_id"] if before else (below["id"] if below else None),
        "root_view_id": before["root_view_id"] if before else (below["root_view_id"] if below else view_id),
    }
    return kept


def checked(space: Workspace, what: str, view: Json, kind: str, replaces: str = "") -> None:
    refuse(space, what, "invalid_arguments", wrong_in_view(view, kind))
    for wrong in wrong_in_parts(view["blocks"], space.users):
        space.violate(f"{what}: {wrong}")
    if external_id := view.get("external_id"):
        others = [
            v
            for stack in space.stacks.values()
            for v in stack
            if v["external_id"] == external_id and v["id"] != replaces
        ]
        if others and kind == "modal":
            raise ApiError("duplicate_external_id")


def _trigger(space: Workspace, params: Json) -> str:
    trigger_id = params.get("trigger_id") or params.get("interactivity_pointer")
    if not trigger_id:
        raise ApiError("invalid_arguments", messages=["[ERROR] missing required field: trigger_id"])
    return space.take_trigger(trigger_id)


def views_open(space: Workspace, params: Json) -> Json:
    checked(space, "views.open", params["view"], "modal")
    user_id = _trigger(space, params)
    view = made(space, params["view"])
    space.stacks[user_id] = [view]
    return {"view": copy.deepcopy(view)}


def views_push(space: Workspace, params: Json) -> Json:
    checked(space, "views.push", params["view"], "modal")
    user_id = _trigger(space, params)
    stack = space.stacks[user_id]
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= DEPTH_MAX:
        raise ApiError("push_limit_reached")
    stack.append(made(space, params["view"], below=stack[-1]))
    return {"view": copy.deepcopy(stack[-1])}


def views_update(space: Workspace, params: Json) -> Json:
    view_id, external_id = params.get("view_id"), params.get("external_id")
    if bool(view_id) == bool(external_id):
        raise ApiError("invalid_arguments", messages=["[ERROR] give either view_id or external_id"])
    for stack in space.stacks.values():
        for at, view in enumerate(stack):
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                if params.get("hash") not in (None, view["hash"]):
                    raise ApiError("hash_conflict")
                checked(space, "views.update", params["view"], "modal", replaces=view["id"])
                stack[at] = made(space, params["view"], before=view)
                stack[at]["state"] = kept_state(view, stack[at])
                return {"view": copy.deepcopy(stack[at])}
    raise ApiError("not_found")


def views_publish(space: Workspace, params: Json) -> Json:
    user = space.users.get(params["user_id"])
    if user is None or user.is_bot:
        raise ApiError("invalid_arguments", messages=["[ERROR] user_id [json-pointer:/user_id]"])
    if user.is_stranger or user.deleted:
        raise ApiError("not_enabled")
    before = space.homes.get(user.id)
    if params.get("hash") and (before is None or before["hash"] != params["hash"]):
        raise ApiError("hash_conflict")
    checked(space, "views.publish", params["view"], "home")
    view = made(space, params["view"], before=before)
    space.homes[user.id] = view
    return {"view": copy.deepcopy(view)}


def kept_state(before: Json, after: Json) -> Json:
    """What was filled in stays, where a block and its element keep their ids."""
    alive = {(block["block_id"], element["action_id"]) for block, element in elements(after["blocks"])}
    values: Json = {}
    for block_id, inside in before["state"]["values"].items():
        for action_id, value in inside.items():
            if (block_id, action_id) in alive:
                values.setdefault(block_id, {})[action_id] = value
    return {"values": values}


VIEWS = {
    "views.open": views_open,
    "views.push": views_push,
    "views.update": views_update,
    "views.publish": views_publish,
}
