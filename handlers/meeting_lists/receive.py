"""A list comes in: it is fetched, read, and its session found or asked for."""

from __future__ import annotations

import asyncio
from collections import Counter

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed, FileSent
from bot.chat.messages import Edit, Fetch, Fetched, Intent, Message, Private, Recheck, Refresh
from bot.chat.text import Text
from bot.domain.meeting import Stay
from bot.domain.people import ORGANISERS, Member
from bot.locale.voice import N_
from bot.programme import Session
from bot.programme.meeting_lists import MOST_BYTES, UnreadableList, read_list
from bot.programme.upcoming import dated
from bot.scene import Scene, Turn
from handlers.meeting_lists.buttons import GONE, OfSession, WhichSession, list_of
from handlers.meeting_lists.declared import MAY_SEND, card_key, feature, match_people
from storage.meeting_lists import MeetingList

ENDINGS = (".csv", ".tsv", ".txt")
SPREADSHEETS = (".xlsx", ".xls", ".ods")

REFUSED = {
    "no_text": N_(
        "I cannot read {name}: it is no text. Please export the list of participants as CSV and send me that."
    ),
    "spreadsheet": N_(
        "{name} is a spreadsheet. Please save it as CSV, or send me the CSV file as Zoom or Teams made it."
    ),
    "too_large": N_("{name} is too large for a list of participants, so I did not read it."),
    "no_table": N_(
        "I found no list of participants in {name}. I look for a column with names and one with minutes, or with the "
        "times at which people came and left."
    ),
    "no_times": N_(
        "{name} says who was there, but not for how long, so I did nothing with it. Please export the list with the "
        "join and leave times, or the minutes."
    ),
}


@feature.file
async def received(turn: Turn[FileSent]) -> list[Intent]:
    """A CSV file from a trainer or organiser. Others' files, and other files, are for other features."""
    event = turn.event
    if turn.member is None or not turn.member.roles & MAY_SEND or not event.name.lower().endswith(ENDINGS):
        return []
    if event.size > MOST_BYTES:
        return [turn.tell(REFUSED["too_large"], name=event.name)]
    return [
        turn.tell(
            N_("I am reading {name} as a list of participants of an online meeting. One moment."), name=event.name
        ),
        Fetch(event.file_id, "meeting_lists.read", {"name": event.name, "by": str(turn.me.id)}),
    ]


@feature.fetched("meeting_lists.read")
async def read(scene: Scene, fetched: Fetched, name: str, by: str) -> list[Intent]:
    """Say what was found, to who sent it."""
    sender = await scene.uow.members.by_id(int(by))
    if sender is None or not sender.roles & MAY_SEND:
        return []
    _ = scene.voice_for(sender)
    if fetched.problem:
        words = _("I could not get {name} from the chat, so nothing was read. Please send it again.", name=name)
        return [Private(Message(words), to=sender.id)]
    try:
        stays = await stays_in(scene, fetched.key)
    except UnreadableList as refusal:
        await scene.deployment.files.remove(fetched.key)
        return [Private(Message(_(REFUSED[refusal.code], name=name)), to=sender.id)]
    list_id = await scene.uow.meeting_lists.add(scene.cohort.id, sender.id, name, fetched.key, scene.now)
    found = await scene.uow.meeting_lists.by_id(list_id)
    assert found is not None
    session = _guess(scene, stays)
    if session is None:
        words = _("I have read {name}. Of which session is it?", name=name)
        return [Private(_which(scene, found, words=words), to=sender.id)]
    await match_people(scene, found, session, stays)
    return await _cards(scene, list_id, sender)


async def _cards(scene: Scene, list_id: int, sender: Member) -> list[Intent]:
    """For who sent it; where they may not decide, for the organisers, too."""
    others = [] if sender.roles & ORGANISERS else await scene.uow.members.organisers(scene.cohort.id)
    return [_card(list_id, member.id) for member in (sender, *others)]


def _card(list_id: int, member_id: int) -> Private:
    """The comparison, kept up to date while it is decided about."""
    recheck = Recheck("meeting_lists.comparison", {"listed": str(list_id), "reader": str(member_id)})
    return Private(to=member_id, key=f"{card_key(list_id)}:{member_id}", card=card_key(list_id), recheck=recheck)


async def stays_in(scene: Scene, key: str) -> list[Stay]:
    """Raises `UnreadableList`."""
    days = {session.date for session in scene.programme.sessions if session.date}
    try:
        return await asyncio.to_thread(read_list, await scene.deployment.files.get(key), days)
    except KeyError:
        raise UnreadableList("no_text") from None


@feature.button(WhichSession, access=MAY_SEND, any_cohort=True)
async def which_session(pressed: Turn[ButtonPressed], data: WhichSession) -> list[Intent]:
    turn, found = await list_of(pressed, data.list, MAY_SEND)
    if found is None:
        return [turn.toast(GONE, alert=True)]
    words = turn.voice("Of which session is {name}?", name=found.file_name)
    return [Private(_which(turn, found, words=words))]


@feature.button(OfSession, access=MAY_SEND, any_cohort=True)
async def of_session(pressed: Turn[ButtonPressed], data: OfSession) -> list[Intent]:
    turn, found = await list_of(pressed, data.list, MAY_SEND)
    session = next((s for s in turn.programme.sessions if s.key == data.session), None)
    if found is None or session is None:
        return [turn.toast(GONE, alert=True)]
    try:
        stays = await stays_in(turn, found.key)
    except UnreadableList:
        return [turn.toast(GONE, alert=True)]
    await match_people(turn, found, session, stays)
    words = turn.voice("{name} is the list of **{title}**.", name=found.file_name, title=session.title)
    return [Edit(Message(words)), *await _cards(turn, found.id, turn.me), Refresh(card_key(found.id))]


def _guess(scene: Scene, stays: list[Stay]) -> Session | None:
    """The session on whose day most people came; None where the list has no times, or none that fit."""
    days = Counter(stay.joined.date() for stay in stays if stay.joined)
    came = [(days[session.date], session) for session in dated(scene.programme) if session.date]
    return max((pair for pair in came if pair[0]), key=lambda pair: pair[0], default=(0, None))[1]


def _which(scene: Scene, found: MeetingList, *, words: Text) -> Message:
    begun = [s for s in dated(scene.programme) if s.kind == "online" and s.opens_at and s.opens_at <= scene.now]
    rows = tuple((button(session.title, OfSession(found.id, session.key)),) for session in reversed(begun))
    return Message(words, rows)
