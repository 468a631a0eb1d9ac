"""Send, change or cancel: the first tap counts, whoever makes it."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, OpenForm, Refresh
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.announce.audience import reach
from handlers.announce.declared import CancelIt, ChangeIt, SendIt, TakeTime, feature, state_card
from handlers.announce.message import moment
from handlers.announce.send import messages
from handlers.announce.write import form_of, nobody, own, preview

SETTLED = N_("This was decided already. You see above what became of it.")
PASSED = N_("The time that you chose has passed, so nothing was sent. Please tap Change and choose another.")


@feature.button(SendIt, access="members", any_cohort=True)
async def send(pressed: Turn[ButtonPressed], data: SendIt) -> list[Intent]:
    """Now, or at the time that the preview says."""
    turn, found = await own(pressed, data.announcement)
    refresh = Refresh(state_card(found.id))
    if found.at is not None and found.at <= turn.now and found.state == "draft":
        return [turn.toast(PASSED, alert=True), refresh]
    if found.state == "draft" and (problem := await nobody(turn, found.audience)):
        return [turn.toast("{words}", words=problem[:200], alert=True), refresh]
    reached = await reach(turn, found.audience)
    number = len(reached.people) or reached.groups
    if found.at is not None:
        done = await turn.uow.announcements.schedule(found.id)
        words = turn.toast(N_("Planned for {when}."), when=moment(turn, turn.me, found.at))
    else:
        done = await turn.uow.announcements.begin(found.id, "draft", number)
        words = turn.toast(N_("Sent."))
    if not done:
        return [turn.toast(SETTLED, alert=True), refresh]
    await turn.uow.audit.note(
        turn.cohort.id, turn.now, "announced", actor=turn.me.id, to=found.audience.to, number=number, id=found.id
    )
    sent = messages(turn, found, reached, at_once=True) if found.at is None else []
    return [words, *sent, refresh]


@feature.button(ChangeIt, access="members", any_cohort=True)
async def change(pressed: Turn[ButtonPressed], data: ChangeIt) -> list[Intent]:
    """The form again, with what was written."""
    turn, found = await own(pressed, data.announcement)
    if found.state != "draft":
        return [turn.toast(SETTLED, alert=True), Refresh(state_card(found.id))]
    return [OpenForm(form_of(turn, found))]


@feature.button(CancelIt, access="members", any_cohort=True)
async def cancel(pressed: Turn[ButtonPressed], data: CancelIt) -> list[Intent]:
    """What has not gone yet stays here: each message looks just before it leaves."""
    turn, found = await own(pressed, data.announcement)
    gone, waiting = await turn.uow.announcements.progress(found.id)
    refresh = Refresh(state_card(found.id))
    if found.state == "sent" and not waiting:
        return [turn.toast(N_("It is too late: all of it has gone."), alert=True), refresh]
    if not await turn.uow.announcements.cancel(found.id):
        return [turn.toast(SETTLED, alert=True), refresh]
    if found.state != "draft":
        await turn.uow.audit.note(
            turn.cohort.id, turn.now, "announcement_cancelled", actor=turn.me.id, id=found.id, gone=gone
        )
    if gone:
        return [turn.toast(N_("Cancelled. {n} messages had gone already."), n=gone, alert=True), refresh]
    return [turn.toast(N_("Cancelled. Nothing was sent.")), refresh]


@feature.button(TakeTime, access="members", any_cohort=True)
async def take_time(pressed: Turn[ButtonPressed], data: TakeTime) -> list[Intent]:
    """Of a time that could be read in several ways."""
    turn, found = await own(pressed, data.announcement)
    if found.state != "draft":
        return [turn.toast(SETTLED, alert=True)]
    await turn.uow.announcements.choose_time(found.id, datetime.fromtimestamp(data.minute * 60, UTC))
    return preview(found.id, turn.me.id)
