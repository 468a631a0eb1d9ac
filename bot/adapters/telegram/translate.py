"""From a raw update to events. Pure: any JSON gives events, nothing, or a `Refusal` that says why; never another error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypedDict

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.constants import ChatID, ChatMemberStatus, ChatType

from bot.adapters.telegram.files_in import file_in
from bot.adapters.telegram.words import PLATFORM, Anonymous, Me, Refusal, clean, command_of, without_name
from bot.chat.buttons import TOKEN_MAX
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FileSent,
    GroupMoved,
    GroupTouched,
    MemberJoined,
    MemberLeft,
    MessageEdited,
    MessagePosted,
    Place,
    PrivateChatChanged,
    Sender,
)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
"""What Telegram is asked to send; `chat_member` it sends only where asked for by name, and only to administrators."""

_ANSWERED = {"message_id", "from", "chat", "date"}
_READ = _ANSWERED | {
    "sender_chat", "edit_date", "message_thread_id", "is_topic_message", "reply_to_message", "reply_markup", "via_bot",
    "text", "entities", "caption", "caption_entities", "new_chat_members", "left_chat_member", "new_chat_title",
    "migrate_to_chat_id", "migrate_from_chat_id",
    "animation", "document", "photo", "video", "audio", "voice", "video_note",
}  # fmt: skip
"""The fields of a message that are read here. The others are not given to the library, which refuses the whole message
where one of them (a poll, a gift) has not just the shape that it knows."""

_IN = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


class _Common(TypedDict):
    event_id: str
    at: datetime
    sender: Sender
    place: Place
    message_id: str | None


def translate(update: object, bot: Me, now: datetime) -> tuple[Event, ...]:
    """The events in `update`, in order; none where it holds nothing that concerns the bot (a sticker, a poll).

    `now` is the time of a pressed button, for which Telegram gives none. Raises `Refusal`.
    """
    if not isinstance(update, dict):
        raise Refusal("an update is a JSON object")
    try:
        return _events(update, bot, now)
    except Refusal:
        raise
    except Exception as error:  # whatever does not have the shape that the Bot API gives it
        raise Refusal(f"malformed: {type(error).__name__}") from error


def _events(raw: dict[str, Any], bot: Me, now: datetime) -> tuple[Event, ...]:
    event_id = f"{PLATFORM}:{bot.id}:{_id(raw['update_id'])}"
    if change := raw.get("my_chat_member"):
        return (_own_standing(_Change.of(change), event_id),)
    if change := raw.get("chat_member"):
        return tuple(_came_or_went(_Change.of(change), bot))
    update = Update.de_json(_lean(raw), None)
    if update.message:
        return tuple(_posted(update.message, event_id, bot))
    if update.edited_message:
        return tuple(_edited(update.edited_message, event_id, bot))
    if update.callback_query:
        return (_pressed(update.callback_query, event_id, bot, now),)
    kinds = sorted(str(key)[:40] for key in raw.keys() - {"update_id"})
    raise Refusal(f"of a kind that is not asked for: {', '.join(kinds[:3]) or 'none'}")


def _lean(raw: dict[str, Any]) -> dict[str, Any]:
    update = {key: _lean_message(raw[key]) for key in ("message", "edited_message") if raw.get(key)}
    if query := raw.get("callback_query"):
        message = query.get("message")
        update["callback_query"] = {**query, "message": _lean_message(message) if message else None}
    return {"update_id": raw["update_id"], **update}


def _lean_message(message: dict[str, Any]) -> dict[str, Any]:
    lean = {key: value for key, value in message.items() if key in _READ}
    if answered := lean.get("reply_to_message"):
        lean["reply_to_message"] = {key: value for key, value in answered.items() if key in _ANSWERED}
    return lean


@dataclass(frozen=True, slots=True)
class _Change:
    """A ChatMemberUpdated, without all the rights: the library refuses the whole where a server leaves one out."""

    chat: Chat
    by: User
    date: datetime
    who: User
    was_in: bool
    is_in: bool

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Self:
        old, new = raw["old_chat_member"], raw["new_chat_member"]
        people = [User.de_json(user, None) for user in (raw["from"], new["user"])]
        at = datetime.fromtimestamp(raw["date"], UTC)
        return cls(Chat.de_json(raw["chat"], None), people[0], at, people[1], _is_in(old), _is_in(new))


def _is_in(member: dict[str, Any]) -> bool:
    return member["status"] in _IN or (member["status"] == ChatMemberStatus.RESTRICTED and bool(member["is_member"]))


def _posted(message: Message, event_id: str, bot: Me) -> Iterable[Event]:
    if message.migrate_to_chat_id or message.migrate_from_chat_id:
        return (_moved(message, bot),)
    if message.new_chat_members:
        chat, date = message.chat, message.date
        return [_membership(MemberJoined, chat, who, date, bot) for who in message.new_chat_members if not who.is_bot]
    if message.left_chat_member:
        who = message.left_chat_member
        return () if who.is_bot else (_membership(MemberLeft, message.chat, who, message.date, bot),)
    if message.new_chat_title:
        return (GroupTouched(**_common(message.chat, message.from_user, message.date, event_id)),)
    if _is_anonymous(message) and (command := command_of(message, bot)) and command[0]:
        raise Anonymous(CommandInvoked(**_of(message, event_id), name=command[0], args=command[1]))
    _check_author(message, bot)
    return _said(message, event_id, bot)


def _said(message: Message, event_id: str, bot: Me) -> Iterable[Event]:
    common = _of(message, event_id)
    words, named = without_name(message, bot)
    if (file := file_in(message)) is not None:
        yield FileSent(
            **common, file_id=file.file_id, name=file.name, size=file.size, media_type=file.media_type, caption=words
        )
    elif command := command_of(message, bot):
        if command[0]:
            yield CommandInvoked(**common, name=command[0], args=command[1])
    elif message.text is not None:
        answered = _answered(message)
        addressed = named or common["place"].private or _by(answered, bot)
        reply_to = str(_id(answered.message_id)) if answered else None
        yield MessagePosted(**common, text=words, addressed=addressed, reply_to=reply_to)


def _edited(message: Message, event_id: str, bot: Me) -> Iterable[Event]:
    _check_author(message, bot)
    if message.text is None and message.caption is None:
        return  # a live location that moved on
    common = _of(message, event_id)
    common["at"] = (message.edit_date or message.date).astimezone(UTC)
    words, named = without_name(message, bot)
    addressed = named or common["place"].private or _by(_answered(message), bot)
    yield MessageEdited(**common, text=words, addressed=addressed)


def _is_anonymous(message: Message) -> bool:
    """By an administrator of the group who remains anonymous; not by a channel."""
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    return message.from_user is not None and message.from_user.id == ChatID.ANONYMOUS_ADMIN


def _check_author(message: Message, bot: Me) -> None:
    """Raises `Refusal` where no person wrote it in their own name, so that nobody could be told apart."""
    if message.from_user is None or message.sender_chat is not None:
        raise Refusal("written in the name of a chat: by an anonymous administrator, or by a channel")
    if message.from_user.is_bot:
        raise Refusal("written by a bot")
    if message.via_bot is not None and message.via_bot.id == bot.id:
        raise Refusal("written through the bot itself")


def _pressed(query: CallbackQuery, event_id: str, bot: Me, now: datetime) -> Event:
    message, token = query.message, query.data
    if message is None or token is None:
        raise Refusal("a press on something other than a button of a message")
    if query.from_user.is_bot:
        raise Refusal("pressed by a bot")
    if not token or len(token.encode()) > TOKEN_MAX:
        raise Refusal(f"a button token that does not have 1 to {TOKEN_MAX} bytes")
    thread = _thread(message) if isinstance(message, Message) else None
    common = _common(message.chat, query.from_user, now, event_id, thread)
    if isinstance(message, Message) and _by(message, bot) and _carries(message, token):
        common["message_id"] = str(_id(message.message_id))
    return ButtonPressed(**common, token=clean(token))


def _carries(message: Message, token: str) -> bool:
    """Whether the message has that button now. A client may send any token; through it no other message is edited."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return any(button.callback_data == token for row in rows for button in row)


def _own_standing(change: _Change, event_id: str) -> Event:
    common = _common(change.chat, change.by, change.date, event_id)
    if common["place"].private:
        return PrivateChatChanged(**common, open=change.is_in)
    return GroupTouched(**common, added=change.is_in and not change.was_in)


def _came_or_went(change: _Change, bot: Me) -> Iterable[Event]:
    if change.was_in != change.is_in and not change.who.is_bot:
        yield _membership(MemberJoined if change.is_in else MemberLeft, change.chat, change.who, change.date, bot)


def _membership(
    kind: type[MemberJoined | MemberLeft], chat: Chat, who: User, date: datetime, bot: Me
) -> MemberJoined | MemberLeft:
    """One joining may be told twice: by a service message, which every bot in the group gets but which large groups
    leave out, and by a `chat_member` update, which only administrators get. Neither alone is enough, so both are used
    and have one event id: both carry the second in which it happened."""
    what = "joined" if kind is MemberJoined else "left"
    event_id = f"{PLATFORM}:{bot.id}:{what}:{_id(chat.id)}:{_id(who.id)}:{date.timestamp():.0f}"
    return kind(**_common(chat, who, date, event_id))


def _moved(message: Message, bot: Me) -> Event:
    """The old group says where it went, and the new one whence it came: whichever is first, it is one event."""
    old, new = message.chat.id, message.migrate_to_chat_id
    if new is None:
        old, new = message.migrate_from_chat_id or 0, message.chat.id
    event_id = f"{PLATFORM}:{bot.id}:moved:{_id(old)}:{_id(new)}"
    sender = _sender(message.from_user)
    place = Place(PLATFORM, str(old), "group")
    at = message.date.astimezone(UTC)
    return GroupMoved(event_id=event_id, at=at, sender=sender, place=place, new_chat_id=str(new))


def _of(message: Message, event_id: str) -> _Common:
    common = _common(message.chat, message.from_user, message.date, event_id, _thread(message))
    common["message_id"] = str(_id(message.message_id))
    return common


def _common(chat: Chat, who: User | None, at: datetime, event_id: str, thread: str | None = None) -> _Common:
    if chat.type not in (ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP):
        raise Refusal("in a channel")
    place = Place(PLATFORM, str(_id(chat.id)), "private" if chat.type == ChatType.PRIVATE else "group", thread)
    return {
        "event_id": event_id, "at": at.astimezone(UTC), "sender": _sender(who), "place": place, "message_id": None
    }  # fmt: skip


def _sender(user: User | None) -> Sender:
    if user is None:
        raise Refusal("from nobody")
    account_id = str(_id(user.id))
    name = clean(user.full_name) or clean(user.username or "") or account_id
    return Sender(PLATFORM, account_id, name, language=clean(user.language_code or "") or None)


def _thread(message: Message) -> str | None:
    """The forum topic. Other supergroups number their chains of replies too: those are no places to write to."""
    if not message.is_topic_message or message.message_thread_id is None:
        return None
    return str(_id(message.message_thread_id))


def _answered(message: Message) -> Message | None:
    """The message that this one replies to. In a topic, what replies to nothing replies to the topic's beginning."""
    answered = message.reply_to_message
    if answered is not None and message.is_topic_message and answered.message_id == message.message_thread_id:
        return None
    return answered


def _by(message: Message | None, bot: Me) -> bool:
    return message is not None and message.from_user is not None and message.from_user.id == bot.id


def _id(number: object) -> int:
    """Ids have up to 52 bits. Raises `Refusal` for anything else, which would go into a database as a text."""
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= 2**63:
        raise Refusal("malformed: an id that is no whole number")
    return number
