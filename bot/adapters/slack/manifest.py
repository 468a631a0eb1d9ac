"""What the bot asks of a workspace: scopes, events, the slash command, shortcuts. `groupmate slack-manifest` prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from bot.adapters.slack.interactions import ASK, DO
from bot.chat.commands import ListedCommand
from bot.chat.words import shortened

COMMAND = "/groupmate"
PATH = "/slack/events"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hear mentions, where an administrator withholds the channels' messages",
    "channels:history": "read messages in public channels it was invited to, to answer questions there",
    "channels:read": "know the name and state of public channels, and who joins and leaves",
    "chat:write": "write, edit its own messages, and answer one person within a channel",
    "commands": f"offer {COMMAND} and the shortcuts",
    "files:read": "take in files that people hand in",
    "files:write": "send files and pictures",
    "groups:history": "the same as channels:history, in private channels",
    "groups:read": "the same as channels:read, for private channels",
    "im:history": "read what people write to it in private",
    "im:write": "write to people first: reminders, receipts",
    "mpim:history": "the same as channels:history, in group messages",
    "mpim:read": "the same as channels:read, for group messages",
    "mpim:write": "bring two or three people together in a group message, who are to meet",
    "users:read": "know people's names and languages",
    "users:read.email": "know which member of the programme somebody is",
}
"""What each is needed for; docs and the manifest's test read it."""

HISTORY = frozenset({"channels:history", "groups:history", "mpim:history"})
"""With these the bot hears all messages of its channels."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_id_changed": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "user_change": ("users:read",),
}
"""Bot events with the scopes that they need."""

Method = Literal[
    "apps.connections.open",
    "auth.test",
    "chat.postEphemeral",
    "chat.postMessage",
    "chat.update",
    "conversations.info",
    "conversations.open",
    "files.completeUploadExternal",
    "files.getUploadURLExternal",
    "files.info",
    "users.info",
    "users.lookupByEmail",
    "views.open",
    "views.publish",
]

METHOD_SCOPES: Mapping[Method, tuple[str, ...]] = {
    "apps.connections.open": (),  # connections:write, a scope of the app-level token
    "auth.test": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.info": ("channels:read", "groups:read", "mpim:read"),
    "conversations.open": ("im:write", "mpim:write"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "users.info": ("users:read", "users:read.email"),
    "users.lookupByEmail": ("users:read.email",),
    "views.open": (),
    "views.publish": (),
}
"""Every method of the Web API that the bot calls, with the scopes that it needs."""

NAMES = {"checkin": "Check in", "me": "What you know of me", "faq": "Questions and answers", "help": "What can you do?"}
"""What the shortcuts for the best-known commands are called; the others have the command's name."""

NAME, DESCRIPTION, HINT, SHORTCUTS = 24, 150, 100, 4
"""Characters of a shortcut's name and description and of the usage hint; Slack takes five global shortcuts."""


def manifest(
    commands: Sequence[ListedCommand], *, mode: Literal["socket", "http"], url: str = "", name: str = "groupmate"
) -> dict[str, Any]:
    """For "Create an app from a manifest". `commands` are those offered, the most wanted first; with `mode` "http",
    `url` is the bot's public address (https://…), without a path. Raises `ValueError` without one."""
    if mode == "http" and not url.startswith("https://"):
        raise ValueError("Slack sends its requests to an address that begins with https://")
    request_url = {"request_url": url.rstrip("/") + PATH} if mode == "http" else {}
    slash = {"command": COMMAND, "description": "Ask or tell the programme's assistant", "should_escape": False}
    hint = " | ".join(command.name for command in commands) or "help"
    return {
        "display_information": {"name": name, "description": "The assistant of your training programme"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": _shortcuts(commands),
            "slash_commands": [
                {
                    **slash,
                    "usage_hint": shortened(hint, HINT),
                    **({"url": request_url["request_url"]} if request_url else {}),
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def _shortcuts(commands: Sequence[ListedCommand]) -> list[dict[str, str]]:
    about = {"name": "Ask the assistant", "type": "message", "callback_id": ASK}
    wanted = [command for command in commands if command.audience != "staff"][:SHORTCUTS]
    return [
        {**about, "description": "Have this message answered in its thread"},
        *(
            {
                "name": shortened(command.name.capitalize(), NAME),
                "type": "global",
                "callback_id": f"{DO}{command.name}",
                "description": shortened(command.summary, DESCRIPTION),
            }
            for command in wanted
        ),
    ]
