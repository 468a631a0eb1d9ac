"""The methods that post: sendMessage, sendDocument, sendPhoto, sendMediaGroup, sendChatAction."""

from __future__ import annotations

from typing import Any

from tests.servers.telegram import content, shapes
from tests.servers.telegram.asked import Asked, known_fields, method, objects
from tests.servers.telegram.errors import Wrong, bad

SENDS = {"sendMessage", "sendDocument", "sendPhoto", "sendMediaGroup"}
"""What the limits count."""

MEDIA_FIELDS = {
    "type", "media", "thumbnail", "caption", "parse_mode", "caption_entities", "disable_content_type_detection",
    "has_spoiler", "show_caption_above_media",
}  # fmt: skip
_OPTIONS = ("disable_notification", "protect_content", "link_preview_options")
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def _post(asked: Asked, fields: dict[str, Any]) -> dict[str, Any]:
    """Post what was checked, if the chat takes it."""
    reply_markup = content.markup(asked)
    chat = asked.writable()
    where = content.place(asked, chat)
    options = {name: asked.params[name] for name in _OPTIONS if name in asked.params}
    posted = asked.world.post(chat, asked.world.bot, **fields, **where, markup=reply_markup, options=options)
    return shapes.message(posted)


@method("sendMessage")
def send_message(asked: Asked) -> Any:
    """A text."""
    return _post(asked, content.message_text(asked))


def _send_file(asked: Asked, kind: str) -> Any:
    fields = content.caption(asked, asked.params)
    if asked.params.get("thumbnail"):
        content.uploaded(asked, asked.params["thumbnail"])
    return _post(asked, fields | {"attached": content.attached(asked, asked.params[kind], kind)})


@method("sendDocument")
def send_document(asked: Asked) -> Any:
    """A file with a caption."""
    return _send_file(asked, "document")


@method("sendPhoto")
def send_photo(asked: Asked) -> Any:
    """A picture with a caption."""
    return _send_file(asked, "photo")


def input_media(asked: Asked, media: dict[str, Any]) -> dict[str, Any]:
    """The fields of a message that an InputMedia makes."""
    if media.get("type") not in ("document", "photo"):
        raise Wrong(f"media of type {media.get('type')!r} is not what this bot sends")
    known_fields(asked, "an InputMedia", media, MEDIA_FIELDS)
    if media.get("thumbnail"):
        content.uploaded(asked, media["thumbnail"])
    fields = content.caption(asked, media)
    return fields | {"attached": content.attached(asked, media.get("media"), media["type"])}


@method("sendMediaGroup")
def send_media_group(asked: Asked) -> Any:
    """An album of 2 to 10."""
    media = objects("media", asked.params["media"])
    if not 2 <= len(media) <= 10:
        raise Wrong("an album has 2 to 10 items")
    if asked.params.get("reply_markup"):
        asked.violation("an album has no reply_markup")
    if len({item.get("type") for item in media}) > 1:
        raise Wrong("documents and photos can't be mixed in an album")
    posts = [input_media(asked, item) for item in media]
    chat = asked.writable()
    where = content.place(asked, chat)
    album = asked.world.album()
    return [shapes.message(asked.world.post(chat, asked.world.bot, **post, **where, album=album)) for post in posts]


@method("sendChatAction")
def send_chat_action(asked: Asked) -> Any:
    """Typing, uploading and the like; nobody keeps it."""
    if asked.params["action"] not in _ACTIONS:
        raise Wrong("wrong parameter action in request")
    chat = asked.writable()
    thread = asked.params.get("message_thread_id")
    # Here, unlike in what is posted, the General topic may be named.
    if thread is not None and thread not in chat.topics and not (chat.forum and thread == 1):
        raise bad("message thread not found")
    return True
