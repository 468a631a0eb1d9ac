"""The JSON objects of the Bot API: User, Chat, Message, ChatMember, File."""

from __future__ import annotations

from typing import Any

from tests.servers.telegram.world import Account, Chat, File, Message, World

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_WITHHELD = ("can_be_edited", "is_anonymous", "can_promote_members", "can_post_stories", "can_edit_stories",
             "can_delete_stories", "can_manage_tags")  # fmt: skip
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def user(account: Account) -> dict[str, Any]:
    """A User."""
    if account.is_bot:
        return {"id": account.id, "is_bot": True, "first_name": account.name, "username": account.username}
    first, _, last = account.name.partition(" ")
    shape: dict[str, Any] = {"id": account.id, "is_bot": False, "first_name": first}
    if last:
        shape["last_name"] = last
    if account.username:
        shape["username"] = account.username
    if account.language:
        shape["language_code"] = account.language
    return shape


def chat(of: Chat) -> dict[str, Any]:
    """A Chat."""
    if of.person is not None:
        person = user(of.person)
        return {key: person[key] for key in ("id", "first_name", "last_name", "username") if key in person} | {
            "type": "private"
        }
    shape: dict[str, Any] = {"id": of.id, "title": of.title, "type": of.kind}
    if of.kind == "group":
        shape["all_members_are_administrators"] = False
    if of.forum:
        shape["is_forum"] = True
    return shape


def full_chat(of: Chat) -> dict[str, Any]:
    """A ChatFullInfo."""
    shape = chat(of) | {
        "accent_color_id": of.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }
    if of.is_group:
        shape["permissions"] = dict.fromkeys(PERMISSIONS, True)
    return shape


def member(account: Account, status: str) -> dict[str, Any]:
    """A ChatMember."""
    shape: dict[str, Any] = {"user": user(account), "status": status}
    if status == "administrator":
        shape |= dict.fromkeys(_RIGHTS, True) | dict.fromkeys(_WITHHELD, False)
    elif status == "creator":
        shape["is_anonymous"] = False
    elif status == "restricted":
        shape |= dict.fromkeys(PERMISSIONS, False) | {"is_member": True, "until_date": 0}
    elif status == "kicked":
        shape["until_date"] = 0
    return shape


def file(of: File) -> dict[str, Any]:
    """What File, Document and PhotoSize share."""
    return {"file_id": of.id, "file_unique_id": of.unique_id, "file_size": len(of.data)}


def message(of: Message, *, nested: bool = False) -> dict[str, Any]:
    """A Message; what it answers is in it, once."""
    shape: dict[str, Any] = {"message_id": of.id, "from": user(of.sender), "chat": chat(of.chat), "date": of.date}
    if of.edit_date is not None:
        shape["edit_date"] = of.edit_date
    if of.thread_id is not None:
        shape |= {"message_thread_id": of.thread_id, "is_topic_message": True}
    elif root := _thread_of_replies(of):
        shape["message_thread_id"] = root
    if not nested and (answered := _answered(of)) is not None:
        shape["reply_to_message"] = message(answered, nested=True)
    shape |= _content(of) | of.service
    if of.album:
        shape["media_group_id"] = of.album
    if "inline_keyboard" in (of.markup or {}):
        shape["reply_markup"] = of.markup
    if of.options.get("protect_content"):
        shape["has_protected_content"] = True
    if of.options.get("link_preview_options"):
        shape["link_preview_options"] = of.options["link_preview_options"]
    return shape


def _content(of: Message) -> dict[str, Any]:
    shape: dict[str, Any] = {}
    if of.text:
        shape["text"] = of.text
    if of.entities:
        shape["entities"] = of.entities
    if of.attached is not None and of.attached.kind == "photo":
        sizes = [size for size in (of.attached.small, of.attached) if size is not None]
        shape["photo"] = [file(size) | {"width": size.width, "height": size.height} for size in sizes]
    elif of.attached is not None:
        shape["document"] = file(of.attached) | {"file_name": of.attached.name, "mime_type": of.attached.media_type}
    if of.caption:
        shape["caption"] = of.caption
    if of.caption_entities:
        shape["caption_entities"] = of.caption_entities
    return shape


def _answered(of: Message) -> Message | None:
    # In a topic, what answers nothing answers the message that made the topic.
    number = of.reply_to or (of.thread_id if of.id != of.thread_id else None)
    found = of.chat.messages.get(number) if number else None
    return None if found is None or found.deleted else found


def _thread_of_replies(of: Message) -> int | None:
    """Outside forums, a chain of replies in a supergroup has a message_thread_id too: that of its first message."""
    root = of
    while root.reply_to and (above := of.chat.messages.get(root.reply_to)):
        root = above
    return root.id if root is not of and of.chat.kind == "supergroup" and not of.chat.forum else None


def inaccessible(of: Message) -> dict[str, Any]:
    """An InaccessibleMessage: what is left of one too old to be shown."""
    return {"message_id": of.id, "chat": chat(of.chat), "date": 0}


def me(world: World) -> dict[str, Any]:
    """The bot's own User."""
    return user(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
