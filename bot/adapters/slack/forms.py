"""Forms as modals, and back. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.adapters.slack.reading import PLATFORM, Json, Refusal, text
from bot.adapters.slack.render import Render, plain_text
from bot.chat.events import Place
from bot.chat.forms import Field, Form, Option
from bot.chat.text import paragraphs
from bot.chat.words import shortened

TITLE = 24
LABEL = 2000
HINT = 2000
OPTION = 75
OPTIONS = 100
TYPED = 3000
"""Characters and counts that a modal takes, from the reference of Block Kit."""

SHOWN_AT_ONCE = 5
"""Up to so many options stand open; more are unfolded."""

CALLBACK = "form"
_INPUT = "value"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which form was asked for, and where."""

    form: str
    context: str
    place: Place


def view(form: Form, place: Place, render: Render) -> Json:
    """The modal. `place` is where the form was asked for; it comes back with the answers. A field's name is the id of
    its block, so that an error finds its field."""
    blocks = [_block(field, render) for field in form.fields]
    if form.intro:
        blocks = [*render.blocks(paragraphs(render.words(form.intro))), *blocks]
    if len(form.title) > TITLE:
        blocks = [*render.blocks(paragraphs(render.words(form.title))), *blocks]
    shown: Json = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text(form.title, TITLE),
        "blocks": blocks,
        "private_metadata": _metadata(form, place),
    }
    return shown | ({"submit": plain_text(form.submit, TITLE)} if form.fields else {})


def notice(title: str, words: str, render: Render) -> Json:
    """A modal that only says something."""
    return {"type": "modal", "title": plain_text(title, TITLE), "blocks": render.blocks(paragraphs(words))}


def errors(messages: Mapping[str, str], fields: list[str], render: Render) -> Json:
    """The acknowledgement that keeps the modal open. Slack refuses errors of unknown blocks: those go to the first."""
    shown: dict[str, list[str]] = {}
    for name, message in messages.items():
        shown.setdefault(name if name in fields else fields[0], []).append(render.words(message))
    return {
        "response_action": "errors",
        "errors": {name: shortened(" ".join(said), HINT) for name, said in shown.items()},
    }


def read_metadata(written: str) -> Asked:
    """Raises `Refusal`."""
    try:
        metadata = json.loads(written)
    except (ValueError, RecursionError):
        raise Refusal("private_metadata: not what the bot wrote") from None
    kind, chat = text(metadata, "kind"), text(metadata, "chat")
    kinds: dict[str, Literal["private", "group", "circle"]] = {
        "private": "private",
        "group": "group",
        "circle": "circle",
    }
    if not text(metadata, "form") or not chat or kind not in kinds:
        raise Refusal("private_metadata: not what the bot wrote")
    place = Place(PLATFORM, chat, kinds[kind], text(metadata, "thread") or None)
    return Asked(text(metadata, "form"), text(metadata, "context"), place)


def read_values(state: Mapping[str, object]) -> dict[str, str]:
    """One text for each field of `view.state.values`; empty where nothing was given."""
    values = {}
    for name, block in state.items():
        given = next(iter(block.values()), None) if isinstance(block, dict) else None
        option = text(given, "selected_option", "value")
        values[name] = (
            text(given, "value") or option or text(given, "selected_date") or text(given, "selected_time")
        ).strip()
    return values


def _metadata(form: Form, place: Place) -> str:
    written = {"form": form.name, "context": form.context, "chat": place.chat_id, "kind": place.kind}
    if place.thread_id:
        written["thread"] = place.thread_id
    return json.dumps(written, ensure_ascii=False)


def _block(field: Field, render: Render) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(render.words(field.label), LABEL),
        "element": {"action_id": _INPUT, **_element(field)},
        "optional": not field.required,
    }
    return block | ({"hint": plain_text(render.words(field.help), HINT)} if field.help else {})


def _element(field: Field) -> Json:
    match field.type:
        case "choice":
            return _choice(field)
        case "date":
            return {"type": "datepicker"} | ({"initial_date": field.value} if _DATE.fullmatch(field.value) else {})
        case "time":
            return {"type": "timepicker"} | ({"initial_time": field.value} if _TIME.fullmatch(field.value) else {})
        case "line" | "paragraph":
            longest = min(max(field.max_length, len(field.value), 1), TYPED)
            given = {"initial_value": field.value[:longest]} if field.value else {}
            return {"type": "plain_text_input", "multiline": field.type == "paragraph", "max_length": longest} | given


def _choice(field: Field) -> Json:
    options = [_option(option) for option in field.options]
    chosen = next((option for option in options if option["value"] == field.value), None)
    initial = {"initial_option": chosen} if chosen else {}
    if len(options) <= SHOWN_AT_ONCE:
        return {"type": "radio_buttons", "options": options} | initial
    if len(options) <= OPTIONS:
        return {"type": "static_select", "options": options} | initial
    groups = []
    for start in range(0, len(options), OPTIONS):
        group = options[start : start + OPTIONS]
        groups.append({"label": plain_text(f"{start + 1}–{start + len(group)}", OPTION), "options": group})
    return {"type": "static_select", "option_groups": groups} | initial


def _option(option: Option) -> Json:
    return {"text": plain_text(option.label, OPTION), "value": option.value}
