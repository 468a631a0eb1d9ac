"""Rules of Slack that types cannot say: lengths and counts that its own models know, and what those miss."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

BLOCKS_OF_A_MESSAGE = 50
BLOCKS_OF_A_VIEW = View.blocks_max_length
TEXT = 40_000
"""Longer texts are cut."""

CONTENTS = ("text", "blocks", "attachments", "markdown_text")

VIEW_LENGTHS = {
    "title": View.title_max_length,
    "submit": View.submit_max_length,
    "close": View.close_max_length,
    "private_metadata": View.private_metadata_max_length,
    "callback_id": View.callback_id_max_length,
}


def slack_rules(method: str, params: dict[str, Any]) -> list[str]:
    """What is too long, too many or incomplete in a call whose shape is right."""
    return [f"{method}: {line}" for line in (*_lines(params), *_place(method, params))]


def _place(method: str, params: dict[str, Any]) -> Iterator[str]:
    kind = params["view"]["type"] if "view" in params else None
    if (kind, method) in {("home", "views.open"), ("home", "views.push"), ("modal", "views.publish")}:
        yield f"view.type: a {kind} does not belong there"
    if method in {"chat.postMessage", "chat.postEphemeral"} and not any(params.get(key) for key in CONTENTS):
        yield "there is nothing to show"


def _lines(params: dict[str, Any]) -> Iterator[str]:
    if len(params.get("text", "")) > TEXT:
        yield f"text: {len(params['text'])} characters are more than {TEXT}"
    if "blocks" in params:
        yield from _blocks("blocks", params["blocks"], BLOCKS_OF_A_MESSAGE)
    for i, attachment in enumerate(params.get("attachments", [])):
        yield from _blocks(f"attachments[{i}].blocks", attachment.get("blocks", []), BLOCKS_OF_A_MESSAGE)
    if "view" in params:
        yield from _view(params["view"])


def _view(view: dict[str, Any]) -> Iterator[str]:
    yield from _blocks("view.blocks", view["blocks"], BLOCKS_OF_A_VIEW)
    for key, most in VIEW_LENGTHS.items():
        value = view.get(key, "")
        text = value["text"] if isinstance(value, dict) else value
        if len(text) > most:
            yield f"view.{key}: {len(text)} characters are more than {most}"
    inputs = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and inputs and "submit" not in view:
        yield "view: a modal with input blocks needs submit"


def _blocks(path: str, blocks: list[dict[str, Any]], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{path}: {len(blocks)} blocks are more than {most}"
    for block_id in _repeated(block.get("block_id") for block in blocks):
        yield f"{path}: two blocks have the block_id {block_id!r}"
    for i, block in enumerate(blocks):
        for action_id in _repeated(_action_ids(block)):
            yield f"{path}[{i}]: two elements have the action_id {action_id!r}"
        yield from _model(f"{path}[{i}]", block)


def _repeated(ids: Iterator[str | None]) -> list[str]:
    return [each for each, count in Counter(ids).items() if each is not None and count > 1]


def _action_ids(block: dict[str, Any]) -> Iterator[str | None]:
    elements = block.get("elements", []) if block["type"] == "actions" else []
    return (element.get("action_id") for element in elements)


def _model(path: str, block: dict[str, Any]) -> Iterator[str]:
    """What the models of Slack's own client refuse; they skip, with a line in the log, what they do not know."""
    log = logging.getLogger("slack_sdk.models")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        model = Block.parse(block)
        if model is not None:
            model.to_dict()
    except SlackObjectFormationError as error:
        yield f"{path}: {error}"
    finally:
        log.setLevel(level)
