"""From intents to outbox rows and the direct reply, inside the turn's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.chat.events import Event, MemberJoined, Place
from bot.chat.forms import Form
from bot.chat.messages import (
    Card,
    DirectReply,
    Edit,
    Fetch,
    FormErrors,
    Inspect,
    Intent,
    Mail,
    Message,
    OpenForm,
    Private,
    Refresh,
    Say,
    ShowHome,
    Toast,
    ToMany,
)
from bot.domain.people import Account
from bot.engine import dialogs, private_chats
from bot.ports import Sent, Target, ToAccount, ToChat, Whisper
from bot.scene import Scene, Turn
from storage.outgoing import Lease, OutboxRow, Outgoing, fresh_row


@dataclass(slots=True)
class Recorded:
    """`rows` are leased to this process and are to be sent once the turn is committed and confirmed; then the `places`
    are to be looked at, and `files` fetched. `freed`: what had waited for something else can be sent, too."""

    reply: DirectReply = field(default_factory=DirectReply)
    rows: list[int | OutboxRow] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    files: bool = False
    freed: bool = False


async def record_turn(turn: Turn[Event], intents: Iterable[Intent], wall: datetime, lease: Lease) -> Recorded:
    """Store what a handler wants said. Toasts, forms and form errors go back within the turn itself."""
    done = Recorded()
    for intent in intents:
        match intent:
            case Toast() | FormErrors() | ShowHome():
                done.reply = _with(done.reply, intent)
            case OpenForm(form):
                await _open_form(turn, form, wall, lease, done)
            case Say():
                await _add(turn, _said(turn, intent), wall, lease, done)
            case Edit():
                await _change(turn, intent, wall, lease, done)
            case Inspect(place):
                done.places.append(place)
            case Fetch():
                await turn.uow.incoming.add(turn.cohort.id, turn.event.place.platform, intent, wall)
                done.files = True
            case Private(to=None, account=None):
                await _add(turn, _to_asker(turn, intent), wall, lease, done)
            case _:
                await _record_for_others(turn, intent, wall, lease, done)
    return done


def _with(reply: DirectReply, intent: Toast | FormErrors | ShowHome) -> DirectReply:
    match intent:
        case Toast():
            return replace(reply, toast=intent)
        case FormErrors(errors):
            return replace(reply, errors=errors)
        case ShowHome(message):
            return replace(reply, home=message)


async def _open_form(turn: Turn[Event], form: Form, wall: datetime, lease: Lease, done: Recorded) -> None:
    """At once, where the platform lets it; else by a button; else step by step."""
    offer = await dialogs.hold(turn, form) if turn.event.can_open_form or turn.can.modals else None
    if turn.event.can_open_form:
        done.reply = replace(done.reply, form=form, form_offer=offer)
        return
    for asked in [Private(offer)] if offer else await dialogs.begin(turn, form):
        await _add(turn, _to_asker(turn, asked), wall, lease, done)


async def _change(turn: Turn[Event], edit: Edit, wall: datetime, lease: Lease, done: Recorded) -> None:
    place, message_id, message = turn.event.place, turn.event.message_id, edit.message
    if message_id is None or not (place.private or edit.for_all):
        # It stands where nothing can be changed any more, or where a forged press would show everybody what is private.
        await _add(turn, _to_asker(turn, Private(message)), wall, lease, done)
        return
    stands_at = Sent(place.chat_id, message_id)
    # A card belongs to the cohort, not to whoever presses on it: it changes through its recheck alone.
    if not await turn.uow.outbox.is_card(place.platform, stands_at):
        await _add(turn, _edit(turn, message, stands_at), wall, lease, done)


def _said(turn: Turn[Event], said: Say) -> Outgoing:
    where, reply_to = said.place or turn.event.place, said.reply_to
    if said.place is None and not where.private:
        reply_to = turn.event.message_id
    target = ToChat(where.chat_id, where.thread_id, reply_to)
    whose = turn.event.sender.account_id if said.place is None and where.private else None
    return Outgoing(where.platform, target, said.message, cohort_id=turn.cohort.id, whose=whose)


async def record_tick(scene: Scene, intents: Iterable[Intent], wall: datetime, lease: Lease) -> Recorded:
    """Store what a tick wants said; a tick has nobody to reply to."""
    done = Recorded()
    for intent in intents:
        await _record_for_others(scene, intent, wall, lease, done)
    return done


async def _record_for_others(scene: Scene, intent: Intent, wall: datetime, lease: Lease, done: Recorded) -> None:
    match intent:
        case Private(to=int() as member_id):
            # A member without an account has not joined yet, and cannot have asked for anything.
            accounts = await scene.uow.accounts.of_member(member_id)
            if account := _best(scene, accounts):
                await _add_for(scene, intent, account, wall, lease, done)
        case ToMany():
            await _add_for_many(scene, intent, wall, lease, done)
        case Private(account=(platform, account_id)):
            await _add(scene, _private(scene, intent, platform, ToAccount(account_id)), wall, lease, done)
        case Card(key, recheck, at, expires):
            for platform, chat_id, thread_id in await scene.uow.cohorts.groups(scene.cohort.id):
                if platform not in scene.deployment.platforms:
                    continue  # it was switched off
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
        case Mail(member_id, key, recheck):
            if scene.deployment.mails:
                await scene.uow.letters.add(key, scene.cohort.id, member_id, recheck, wall)
        case Refresh(key, once):
            done.rows += await scene.uow.outbox.refresh(key, wall, lease, once=once)
        case _:
            raise TypeError(f"{type(intent).__name__} needs an event to answer")


async def _add_for(
    scene: Scene, intent: Private, account: Account, wall: datetime, lease: Lease, done: Recorded
) -> None:
    """To a member who has not asked for it just now, and may not be able to get it."""
    outgoing = _private(scene, intent, account.platform, ToAccount(account.account_id))
    made = await _add(scene, replace(outgoing, state=_state_for(account)), wall, lease, done)
    platform = scene.deployment.platforms.get(account.platform)
    if made and platform and _state_for(account) == "parked":
        link, cohort_id = platform.private_link(), scene.cohort.id
        done.rows += await private_chats.invite_all(scene.uow, account.platform, cohort_id, link, wall, lease)


async def _add_for_many(scene: Scene, intent: ToMany, wall: datetime, lease: Lease, done: Recorded) -> None:
    """They are leased to nobody: ten thousand take longer than a lease to leave."""
    accounts = await scene.uow.accounts.of_members(intent.to)
    found = {member_id: _best(scene, accounts.get(member_id, ())) for member_id in intent.to}
    rows = [
        Outgoing(
            account.platform,
            ToAccount(account.account_id),
            None,
            key=f"{intent.key}:{member_id}",
            card=intent.card,
            cohort_id=scene.cohort.id,
            recheck=replace(intent.recheck, args={**intent.recheck.args, "to": str(member_id)}),
            not_before=intent.at,
            expires=intent.expires,
            state=_state_for(account),
        )
        for member_id, account in found.items()
        if account
    ]
    await scene.uow.outbox.add_many(rows, wall)
    done.freed = True
    for name in {row.platform for row in rows if row.state == "parked"} & scene.deployment.platforms.keys():
        link = scene.deployment.platforms[name].private_link()
        done.rows += await private_chats.invite_all(scene.uow, name, scene.cohort.id, link, wall, lease)


def _best(scene: Scene, accounts: Sequence[Account]) -> Account | None:
    """The account to write to; one on a platform that was switched off is as good as one that blocked the bot."""
    usable = [account for account in accounts if account.platform in scene.deployment.platforms]
    return next(iter(usable or [replace(a, reachable=False, blocked=True) for a in accounts]), None)


async def _add(scene: Scene, outgoing: Outgoing, wall: datetime, lease: Lease, done: Recorded) -> bool:
    """Whether it is new; what was said before under the same key is not said again."""
    later = outgoing.state != "waiting" or (outgoing.not_before is not None and outgoing.not_before > scene.now)
    row = await scene.uow.outbox.add(outgoing, wall, None if later else lease)
    if row is not None and not later:
        done.rows.append(fresh_row(row, outgoing, lease))
    return row is not None


def _state_for(account: Account) -> Literal["waiting", "parked", "failed"]:
    """What is for somebody who cannot be reached waits for them, or is shown to organisers."""
    if account.reachable:
        return "waiting"
    return "failed" if account.blocked else "parked"


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
    """Within the group and seen by nobody else, where the platform can: it is short-lived, so nothing that is to be kept
    up to date, and no file. Who has just come in has asked for nothing, and may not look there yet."""
    sender, place = turn.event.sender, turn.event.place
    fleeting = (
        intent.message is not None and not intent.message.files and (intent.key, intent.card, intent.at) == (None,) * 3
    )
    if place.private:
        return _private(turn, intent, sender.platform, ToAccount(sender.account_id))
    if turn.can.whispers and fleeting and not isinstance(turn.event, MemberJoined):
        return _private(turn, intent, sender.platform, Whisper(sender.account_id, place.chat_id, place.thread_id))
    outgoing = _private(turn, intent, sender.platform, ToAccount(sender.account_id))
    return replace(outgoing, asked_in=ToChat(place.chat_id, place.thread_id))


def _edit(turn: Turn[Event], message: Message, stands_at: Sent) -> Outgoing:
    place = turn.event.place
    return Outgoing(
        place.platform,
        ToChat(place.chat_id, place.thread_id),
        message,
        cohort_id=turn.cohort.id,
        edits=stands_at,
        whose=turn.event.sender.account_id if place.private else None,
    )
