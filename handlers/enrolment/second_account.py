"""A member's place is taken once on each platform. Another account for it needs an organiser's yes: no substitution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, Private, Recheck, Refresh, Rows
from bot.domain.people import ORGANISERS, LinkRequest, Member, request_card
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.enrolment.declared import feature


@dataclass(frozen=True, slots=True)
class Decide(ButtonData):
    prefix: ClassVar[str] = "la"
    request: int
    approve: bool


async def ask_for_second_account(turn: Turn[Any], member: Member) -> list[Intent]:
    """Nothing is bound; organisers decide. Asking again asks nobody again."""
    request = await turn.uow.accounts.request_link(turn.account.id, member.id, turn.now)
    if request is None:
        words = N_(
            "The organisers know that you want to use this account, so I have not asked them again. "
            "If they said no, or you cannot wait, please write to them."
        )
        return [turn.tell(words)]
    words = N_(
        "This code was used already, with another account, so nothing has changed. I have asked the organisers whether "
        "you may use this account, too. I will tell you what they say."
    )
    told = [
        Private(
            to=organiser.id,
            key=f"{request_card(request)}:{organiser.id}",
            card=request_card(request),
            recheck=Recheck("enrolment.second_account", {"request": str(request), "reader": str(organiser.id)}),
        )
        for organiser in await turn.uow.members.organisers(member.cohort_id)
    ]
    return [turn.tell(words), *told]


@feature.recheck("enrolment.second_account")
async def render_request(view: View, request: str, reader: str) -> Message | None:
    """An organiser's copy: with buttons until one of them has decided, afterwards with what was decided."""
    found = await view.uow.accounts.request(int(request))
    organiser = await view.uow.members.by_id(int(reader))
    if found is None or organiser is None or not organiser.roles & ORGANISERS:
        return None
    _ = view.voice_for(organiser)
    who = found.member
    head = _(
        "**A second account?** {account} ({platform}) has sent the invite code of **{name}**, who has joined already "
        "with another account.",
        account=found.account.name,
        platform=found.account.platform,
        name=f"{who.name} ({who.organisation})" if who.organisation else who.name,
    )
    if found.state == "open":
        return Message(
            head + _("Nobody can take the place of another person. Is it the same person?"), _choices(_, found.id)
        )
    if found.state == "approved":
        return Message(head + _("Allowed: {name} can use both accounts.", name=who.name))
    return Message(head + _("Refused: that account has not got the place of {name}.", name=who.name))


def _choices(_: Voice, request_id: int) -> Rows:
    return (
        (
            button(_.plain("Same person: allow"), Decide(request_id, True), "primary"),
            button(_.plain("Refuse"), Decide(request_id, False), "danger"),
        ),
    )


@feature.button(Decide, access="members", any_cohort=True)
async def decide(turn: Turn[ButtonPressed], data: Decide) -> list[Intent]:
    """An organiser of that cohort has decided; the first one counts."""
    request = await turn.uow.accounts.request(data.request)
    if request is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    organiser = turn.require(ORGANISERS, request.member.cohort_id)
    refresh = Refresh(request_card(request.id))
    taken = await _joined_as(turn, request)
    approved = data.approve and taken in (None, request.member.id)
    if not await turn.uow.accounts.decide_request(request.id, "approved" if approved else "refused", organiser.id):
        return [turn.toast(N_("This was decided already, so nothing has changed."), alert=True), refresh]
    if data.approve and not approved:
        words = N_("This account has joined as somebody else by now, so it stays as it is.")
        return [turn.toast(words, alert=True), refresh]
    if not approved:
        await _note(turn, organiser, request, "refused")
        return [refresh, await _refuse(turn, request)]
    if taken is None and not await turn.uow.accounts.link(
        request.account.id, request.member, request.account.platform, turn.now, approved=True
    ):
        await turn.uow.accounts.reopen_request(request.id)
        words = N_("I could not link this account just now, so nothing has changed. Please try again.")
        return [turn.toast(words, alert=True), refresh]
    await _note(turn, organiser, request, "approved")
    return [refresh, await _approve(turn, request)]


async def _note(turn: Turn[Any], organiser: Member, request: LinkRequest, decision: str) -> None:
    member = request.member
    await turn.uow.audit.note(
        member.cohort_id,
        turn.now,
        "second_account_decided",
        actor=organiser.id,
        subject=member.id,
        decision=decision,
    )


async def _joined_as(turn: Turn[Any], request: LinkRequest) -> int | None:
    """The member whose account it is by now."""
    linked = await turn.uow.accounts.linked(request.member.cohort_id, request.account.platform)
    return linked.get(request.account.account_id)


async def _approve(turn: Turn[Any], request: LinkRequest) -> Intent:
    """Say so to the account that is linked now."""
    member = request.member
    await turn.uow.invites.use_up(member.id, turn.now)
    await turn.uow.accounts.clear_join_failures(request.account.id)
    _ = turn.voice_for(member)
    words = _(
        "**Welcome, {name}!** The organisers have allowed this account. Send /help to see what I can do.",
        name=member.name,
    )
    return _to(request, Message(words))


async def _refuse(turn: Turn[Any], request: LinkRequest) -> Intent:
    _ = turn.voice_for(request.member)
    words = _(
        "The organisers did not allow this account, so you have not joined with it. "
        "If you think that is a mistake, please write to them."
    )
    return _to(request, Message(words))


def _to(request: LinkRequest, message: Message) -> Intent:
    """To the account that asked, member or not."""
    return Private(message, account=(request.account.platform, request.account.account_id))
