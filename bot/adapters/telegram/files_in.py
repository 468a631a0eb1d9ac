"""The file that a message brings, whichever of Telegram's kinds it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telegram import Animation, Audio, Document, Message, PhotoSize, Video, VideoNote, Voice

from bot.adapters.telegram.words import Refusal, clean

_Named = Document | Animation | Video | Audio

_UNNAMED = {
    "photo": ("jpg", "image/jpeg"),
    "animation": ("mp4", "video/mp4"),
    "video": ("mp4", "video/mp4"),
    "audio": ("mp3", "audio/mpeg"),
    "voice": ("ogg", "audio/ogg"),
    "document": ("bin", "application/octet-stream"),
}
"""Extension and media type where Telegram tells none: it makes these of what it is sent, or did when this was written."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """`size` is in bytes, 0 where Telegram does not say."""

    file_id: str
    name: str
    size: int
    media_type: str


def file_in(message: Message) -> Incoming | None:
    """Raises `Refusal`."""
    # An animation comes as a document too, for older programs.
    if message.animation:
        return _named("animation", message.animation, message.date)
    if message.document:
        return _named("document", message.document, message.date)
    if message.photo:
        largest = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
        return _unnamed("photo", largest, message.date)
    if message.video:
        return _named("video", message.video, message.date)
    if message.audio:
        return _named("audio", message.audio, message.date)
    if message.voice:
        return _unnamed("voice", message.voice, message.date, message.voice.mime_type)
    if message.video_note:
        return _unnamed("video", message.video_note, message.date)
    return None


def _named(kind: str, file: _Named, date: datetime) -> Incoming:
    return _unnamed(kind, file, date, file.mime_type, file.file_name)


def _unnamed(
    kind: str,
    file: _Named | PhotoSize | Voice | VideoNote,
    date: datetime,
    media_type: str | None = None,
    name: str | None = None,
) -> Incoming:
    extension, usual = _UNNAMED[kind]
    size = file.file_size or 0
    if not isinstance(size, int) or not 0 <= size < 2**53:
        raise Refusal("malformed: a file without a size in bytes")
    return Incoming(
        clean(file.file_id),
        clean(name or "") or f"{kind}-{date:%Y-%m-%d}.{extension}",
        size,
        clean(media_type or "") or usual,
    )
