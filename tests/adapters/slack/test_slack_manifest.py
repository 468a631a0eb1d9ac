"""The manifest asks for exactly what the code uses."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import get_args

import pytest

import bot.adapters.slack
from bot.adapters.slack.events import READERS
from bot.adapters.slack.manifest import EVENTS, METHOD_SCOPES, SCOPES, Method, manifest
from bot.chat.commands import ListedCommand

COMMANDS = [
    ListedCommand(name, f"do {name} " * 30, "anyone") for name in ("checkin", "status", "help", "faq", "plan", "x" * 90)
]
STAFF = ListedCommand("invites", "invite people", "staff")


def called() -> set[str]:
    """The methods that the code calls by name: the first argument of every `….call(…)`."""
    trees = [ast.parse(path.read_text("utf-8")) for path in Path(bot.adapters.slack.__file__).parent.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "call" and isinstance(call.args[0], ast.Constant)
    }


def test_methods_and_their_scopes() -> None:
    assert called() == set(get_args(Method)) == METHOD_SCOPES.keys()


def test_each_scope_is_used_and_each_use_has_its_scope() -> None:
    by_events = {scope for scopes in EVENTS.values() for scope in scopes}
    by_methods = {scope for scopes in METHOD_SCOPES.values() for scope in scopes}
    assert by_events | by_methods | {"commands"} == SCOPES.keys()
    assert all(SCOPES.values())


def test_each_event_is_translated_and_each_translated_one_is_subscribed() -> None:
    assert {event.partition(".")[0] for event in EVENTS} == READERS.keys()


def test_socket_mode_needs_no_address() -> None:
    made = manifest(COMMANDS, mode="socket")
    assert "url" not in json.dumps(made)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}
    assert made["oauth_config"] == {"scopes": {"bot": list(SCOPES)}}
    (command,) = made["features"]["slash_commands"]
    assert (command["command"], len(command["usage_hint"])) == ("/groupmate", 100)
    assert (
        made["features"]["app_home"]["home_tab_enabled"] is made["features"]["app_home"]["messages_tab_enabled"] is True
    )


def test_http_mode_names_one_address_everywhere() -> None:
    made = manifest([], mode="http", url="https://bot.example.org/", name="helper")
    address = "https://bot.example.org/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
    (command,) = made["features"]["slash_commands"]
    assert (command["url"], command["usage_hint"]) == (address, "help")
    assert made["settings"]["socket_mode_enabled"] is made["settings"]["token_rotation_enabled"] is False
    assert made["features"]["bot_user"]["display_name"] == "helper"
    with pytest.raises(ValueError, match="https://"):
        manifest([], mode="http", url="http://bot.example.org")


def test_shortcuts_are_few_and_short() -> None:
    made = manifest([STAFF, *COMMANDS], mode="socket")["features"]["shortcuts"]
    assert [each["callback_id"] for each in made] == ["ask", "do:checkin", "do:status", "do:help", "do:faq"]
    assert [each["type"] for each in made] == ["message", "global", "global", "global", "global"]
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in made)
