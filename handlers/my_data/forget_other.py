"""`/forget`: an organiser erases somebody who has asked for it elsewhere, by mail say; confirmed twice, and noted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Intent, Message, Private, Rows
from bot.domain.find_people import find_people
from bot.domain.people import ORGANISERS, Account, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.my_data.attendance_of_erased import organisers_copy
from handlers.my_data.declared import TOO_OLD, feature, is_fresh, minute
from handlers.my_data.erasing import check_may_go, erase_member, goodbye, last_organiser, report
from handlers.my_data.forget import KeepAll

SHOWN = 8


@dataclass(frozen=True, slots=True)
class ForgetWhom(ButtonData):
    prefix: ClassVar[str] = "ow"
    member: int


@dataclass(frozen=True, slots=True)
class AskToForgetThem(ButtonData):
    prefix: ClassVar[str] = "om"
    member: int
    made: int


@dataclass(frozen=True, slots=True)
class ForgetThem(ButtonData):
    prefix: ClassVar[str] = "oy"
    member: int
    made: int


@feature.command(
    "forget",
    access=ORGANISERS,
    topic="manage",
    summary=N_("erase somebody who has asked you for it, and decide what stays of their attendance"),
    example="forget Giulia",
)
async def forget(turn: Turn[CommandInvoked]) -> list[Intent]:
    """By name or e-mail address; without one, what waits for a decision."""
    wanted = turn.event.args.strip().removeprefix("@").strip()
    if not wanted:
        waiting = await turn.uow.personal.open_erasures(turn.cohort.id)
        cards: list[Intent] = [organisers_copy(one.id, turn.me.id, asked_for=True) for one in waiting[:SHOWN]]
        usage = N_(
            "To erase somebody who has asked you for it, send their name or address, for example `/forget Giulia`."
        )
        return [*cards, turn.tell(usage)]
    found = find_people(await turn.uow.members.of_cohort(turn.cohort.id), wanted)
    if not found:
        words = N_("I found nobody whose name or e-mail address has “{words}” in it, so nothing was erased.")
        return [turn.tell(words, words=wanted[:40])]
    if len(found) == 1:
        return [await _explain(turn, found[0])]
    if len(found) > SHOWN:
        words = N_("{n} members fit. Please send more of the name, or the e-mail address.")
        return [turn.tell(words, n=len(found))]
    rows: Rows = tuple((button(_who(one)[:60], ForgetWhom(one.id)),) for one in found)
    return [turn.tell(N_("Several members fit. Whom do you mean?"), rows)]


def _who(member: Member) -> str:
    return f"{member.name} ({member.organisation})" if member.organisation else member.name


@feature.button(ForgetWhom, access="members", any_cohort=True)
async def whom(turn: Turn[ButtonPressed], data: ForgetWhom) -> list[Intent]:
    return [await _explain(*await _theirs(turn, data.member))]


@feature.button(AskToForgetThem, access="members", any_cohort=True)
async def ask(pressed: Turn[ButtonPressed], data: AskToForgetThem) -> list[Intent]:
    """Once more, with the buttons in the other order."""
    turn, member = await _theirs(pressed, data.member)
    if not is_fresh(data.made, turn.now):
        return [turn.toast(TOO_OLD, alert=True)]
    _ = turn.voice
    rows: Rows = (
        (button(_.plain("No, keep everything"), KeepAll()),),
        (button(_.plain("Yes, erase them now"), ForgetThem(member.id, minute(turn.now)), "danger"),),
    )
    words = _("**Erase {name}: are you sure?** This cannot be undone.", name=_who(member))
    return [Private(Message(words, rows))]


@feature.button(ForgetThem, access="members", any_cohort=True)
async def do_forget(pressed: Turn[ButtonPressed], data: ForgetThem) -> list[Intent]:
    """The second yes, from an organiser."""
    turn, member = await _theirs(pressed, data.member)
    if not is_fresh(data.made, turn.now):
        return [turn.toast(TOO_OLD, alert=True)]
    accounts = await _reachable(turn, member)
    try:
        done = await erase_member(turn, member, turn.me)
    except RuleViolation as violation:
        if violation.code != "erasure.last_organiser":
            raise
        return [Private(Message(last_organiser(turn.voice)))]
    if done is None:
        return [turn.toast(N_("This is done already."), alert=True)]
    told, forgotten = done
    goodbyes = [
        goodbye(turn, one, turn.voice_for(member), of=member.cohort_id, files=forgotten.files) for one in accounts
    ]
    if member.id == turn.me.id:
        return [*told, *goodbyes]
    return [*told, *goodbyes, report(turn, forgotten.name, forgotten.files)]


async def _reachable(turn: Turn[Any], member: Member) -> list[Account]:
    """Theirs that can be told that it was done."""
    accounts = await turn.uow.accounts.of_member(member.id)
    return [one for one in accounts if one.reachable and one.platform in turn.deployment.platforms]


async def _theirs(turn: Turn[ButtonPressed], member_id: int) -> tuple[Turn[ButtonPressed], Member]:
    """The turn in the member's cohort, of which the one who presses must be an organiser. Raises `access.denied`."""
    member = await turn.uow.members.by_id(member_id)
    if member is None:
        raise RuleViolation("access.denied", access=ORGANISERS)
    return await turn.within(member.cohort_id, ORGANISERS), member


async def _explain(turn: Turn[Any], member: Member) -> Private:
    _ = turn.voice
    if member.erased:
        return turn.tell(N_("This is done already."))
    try:
        await check_may_go(turn, member)
    except RuleViolation:
        return Private(Message(last_organiser(_)))
    words = _(
        "**Erase {name}?** Please do so only where they have asked you for it. Their profile, accounts, questions, notices "
        "and messages go for good.",
        name=_who(member),
    ) + _(_KEPT[turn.deployment.privacy.attendance_of_erased])
    rows: Rows = (
        (
            button(_.plain("Keep everything"), KeepAll()),
            button(_.plain("Erase them …"), AskToForgetThem(member.id, minute(turn.now)), "danger"),
        ),
    )
    return Private(Message(words, rows))


_KEPT = {
    "without_name": N_("Their attendance stays for the count, without their name."),
    "ask": N_("Their attendance stays at first, without their name; I ask you and the other organisers about it."),
    "erase": N_("Their attendance is erased, too."),
}
