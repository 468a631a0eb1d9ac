"""What Slack refuses in blocks and views: counts, lengths, ids and missing parts; and what slack_sdk's own models refuse."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.servers.slack.element_rules import length, wrong_in_element, wrong_in_text
from tests.servers.slack.things import Json

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
ALL_TEXT_MAX = 13_200
"""Characters in all blocks of a message together; measured by others, in no documentation."""
FIELDS_MAX, FIELD_TEXT, SECTION_TEXT, HEADER_TEXT, LABEL_TEXT = 10, 2_000, 3_000, 150, 2_000
ACTIONS_MAX, CONTEXT_MAX = 25, 10
ID_MAX, METADATA_MAX, TITLE_MAX = 255, 3_000, 24
BLOCKS = {
    "message": "actions context divider file header image input markdown rich_text section table video context_actions",
    "modal": "actions context divider header image input rich_text section video alert",
    "home": "actions context divider header image input rich_text section video",
}
INPUTS = [
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "external_select",
    "static_select",
    "multi_static_select",
    "users_select",
    "multi_users_select",
    "conversations_select",
    "multi_conversations_select",
    "channels_select",
    "multi_channels_select",
    "multi_external_select",
    "number_input",
    "plain_text_input",
    "radio_buttons",
    "rich_text_input",
    "timepicker",
    "url_text_input",
    "file_input",
]
VIEW_KEYS = {
    "modal": "type title blocks close submit private_metadata callback_id clear_on_close notify_on_close external_id",
    "home": "type blocks private_metadata callback_id external_id",
}


def wrong_in_message(blocks: Any) -> list[str]:
    if not isinstance(blocks, list):
        return ["blocks is not a list"]
    wrong = [f"{len(blocks)} blocks; a message holds {MESSAGE_BLOCKS}"] if len(blocks) > MESSAGE_BLOCKS else []
    wrong += _wrong_in_blocks(blocks, "message")
    if (together := sum(_text_lengths(blocks))) > ALL_TEXT_MAX:
        wrong.append(f"all blocks together have {together} characters of text; a message takes about {ALL_TEXT_MAX}")
    return wrong


def wrong_in_view(view: Any, kind: str) -> list[str]:
    """`kind` is "modal" or "home", by the method that was called."""
    if not isinstance(view, dict) or view.get("type") != kind:
        return [f"the view is not of type {kind} [json-pointer:/view/type]"]
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return ["missing required field: blocks [json-pointer:/view]"]
    wrong = [f"{len(blocks)} blocks; a view holds {VIEW_BLOCKS}"] if len(blocks) > VIEW_BLOCKS else []
    if kind == "modal":
        wrong += _wrong_in_frame(view, blocks)
    wrong += [f"a view of type {kind} has no {key!r}" for key in view if key not in VIEW_KEYS[kind].split()]
    for key, most in (("private_metadata", METADATA_MAX), ("callback_id", ID_MAX), ("external_id", ID_MAX)):
        wrong += length(f"/view/{key}", view.get(key), most, least=0)
    wrong += _wrong_in_blocks(blocks, kind)
    return wrong + ([] if wrong else _wrong_by_model(lambda: View(**view).validate_json(), "view"))


def _wrong_in_frame(view: Json, blocks: list[Json]) -> Iterator[str]:
    yield from wrong_in_text("/view/title", view.get("title"), TITLE_MAX, plain=True)
    for key in ("submit", "close"):
        if key in view:
            yield from wrong_in_text(f"/view/{key}", view[key], TITLE_MAX, plain=True)
    if "submit" not in view and any(isinstance(block, dict) and block.get("type") == "input" for block in blocks):
        yield "an input block, and no submit [json-pointer:/view/submit]"


def _wrong_in_blocks(blocks: list[Any], surface: str) -> list[str]:
    wrong: list[str] = []
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        at = f"/blocks/{number}"
        if not isinstance(block, dict) or block.get("type") not in BLOCKS[surface].split():
            wrong.append(f"no block for a {surface}: {str(block)[:80]} [json-pointer:{at}]")
            continue
        block_id = block.get("block_id")
        if block_id is not None:
            wrong += length(f"{at}/block_id", block_id, ID_MAX)
            if block_id in seen:
                wrong.append(f"duplicate block_id {block_id!r} [json-pointer:{at}]")
            seen.add(block_id)
        found = list(_wrong_in_block(block, at))
        wrong += found or _wrong_by_model(lambda block=block: _validate(block), at)
    return wrong


def _wrong_in_block(block: Json, at: str) -> Iterator[str]:
    kind = block["type"]
    if kind == "section":
        yield from _wrong_in_section(block, at)
    elif kind == "header":
        yield from wrong_in_text(f"{at}/text", block.get("text"), HEADER_TEXT, plain=True)
    elif kind == "image":
        yield from length(f"{at}/alt_text", block.get("alt_text"), 2_000)
        if not (block.get("image_url") or block.get("slack_file")):
            yield f"an image without a source [json-pointer:{at}]"
    elif kind == "actions":
        yield from _wrong_in_elements(block, at, ACTIONS_MAX)
    elif kind == "context":
        yield from _wrong_in_context(block, at)
    elif kind == "input":
        yield from wrong_in_text(f"{at}/label", block.get("label"), LABEL_TEXT, plain=True)
        if "hint" in block:
            yield from wrong_in_text(f"{at}/hint", block["hint"], LABEL_TEXT, plain=True)
        element = block.get("element")
        if not isinstance(element, dict) or element.get("type") not in INPUTS:
            yield f"no element for an input [json-pointer:{at}/element]"
        else:
            yield from wrong_in_element(element, f"{at}/element")


def _wrong_in_section(block: Json, at: str) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield f"a section without text and fields [json-pointer:{at}]"
    if "text" in block:
        yield from wrong_in_text(f"{at}/text", block["text"], SECTION_TEXT)
    if fields is not None and not 1 <= len(fields) <= FIELDS_MAX:
        yield f"{len(fields)} fields; a section takes 1 to {FIELDS_MAX} [json-pointer:{at}/fields]"
    for number, field in enumerate(fields or []):
        yield from wrong_in_text(f"{at}/fields/{number}", field, FIELD_TEXT)
    if "accessory" in block:
        yield from wrong_in_element(block["accessory"], f"{at}/accessory")


def _wrong_in_elements(block: Json, at: str, most: int) -> Iterator[str]:
    inside = block.get("elements")
    if not isinstance(inside, list) or not 1 <= len(inside) <= most:
        yield f"{len(inside or [])} elements; 1 to {most} are allowed [json-pointer:{at}/elements]"
        return
    seen = [element["action_id"] for element in inside if isinstance(element, dict) and "action_id" in element]
    yield from (
        f"action_id {one!r} twice in one block [json-pointer:{at}]"
        for one in {one for one in seen if seen.count(one) > 1}
    )
    for number, element in enumerate(inside):
        yield from wrong_in_element(element, f"{at}/elements/{number}")


def _wrong_in_context(block: Json, at: str) -> Iterator[str]:
    inside = block.get("elements")
    if not isinstance(inside, list) or not 1 <= len(inside) <= CONTEXT_MAX:
        yield f"{len(inside or [])} elements; 1 to {CONTEXT_MAX} are allowed [json-pointer:{at}/elements]"
        return
    for number, element in enumerate(inside):
        if isinstance(element, dict) and element.get("type") == "image":
            yield from length(f"{at}/elements/{number}/alt_text", element.get("alt_text"), 2_000)
        else:
            yield from wrong_in_text(f"{at}/elements/{number}", element, SECTION_TEXT)


def _text_lengths(part: Any) -> Iterator[int]:
    """Of all texts that are shown, wherever they stand."""
    if isinstance(part, list):
        for one in part:
            yield from _text_lengths(one)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key == "text" and isinstance(one, str):
                yield len(one)
            elif isinstance(one, (dict, list)):
                yield from _text_lengths(one)


def _validate(block: Json) -> None:
    [parsed] = Block.parse_all([block])
    if parsed is not None:
        parsed.validate_json()
        parsed.to_dict()


def _wrong_by_model(validate: Any, at: str) -> list[str]:
    # The models log what they do not know, and go on.
    logging.getLogger("slack_sdk.models").setLevel(logging.ERROR)
    try:
        validate()
    except (SlackObjectFormationError, TypeError, ValueError, KeyError, AttributeError) as error:
        return [f"slack_sdk.models: {error} [json-pointer:{at}]"]
    return []
