"""The methods that change or remove what was posted."""

from __future__ import annotations

from typing import Any

from tests.servers.telegram import content, shapes
from tests.servers.telegram.asked import Asked, method
from tests.servers.telegram.errors import Wrong, bad
from tests.servers.telegram.sending import input_media
from tests.servers.telegram.world import Chat, Message

DELETE_WITHIN = 48 * 3600
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def _editable(asked: Asked) -> Message:
    if "inline_message_id" in asked.params:
        raise Wrong("this bot has no inline messages")
    if "chat_id" not in asked.params or "message_id" not in asked.params:
        raise Wrong("message identifier is not specified")
    message = asked.message(asked.writable(), "message to edit not found")
    if message.sender is not asked.world.bot or message.service:
        raise bad("message can't be edited")
    return message


def _change(asked: Asked, message: Message, fields: dict[str, Any]) -> dict[str, Any]:
    """Apply the fields and the keyboard; without a reply_markup the keyboard goes."""
    fields = fields | {"markup": content.markup(asked, inline_only=True)}
    if all(getattr(message, name) == value for name, value in fields.items()):
        raise bad(_NOT_MODIFIED)
    for name, value in fields.items():
        setattr(message, name, value)
    message.edits += 1
    message.edit_date = asked.world.now()
    asked.world.touched()
    return shapes.message(message)


@method("editMessageText")
def edit_message_text(asked: Asked) -> Any:
    """Another text."""
    fields = content.message_text(asked)
    message = _editable(asked)
    if message.attached is not None:
        raise bad("there is no text in the message to edit")
    return _change(asked, message, fields)


@method("editMessageCaption")
def edit_message_caption(asked: Asked) -> Any:
    """Another caption."""
    fields = content.caption(asked, asked.params)
    message = _editable(asked)
    if message.attached is None:
        raise bad("there is no caption in the message to edit")
    return _change(asked, message, fields)


@method("editMessageMedia")
def edit_message_media(asked: Asked) -> Any:
    """Another file, with its caption."""
    fields = input_media(asked, asked.params["media"])
    message = _editable(asked)
    if message.album and message.attached and message.attached.kind != fields["attached"].kind:
        raise bad("message media can't be changed to another kind in an album")
    return _change(asked, message, {"text": "", "entities": []} | fields)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(asked: Asked) -> Any:
    """Other buttons."""
    return _change(asked, _editable(asked), {})


def _delete(asked: Asked, chat: Chat, message: Message) -> None:
    mine = message.sender is asked.world.bot
    if chat.is_group and not mine and not asked.administrates(chat):
        raise bad("message can't be deleted")
    if asked.world.now() - message.date > DELETE_WITHIN and not (chat.is_group and asked.administrates(chat)):
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    asked.world.touched()


@method("deleteMessage")
def delete_message(asked: Asked) -> Any:
    """Remove one message."""
    chat = asked.present()
    _delete(asked, chat, asked.message(chat, "message to delete not found"))
    return True


@method("deleteMessages")
def delete_messages(asked: Asked) -> Any:
    """Remove several; those that are not there are passed over."""
    numbers = asked.params["message_ids"]
    if not 1 <= len(numbers) <= 100 or not all(type(number) is int for number in numbers):
        raise Wrong("message_ids must be 1 to 100 whole numbers")
    chat = asked.present()
    for number in numbers:
        message = chat.messages.get(number)
        if message is not None and not message.deleted:
            _delete(asked, chat, message)
    return True


@method("pinChatMessage")
def pin_chat_message(asked: Asked) -> Any:
    """Pin a message."""
    chat = asked.present()
    message = asked.message(chat, "message to pin not found")
    if chat.is_group and not asked.administrates(chat):
        raise bad("not enough rights to manage pinned messages in the chat")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        asked.world.touched()
    return True


@method("unpinChatMessage")
def unpin_chat_message(asked: Asked) -> Any:
    """Unpin the named message, or the last one."""
    chat = asked.present()
    if chat.is_group and not asked.administrates(chat):
        raise bad("not enough rights to manage pinned messages in the chat")
    number = asked.params.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    asked.world.touched()
    return True


@method("setMessageReaction")
def set_message_reaction(asked: Asked) -> Any:
    """The bot's reactions to a message."""
    message = asked.message(asked.present(), "message to react not found")
    if len(asked.params.get("reaction", [])) > 1:
        raise bad("REACTIONS_TOO_MANY")
    message.reactions = asked.params.get("reaction", [])
    asked.world.touched()
    return True
