"""`/forgetme`: what would be erased and what stays, two buttons one after the other, and then it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private, Rows
from bot.chat.text import Text, bullets
from bot.domain.people import STAFF, Member
from bot.domain.personal import Subject
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.my_data.declared import KEPT, TOO_OLD, feature, is_fresh, minute
from handlers.my_data.erasing import check_may_go, erase_member, goodbye, last_organiser

NOT_YOURS = N_("This is about somebody else, so nothing was erased. For your own data, send /forgetme.")

STRANGER = 0
"""In a button, instead of a member: the account alone."""


@dataclass(frozen=True, slots=True)
class ForgetWhich(ButtonData):
    """In which of several programmes."""

    prefix: ClassVar[str] = "fw"
    member: int


@dataclass(frozen=True, slots=True)
class AskToForget(ButtonData):
    """The first yes."""

    prefix: ClassVar[str] = "fm"
    member: int
    made: int


@dataclass(frozen=True, slots=True)
class ForgetMe(ButtonData):
    """The second yes, from which there is no way back."""

    prefix: ClassVar[str] = "fy"
    member: int
    made: int


@dataclass(frozen=True, slots=True)
class KeepAll(ButtonData):
    prefix: ClassVar[str] = "fn"


@feature.command(
    "forgetme",
    access="anyone",
    any_cohort=True,
    summary=N_("have everything erased that I have stored about you"),
    example="forgetme",
)
async def forget_me(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What it means; who is in several programmes says first which one is meant."""
    mine = list(turn.memberships.values())
    if len(mine) < 2:
        return [await _explain(turn, mine[0] if mine else None)]
    titles = {cohort.id: cohort.title for cohort in await turn.uow.cohorts.all()}
    rows: Rows = tuple((button(titles[one.cohort_id], ForgetWhich(one.id)),) for one in mine)
    return [turn.tell(N_("You take part in several programmes. In which one shall I forget you?"), rows)]


@feature.button(ForgetWhich, access="anyone", any_cohort=True)
async def which(turn: Turn[ButtonPressed], data: ForgetWhich) -> list[Intent]:
    if not _is_mine(turn, data.member):
        return [turn.toast(NOT_YOURS, alert=True)]
    return [await _explain(turn, _member(turn, data.member))]


@feature.button(AskToForget, access="anyone", any_cohort=True)
async def ask(turn: Turn[ButtonPressed], data: AskToForget) -> list[Intent]:
    """Once more. The buttons stand in the other order: who taps twice by mistake keeps everything."""
    if not _is_mine(turn, data.member) or not is_fresh(data.made, turn.now):
        return [turn.toast(TOO_OLD if _is_mine(turn, data.member) else NOT_YOURS, alert=True)]
    member = _member(turn, data.member)
    _ = turn.voice
    rows: Rows = (
        (button(_.plain("No, keep everything"), KeepAll()),),
        (button(_.plain("Yes, erase it now"), ForgetMe(data.member, minute(turn.now)), "danger"),),
    )
    name = member.name if member else turn.account.name
    words = _("**{name}, are you sure?** This cannot be undone, not even by the organisers.", name=name)
    return [Private(Message(words, rows))]


@feature.button(KeepAll, access="anyone", any_cohort=True)
async def keep_all(turn: Turn[ButtonPressed], data: KeepAll) -> list[Intent]:  # noqa: ARG001  # it carries nothing
    said = Message(turn.voice("Nothing was erased. Everything is as it was."))
    # Anybody can send this token from under any message of ours; what the group reads stays as it is.
    return [Edit(said) if turn.in_private else Private(said)]


@feature.button(ForgetMe, access="anyone", any_cohort=True)
async def do_forget(turn: Turn[ButtonPressed], data: ForgetMe) -> list[Intent]:
    """The second yes, from the person themselves."""
    if not _is_mine(turn, data.member) or not is_fresh(data.made, turn.now):
        return [turn.toast(TOO_OLD if _is_mine(turn, data.member) else NOT_YOURS, alert=True)]
    member = _member(turn, data.member)
    _ = turn.voice_for(member)
    if member is None:
        return await _forget_stranger(turn)
    try:
        done = await erase_member(turn, member, member)
    except RuleViolation as violation:
        if violation.code != "erasure.last_organiser":
            raise
        return [Private(Message(last_organiser(_)))]
    if done is None:
        return [turn.toast(N_("This is done already."), alert=True)]
    told, forgotten = done
    return [*told, goodbye(turn, turn.account, _, of=member.cohort_id, files=forgotten.files)]


async def _forget_stranger(turn: Turn[Any]) -> list[Intent]:
    forgotten = await turn.uow.personal.erase(Subject((), (turn.account,)), turn.now, attendance=False)
    assert forgotten is not None
    await turn.uow.audit.note(turn.cohort.id, turn.now, "erased", actor=None, stranger=True)
    return [goodbye(turn, turn.account, turn.voice, of=0, files=forgotten.files)]


def _is_mine(turn: Turn[Any], member_id: int) -> bool:
    """Whether the button is about the one who presses it."""
    if member_id == STRANGER:
        return not turn.memberships
    return any(one.id == member_id for one in turn.memberships.values())


def _member(turn: Turn[Any], member_id: int) -> Member | None:
    return next((one for one in turn.memberships.values() if one.id == member_id), None)


async def _explain(turn: Turn[Any], member: Member | None) -> Private:
    """What goes and what stays, or why it cannot be done now."""
    _ = turn.voice_for(member)
    if member is not None:
        try:
            await check_may_go(turn, member)
        except RuleViolation:
            return Private(Message(last_organiser(_)))
    rows: Rows = (
        (
            button(_.plain("Keep everything"), KeepAll()),
            button(
                _.plain("Erase my data …"),
                AskToForget(member.id if member else STRANGER, minute(turn.now)),
                "danger",
            ),
        ),
    )
    take = _("Do you want a copy first? Send /mydata, and wait for the files.")
    return Private(Message(await _what(turn, member, _) + take, rows))


async def _what(turn: Turn[Any], member: Member | None, _: Voice) -> Text:
    goes = [
        _("your name, your e-mail address and the rest of your profile"),
        _("your accounts: I will not know you any more"),
        _("what you asked, the reasons and notices that you wrote, and what you have filled in"),
        _("messages that still wait for you, and your invite codes"),
    ]
    if member is None:
        head = _("**Shall I forget you?** Then I erase for good:")
        return (*head, *bullets(goes[1], goes[2]))
    cohort = await turn.uow.cohorts.by_id(member.cohort_id)
    assert cohort is not None
    head = _("**Shall I forget you?** Then I erase for good, in **{title}**:", title=cohort.title)
    stays = _(KEPT[turn.deployment.privacy.attendance_of_erased])
    if member.roles & STAFF:
        stays += _("What you have answered, decided or recorded for others stays, too, without your name.")
    stays += _(
        "A new list from the organisers does not bring you back, unless they say so: for that I keep a fingerprint of your "
        "e-mail address, from which nobody can read the address."
    )
    return (*head, *bullets(*goes), *stays)
