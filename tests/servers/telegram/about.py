"""The methods about the bot itself, chats, files and callback queries."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from tests.servers.telegram import content, shapes
from tests.servers.telegram.asked import Asked, known_fields, method, objects
from tests.servers.telegram.errors import Wrong, bad
from tests.servers.telegram.updates import KINDS
from tests.servers.telegram.world import PRESENT, Chat

DOWNLOAD_MOST = 20 * 1024 * 1024
ANSWER_MOST = 200
_TEXT_MOST = {"name": 64, "description": 512, "short_description": 120}
_SCOPES: dict[str, set[str]] = {
    "default": set(), "all_private_chats": set(), "all_group_chats": set(), "all_chat_administrators": set(),
    "chat": {"chat_id"}, "chat_administrators": {"chat_id"}, "chat_member": {"chat_id", "user_id"},
}  # fmt: skip


@method("getMe")
def get_me(asked: Asked) -> Any:
    """The bot itself."""
    return shapes.me(asked.world)


@method("logOut")
@method("close")
@method("setChatMenuButton")
def done(asked: Asked) -> Any:
    """Nothing to do here."""
    return True


def check_allowed(asked: Asked) -> None:
    """Note kinds of updates that there are not."""
    if extra := set(map(str, asked.params.get("allowed_updates", []))) - KINDS:
        asked.violation(f"allowed_updates has unknown kinds {sorted(extra)}")


@method("setWebhook")
def set_webhook(asked: Asked) -> Any:
    """Deliver updates there from now on; an empty address ends that."""
    check_allowed(asked)
    url, secret = asked.params["url"], asked.params.get("secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise Wrong("secret token contains unallowed characters")
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Wrong("bad webhook: An HTTPS URL must be provided for webhook")
    if str(asked.params.get("certificate", "")).startswith("attach://"):
        content.uploaded(asked, asked.params["certificate"])
    if not 1 <= asked.params.get("max_connections", 40) <= 100:
        asked.violation("max_connections must be 1 to 100")
    if asked.params.get("drop_pending_updates"):
        asked.updates.drop()
    if "allowed_updates" in asked.params:
        asked.updates.allowed = list(asked.params["allowed_updates"])
    asked.webhook.secret = secret
    asked.updates.webhook_url = url
    if url:
        asked.updates.end_poll("terminated by setWebhook request")
    asked.world.touched()
    return True


@method("deleteWebhook")
def delete_webhook(asked: Asked) -> Any:
    """Back to polling."""
    if asked.params.get("drop_pending_updates"):
        asked.updates.drop()
    asked.updates.webhook_url = ""
    asked.webhook.secret = None
    return True


@method("getWebhookInfo")
def get_webhook_info(asked: Asked) -> Any:
    """How delivery goes."""
    info: dict[str, Any] = {
        "url": asked.updates.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(asked.updates.pending),
    }
    if asked.updates.webhook_url:
        info |= {"max_connections": 40, "ip_address": "127.0.0.1"}
    if asked.updates.allowed:
        info["allowed_updates"] = asked.updates.allowed
    if asked.webhook.last_error and asked.updates.webhook_url:
        info |= {"last_error_date": asked.world.now(), "last_error_message": asked.webhook.last_error}
    return info


@method("answerCallbackQuery")
def answer_callback_query(asked: Asked) -> Any:
    """End the waiting of the person who pressed."""
    text = asked.params.get("text")
    if text is not None and len(text) > ANSWER_MOST:
        raise Wrong("MESSAGE_TOO_LONG")
    query = asked.queries.open(asked.params["callback_query_id"])
    if query is None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    asked.queries.answered(query, text, asked.params.get("show_alert", False), asked.params.get("url"))
    return True


@method("getFile")
def get_file(asked: Asked) -> Any:
    """Where to download a file."""
    file = asked.world.files.get(asked.params["file_id"])
    if file is None:
        raise bad("invalid file_id")
    if len(file.data) > DOWNLOAD_MOST:
        raise bad("file is too big")
    return shapes.file(file) | {"file_path": f"{file.kind}s/{file.id}"}


def _list(asked: Asked) -> tuple[str, str]:
    """Which list of commands is meant."""
    scope = asked.params.get("scope") or {"type": "default"}
    fields = _SCOPES.get(scope.get("type", ""))
    if fields is None:
        raise Wrong("can't parse BotCommandScope: Unknown type")
    known_fields(asked, "scope", scope, fields | {"type"})
    if missing := fields - scope.keys():
        raise Wrong(f"scope without {sorted(missing)}")
    if "chat_id" in fields and scope["chat_id"] not in asked.world.chats:
        raise bad("chat not found")
    language = asked.params.get("language_code", "")
    if not re.fullmatch(r"(?:[a-z]{2})?", language):
        raise Wrong("invalid language code specified")
    return json.dumps(scope, sort_keys=True), language


@method("setMyCommands")
def set_my_commands(asked: Asked) -> Any:
    """The commands of a scope and language."""
    commands = objects("commands", asked.params["commands"])
    if len(commands) > 100:
        raise Wrong("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        known_fields(asked, "a command", command, {"command", "description"})
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command"))):
            raise Wrong("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise Wrong("BOT_COMMAND_DESCRIPTION_INVALID")
    if len({command["command"] for command in commands}) < len(commands):
        asked.violation("a command is listed twice")
    asked.profile.commands[_list(asked)] = commands
    return True


@method("getMyCommands")
def get_my_commands(asked: Asked) -> Any:
    """The commands of a scope and language."""
    return asked.profile.commands.get(_list(asked), [])


@method("deleteMyCommands")
def delete_my_commands(asked: Asked) -> Any:
    """No commands of their own for a scope and language."""
    asked.profile.commands.pop(_list(asked), None)
    return True


def _text_of(asked: Asked) -> str:
    """Which of the bot's texts the method is about."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", asked.method[5:]).lower()


@method("setMyName")
@method("setMyDescription")
@method("setMyShortDescription")
def set_my_text(asked: Asked) -> Any:
    """What people read about the bot."""
    what = _text_of(asked)
    text = asked.params.get(what, "")
    if len(text) > _TEXT_MOST[what]:
        raise Wrong(f"{what} is too long")
    asked.profile.texts[what, asked.params.get("language_code", "")] = text
    return True


@method("getMyName")
@method("getMyDescription")
@method("getMyShortDescription")
def get_my_text(asked: Asked) -> Any:
    """What people read about the bot."""
    what = _text_of(asked)
    fallback = asked.world.bot.name if what == "name" else ""
    return {what: asked.profile.texts.get((what, asked.params.get("language_code", "")), fallback)}


@method("getChat")
def get_chat(asked: Asked) -> Any:
    """All about a chat."""
    chat = asked.chat()
    if not chat.is_group:
        if not chat.opened:
            raise bad("chat not found")
        return shapes.full_chat(chat)
    return shapes.full_chat(asked.present())


def _group(asked: Asked) -> Chat:
    chat = asked.present()
    if not chat.is_group:
        raise bad("there are no administrators in the private chat")
    return chat


@method("getChatMember")
def get_chat_member(asked: Asked) -> Any:
    """What somebody is in a chat."""
    chat = asked.present()
    account = asked.world.accounts.get(asked.params["user_id"])
    if account is None:
        raise bad("PARTICIPANT_ID_INVALID")
    status = chat.status(account) if chat.is_group else "member"
    return shapes.member(account, status)


@method("getChatAdministrators")
def get_chat_administrators(asked: Asked) -> Any:
    """Who runs a group; other bots are left out."""
    chat = _group(asked)
    return [
        shapes.member(chat.accounts[number], status)
        for number, status in chat.members.items()
        if status in ("creator", "administrator")
    ]


@method("getChatMemberCount")
def get_chat_member_count(asked: Asked) -> Any:
    """How many are in a chat, the bot among them."""
    chat = asked.present()
    return sum(status in PRESENT for status in chat.members.values()) if chat.is_group else 2


@method("leaveChat")
def leave_chat(asked: Asked) -> Any:
    """Go."""
    chat = _group(asked)
    old = asked.world.member(chat, asked.world.bot, "left")
    change = {"chat": shapes.chat(chat), "from": shapes.user(asked.world.bot), "date": asked.world.now()}
    change["old_chat_member"] = shapes.member(asked.world.bot, old)
    change["new_chat_member"] = shapes.member(asked.world.bot, "left")
    asked.updates.put("my_chat_member", change)
    return True


@method("createForumTopic")
def create_forum_topic(asked: Asked) -> Any:
    """A new topic of a forum."""
    chat, name = asked.writable(), asked.params["name"]
    if not chat.forum:
        raise bad("the chat is not a forum")
    if not asked.administrates(chat):
        raise bad("not enough rights to create a topic")
    if not 1 <= len(name) <= 128:
        raise Wrong("topic name must have 1 to 128 characters")
    posted = asked.world.topic(chat, name, asked.world.bot)
    return {"message_thread_id": posted.id, "name": name, "icon_color": 7322096}
