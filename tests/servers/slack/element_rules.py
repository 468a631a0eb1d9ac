"""What Slack refuses in the elements of blocks: buttons, menus, inputs, and the texts on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.servers.slack.things import Json

ACTION_ID, BUTTON_TEXT, BUTTON_VALUE, URL, PLACEHOLDER = 255, 75, 2_000, 3_000, 150
OPTION_TEXT, OPTION_VALUE, OPTIONS_MAX = 75, 150, 100
FEW_OPTIONS = {"radio_buttons": 10, "checkboxes": 10, "overflow": 5}
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
INPUT_MAX = 3_000
MENUS = ("static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow")
ELEMENTS = (
    *MENUS,
    *[
        "button",
        "image",
        "datepicker",
        "datetimepicker",
        "timepicker",
        "external_select",
        "multi_external_select",
        "users_select",
    ],
    *[
        "multi_users_select",
        "conversations_select",
        "multi_conversations_select",
        "channels_select",
        "multi_channels_select",
    ],
    *[
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
        "workflow_button",
    ],
)


def length(at: str, text: Any, most: int, least: int = 1) -> Iterator[str]:
    if text is None and least == 0:
        return
    if not isinstance(text, str):
        yield f"no text [json-pointer:{at}]"
    elif not least <= len(text) <= most:
        yield f"{len(text)} characters; {least} to {most} are allowed [json-pointer:{at}]"


def wrong_in_text(at: str, text: Any, most: int, plain: bool = False) -> Iterator[str]:
    """A text object: `plain` where it must be plain_text."""
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"no {' or '.join(kinds)} object [json-pointer:{at}]"
        return
    yield from length(at, text.get("text"), most)
    known = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}[text["type"]]
    yield from (f"{text['type']} has no {key!r} [json-pointer:{at}]" for key in text if key not in known)


def wrong_in_element(element: Any, at: str) -> Iterator[str]:
    if not isinstance(element, dict) or element.get("type") not in ELEMENTS:
        yield f"no such element: {str(element)[:80]} [json-pointer:{at}]"
        return
    yield from length(f"{at}/action_id", element.get("action_id"), ACTION_ID, least=0)
    if "placeholder" in element:
        yield from wrong_in_text(f"{at}/placeholder", element["placeholder"], PLACEHOLDER, plain=True)
    if "confirm" in element:
        for key, most in CONFIRM.items():
            yield from wrong_in_text(f"{at}/confirm/{key}", element["confirm"].get(key), most, plain=key != "text")
    if element["type"] == "button":
        yield from _wrong_in_button(element, at)
    elif element["type"] in MENUS:
        yield from _wrong_in_menu(element, at)
    elif element["type"] == "plain_text_input":
        most = element.get("max_length", INPUT_MAX)
        if not 1 <= most <= INPUT_MAX or not 0 <= element.get("min_length", 0) <= most:
            yield f"min_length or max_length out of range [json-pointer:{at}]"
        yield from length(f"{at}/initial_value", element.get("initial_value"), most, least=0)
    elif element["type"] == "number_input" and "is_decimal_allowed" not in element:
        yield f"missing required field: is_decimal_allowed [json-pointer:{at}]"


def _wrong_in_button(element: Json, at: str) -> Iterator[str]:
    yield from wrong_in_text(f"{at}/text", element.get("text"), BUTTON_TEXT, plain=True)
    yield from length(f"{at}/value", element.get("value"), BUTTON_VALUE, least=0)
    yield from length(f"{at}/url", element.get("url"), URL, least=0)
    yield from length(f"{at}/accessibility_label", element.get("accessibility_label"), BUTTON_TEXT, least=0)
    if element.get("style") not in (None, "primary", "danger"):
        yield f"style {element['style']!r} [json-pointer:{at}/style]"


def _wrong_in_menu(element: Json, at: str) -> Iterator[str]:
    most = FEW_OPTIONS.get(element["type"], OPTIONS_MAX)
    groups = element.get("option_groups")
    if (groups is None) == (element.get("options") is None):
        yield f"give either options or option_groups [json-pointer:{at}]"
        return
    if groups is not None and not 1 <= len(groups) <= 100:
        yield f"{len(groups)} groups of options [json-pointer:{at}]"
    options: list[Json] = []
    for number, group in enumerate([{"options": element["options"]}] if groups is None else groups):
        if groups is not None:
            yield from wrong_in_text(f"{at}/option_groups/{number}/label", group.get("label"), OPTION_TEXT, plain=True)
        if not 1 <= len(group["options"]) <= most:
            yield f"{len(group['options'])} options; 1 to {most} are allowed [json-pointer:{at}]"
        options += group["options"]
    plain = element["type"] not in ("radio_buttons", "checkboxes")
    for number, option in enumerate(options):
        yield from _wrong_in_option(option, f"{at}/options/{number}", plain)
    initial = [
        *element.get("initial_options", []),
        *([element["initial_option"]] if "initial_option" in element else []),
    ]
    yield from (
        f"an initial option that is not among the options [json-pointer:{at}]" for one in initial if one not in options
    )


def _wrong_in_option(option: Json, at: str, plain: bool) -> Iterator[str]:
    yield from wrong_in_text(f"{at}/text", option.get("text"), OPTION_TEXT, plain=plain)
    yield from length(f"{at}/value", option.get("value"), OPTION_VALUE)
    if "description" in option:
        yield from wrong_in_text(f"{at}/description", option["description"], OPTION_TEXT, plain=plain)
