"""A member's place is taken once on each platform. Another account for it needs an organiser's yes: no substitution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private
from bot.domain.people import ORGANISERS, LinkRequest, Member
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.enrolment.declared import feature, tell_organisers


@dataclass(frozen=True, slots=True)
class Decide(ButtonData):
    prefix: ClassVar[str] = "la"
    request: int
    approve: bool


async def ask_for_second_account(turn: Turn[Any], member: Member) -> list[Intent]:
    """Nothing is bound; organisers decide. Asking again asks nobody again."""
    request = await turn.uow.accounts.request_link(turn.account.id, member.id, turn.now)
    words = N_(
        "This place already belongs to another account. I have asked the organisers whether you may use this one too; "
        "I tell you when they have decided."
    )
    if request is None:
        return [turn.tell(words)]
    told = await tell_organisers(
        turn,
        member.cohort_id,
        lambda _: (
            _(
                "**Second account?** {account} ({platform}) has sent the code of **{name}** ({organisation}), whose place is "
                "taken by another account. Participants cannot be replaced. Is it the same person?",
                account=turn.account.name,
                platform=turn.account.platform,
                name=member.name,
                organisation=member.organisation or "–",
            ),
            (
                (
                    button(_.plain("Same person: allow"), Decide(request, True), "primary"),
                    button(_.plain("Refuse"), Decide(request, False), "danger"),
                ),
            ),
        ),
        key=f"second-account:{request}",
    )
    return [turn.tell(words), *told]


@feature.button(Decide, access="members", any_cohort=True)
async def decide(turn: Turn[ButtonPressed], data: Decide) -> list[Intent]:
    """An organiser of that cohort has decided; the first one counts."""
    request = await turn.uow.accounts.request(data.request)
    if request is None:
        return [turn.toast(N_("This request is gone: the account or the member was removed."), alert=True)]
    organiser = turn.require(ORGANISERS, request.member.cohort_id)
    state = "approved" if data.approve else "refused"
    if not await turn.uow.accounts.decide_request(request.id, state, organiser.id):
        return [turn.toast(N_("Another organiser has decided this already."), alert=True)]
    if data.approve:
        return await _approve(turn, request)
    _ = turn.voice_for(request.member)
    words = _("The organisers did not allow this account. If you think that is a mistake, please write to them.")
    return [
        _done(turn, N_("Refused: {account} does not get the place of {name}."), request),
        _to(request, Message(words)),
    ]


async def _approve(turn: Turn[Any], request: LinkRequest) -> list[Intent]:
    who, member = request.account, request.member
    if not await turn.uow.accounts.link(who.id, member, who.platform, turn.now, approved=True):
        return [turn.toast(N_("This account belongs to another member by now, so nothing was changed."), alert=True)]
    await turn.uow.invites.use_up(member.id, turn.now)
    _ = turn.voice_for(member)
    words = _(
        "**Welcome, {name}!** The organisers have allowed this account. Send /help to see what I can do.",
        name=member.name,
    )
    return [_done(turn, N_("Allowed: {account} is an account of {name}."), request), _to(request, Message(words))]


def _done(turn: Turn[Any], words: str, request: LinkRequest) -> Intent:
    return Edit(Message(turn.voice(words, account=request.account.name, name=request.member.name)))


def _to(request: LinkRequest, message: Message) -> Intent:
    """To the account that asked, member or not."""
    return Private(message, account=(request.account.platform, request.account.account_id))
