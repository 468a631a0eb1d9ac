"""From the Events API to events. Pure: any JSON gives events or a `Refusal`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from bot.adapters.slack.reading import (
    PLATFORM,
    Json,
    Refusal,
    Scene,
    at,
    demand,
    each,
    instant,
    part,
    place_of,
    somebody,
    text,
    thread_of,
)
from bot.adapters.slack.typed import command_of, words_of
from bot.chat.events import (
    CommandInvoked,
    Event,
    FileSent,
    GroupMoved,
    GroupTouched,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    Place,
    Sender,
)

Events = tuple[Event, ...]
SLACKBOT = "USLACKBOT"


class _Common(TypedDict):
    event_id: str
    at: datetime
    sender: Sender
    place: Place


def from_event(payload: Json, scene: Scene) -> Events:
    """`payload` is the envelope of type `event_callback`; nothing where the event is none of the bot's business."""
    event = part(payload, "event")
    read = READERS.get(text(event, "type"))
    if read is None:
        raise Refusal(f"an event of type {text(event, 'type')[:80]!r}, which the bot does not know")
    return read(payload, event, scene)


def _message(payload: Json, event: Json, scene: Scene) -> Events:
    match text(event, "subtype"):
        case "" | "file_share" | "thread_broadcast" | "me_message":
            return _posted(payload, event, scene)
        case "message_changed":
            return _changed(payload, event, scene)
        case "message_deleted":
            return _deleted(payload, event, part(event, "previous_message"), demand(event, "deleted_ts"), scene)
        case _:
            return ()


def _mention(payload: Json, event: Json, scene: Scene) -> Events:
    """A mention in a channel arrives as a message too, and only that tells the kind of channel and of edits. Where the
    bot was not given the scopes for messages, the mention is all there is; the event's id is the same either way."""
    return () if scene.hears_channels else _posted(payload, event, scene)


def _posted(payload: Json, event: Json, scene: Scene) -> Events:
    if text(event, "bot_id") or text(event, "user") in (scene.bot, SLACKBOT):
        return ()
    channel, ts = demand(event, "channel"), demand(event, "ts")
    place = place_of(channel, text(event, "channel_type"), thread=thread_of(event))
    common: _Common = {
        "event_id": f"{PLATFORM}:{text(payload, 'team_id')}:{channel}:{ts}",
        "at": instant(ts, scene.now),
        "sender": somebody(demand(event, "user")),
        "place": place,
    }
    words, addressed = _words(event, place, scene)
    words = "\n".join([words, *_links(event)]).strip()
    if files := [file for file in each(event, "files") if _is_held(file)]:
        return tuple(_file(common, ts, file, "" if number else words) for number, file in enumerate(files))
    if not words:
        return ()
    if place.private and (command := command_of(words)):
        return (CommandInvoked(**common, message_id=ts, name=command[0], args=command[1]),)
    return (MessagePosted(**common, message_id=ts, text=words, addressed=addressed, reply_to=place.thread_id),)


def _words(message: Json, place: Place, scene: Scene) -> tuple[str, bool]:
    """What a message says, and whether to the bot."""
    words, mentioned = words_of(text(message, "text"), scene.bot, scene.name_of)
    answers_bot = place.thread_id is not None and text(message, "parent_user_id") == scene.bot
    return words, place.private or mentioned or answers_bot


def _is_held(file: Json) -> bool:
    """Whether Slack itself holds the contents: not deleted, not hidden by the plan's limits, not a link elsewhere."""
    held = text(file, "mode") not in ("tombstone", "hidden_by_limit", "external")
    return held and not at(file, "is_external") and bool(text(file, "id"))


def _links(event: Json) -> list[str]:
    """Files that are held elsewhere are links with a name."""
    external = (file for file in each(event, "files") if text(file, "mode") == "external")
    return [f"{text(file, 'title')} {text(file, 'url_private')}".strip() for file in external]


def _file(common: _Common, ts: str, file: Json, caption: str) -> FileSent:
    size = at(file, "size")
    own: _Common = {**common, "event_id": f"{common['event_id']}:{text(file, 'id')}"}
    return FileSent(
        **own,
        message_id=ts,
        file_id=text(file, "id"),
        name=text(file, "name") or text(file, "title") or "file",
        size=size if isinstance(size, int) and size >= 0 else 0,
        media_type=text(file, "mimetype") or "application/octet-stream",
        caption=caption,
    )


def _changed(payload: Json, event: Json, scene: Scene) -> Events:
    message, before = part(event, "message"), part(event, "previous_message")
    ts = demand(message, "ts")
    if text(message, "subtype") == "tombstone":  # a message with replies that was deleted
        return _deleted(payload, event, before, ts, scene)
    if text(message, "bot_id") or text(message, "text") == text(before, "text"):
        return ()
    place = place_of(demand(event, "channel"), text(event, "channel_type"), thread=thread_of(message))
    words, addressed = _words(message, place, scene)
    common = _common(payload, event, demand(message, "user"), place, scene)
    if common["sender"].account_id == scene.bot:
        return ()
    return (MessageEdited(**common, message_id=ts, text=words, addressed=addressed),)


def _deleted(payload: Json, event: Json, before: Json, ts: str, scene: Scene) -> Events:
    user = text(before, "user")
    if text(before, "bot_id") or user in ("", scene.bot):
        return ()
    place = place_of(demand(event, "channel"), text(event, "channel_type"), thread=thread_of(before))
    return (MessageDeleted(**_common(payload, event, user, place, scene), message_id=ts),)


def _joined(payload: Json, event: Json, scene: Scene) -> Events:
    user, place = demand(event, "user"), place_of(demand(event, "channel"))
    if user == scene.bot:
        inviter = text(event, "inviter") or user
        return (GroupTouched(**_common(payload, event, inviter, place, scene), added=True),)
    return (MemberJoined(**_common(payload, event, user, place, scene)),)


def _left(payload: Json, event: Json, scene: Scene) -> Events:
    user = demand(event, "user")
    if user == scene.bot:  # channel_left tells the same
        return ()
    return (MemberLeft(**_common(payload, event, user, place_of(demand(event, "channel")), scene)),)


def _touched(payload: Json, event: Json, scene: Scene) -> Events:
    channel = text(event, "channel") or demand(event, "channel", "id")
    who = text(event, "user") or text(event, "actor_id") or scene.bot
    return (GroupTouched(**_common(payload, event, who, place_of(channel), scene)),)


def _moved(payload: Json, event: Json, scene: Scene) -> Events:
    place = place_of(demand(event, "old_channel_id"))
    common = _common(payload, event, scene.bot, place, scene)
    return (GroupMoved(**common, new_chat_id=demand(event, "new_channel_id")),)


def _home(payload: Json, event: Json, scene: Scene) -> Events:
    if text(event, "tab") != "home":
        return ()
    user = demand(event, "user")
    place = place_of(text(event, "channel") or scene.dm_of(user) or user, "im")
    return (HomeOpened(**_common(payload, event, user, place, scene)),)


def _common(payload: Json, event: Json, user: str, place: Place, scene: Scene) -> _Common:
    return {
        "event_id": f"{PLATFORM}:{demand(payload, 'event_id')}",
        "at": instant(text(event, "event_ts"), scene.now),
        "sender": somebody(user),
        "place": place,
    }


READERS: dict[str, Callable[[Json, Json, Scene], Events]] = {
    "message": _message,
    "app_mention": _mention,
    "app_home_opened": _home,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_left": _touched,
    "group_left": _touched,
    "channel_archive": _touched,
    "group_archive": _touched,
    "channel_unarchive": _touched,
    "group_unarchive": _touched,
    "channel_rename": _touched,
    "group_rename": _touched,
    "channel_id_changed": _moved,
    "user_change": lambda *_: (),  # `people` reads it
}
"""By the event's type; the manifest subscribes to exactly these."""
