"""From intents to outbox rows and the direct reply, inside the turn's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.chat.events import Event
from bot.chat.messages import (
    Card,
    DirectReply,
    Edit,
    FormErrors,
    Intent,
    Message,
    OpenForm,
    Private,
    Refresh,
    Say,
    Toast,
)
from bot.engine import dialogs
from bot.ports import Sent, Target, ToAccount, ToChat
from bot.scene import Scene, Turn
from storage.outbox import Lease, Outgoing


@dataclass(slots=True)
class Recorded:
    """`rows` are leased to this process and are to be sent once the turn is committed and confirmed."""

    reply: DirectReply = field(default_factory=DirectReply)
    rows: list[int] = field(default_factory=list)


async def record_turn(turn: Turn[Event], intents: Iterable[Intent], wall: datetime, lease: Lease) -> Recorded:
    """Store what a handler wants said. Toasts, forms and form errors go back within the turn itself."""
    done = Recorded()
    for intent in intents:
        match intent:
            case Toast():
                done.reply = replace(done.reply, toast=intent)
            case OpenForm(form) if turn.event.can_open_form:
                done.reply = replace(done.reply, form=form)
            case OpenForm(form):
                for message in await dialogs.begin(turn, form):
                    await _add(turn, _to_asker(turn, message), wall, lease, done)
            case FormErrors(errors):
                done.reply = replace(done.reply, errors=errors)
            case Say(message, place, reply_to):
                where = place or turn.event.place
                if place is None and not where.private:
                    reply_to = turn.event.message_id
                target = ToChat(where.chat_id, where.thread_id, reply_to)
                whose = turn.event.sender.account_id if place is None and where.private else None
                outgoing = Outgoing(where.platform, target, message, cohort_id=turn.cohort.id, whose=whose)
                await _add(turn, outgoing, wall, lease, done)
            case Edit(message):
                # A card belongs to the cohort, not to whoever presses on it: it changes through its recheck alone.
                place, message_id = turn.event.place, turn.event.message_id
                if message_id and not await turn.uow.outbox.is_card(place.platform, Sent(place.chat_id, message_id)):
                    await _add(turn, _edit(turn, message, message_id), wall, lease, done)
            case Private(to=None, account=None):
                await _add(turn, _to_asker(turn, intent), wall, lease, done)
            case _:
                await _record_for_others(turn, intent, wall, lease, done)
    return done


async def record_tick(scene: Scene, intents: Iterable[Intent], wall: datetime, lease: Lease) -> Recorded:
    """Store what a tick wants said; a tick has nobody to reply to."""
    done = Recorded()
    for intent in intents:
        await _record_for_others(scene, intent, wall, lease, done)
    return done


async def _record_for_others(scene: Scene, intent: Intent, wall: datetime, lease: Lease, done: Recorded) -> None:
    match intent:
        case Private(to=int() as member_id):
            accounts = await scene.uow.accounts.of_member(member_id)
            if accounts:
                target = ToAccount(accounts[0].account_id)
                await _add(scene, _private(scene, intent, accounts[0].platform, target), wall, lease, done)
        case Private(account=(platform, account_id)):
            await _add(scene, _private(scene, intent, platform, ToAccount(account_id)), wall, lease, done)
        case Card(key, recheck, at, expires):
            for platform, chat_id, thread_id in await scene.uow.cohorts.groups(scene.cohort.id):
                outgoing = Outgoing(
                    platform,
                    ToChat(chat_id, thread_id),
                    None,
                    key=f"{key}@{platform}:{chat_id}",
                    card=key,
                    cohort_id=scene.cohort.id,
                    recheck=recheck,
                    not_before=at,
                    expires=expires,
                )
                await _add(scene, outgoing, wall, lease, done)
        case Refresh(key, once):
            done.rows += await scene.uow.outbox.refresh(key, wall, lease, once=once)
        case _:
            raise TypeError(f"{type(intent).__name__} needs an event to answer")


async def _add(scene: Scene, outgoing: Outgoing, wall: datetime, lease: Lease, done: Recorded) -> None:
    later = outgoing.not_before is not None and outgoing.not_before > scene.now
    row = await scene.uow.outbox.add(outgoing, wall, None if later else lease)
    if row is not None and not later:
        done.rows.append(row)


def _private(scene: Scene, intent: Private, platform: str, target: Target) -> Outgoing:
    return Outgoing(
        platform,
        target,
        intent.message,
        key=intent.key,
        card=intent.card,
        cohort_id=scene.cohort.id,
        recheck=intent.recheck,
        not_before=intent.at,
        expires=intent.expires,
    )


def _to_asker(turn: Turn[Event], intent: Private) -> Outgoing:
    sender = turn.event.sender
    return _private(turn, intent, sender.platform, ToAccount(sender.account_id))


def _edit(turn: Turn[Event], message: Message, message_id: str) -> Outgoing:
    place = turn.event.place
    return Outgoing(
        place.platform,
        ToChat(place.chat_id, place.thread_id),
        message,
        cohort_id=turn.cohort.id,
        edits=Sent(place.chat_id, message_id),
        whose=turn.event.sender.account_id if place.private else None,
    )
