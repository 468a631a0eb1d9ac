"""Erasing a member, whoever asked for it: the rules, what it leaves to say, and to whom."""

from __future__ import annotations

from typing import Any

from bot.chat.messages import Intent, Private, Recheck, Refresh
from bot.chat.text import Text
from bot.domain.people import ORGANISERS, Account, Member
from bot.domain.personal import Forgotten
from bot.domain.violation import RuleViolation
from bot.locale.voice import Voice
from bot.scene import Turn
from handlers.my_data.attendance_of_erased import ask_organisers
from handlers.my_data.declared import erases_attendance, minute, tell_organisers
from handlers.my_data.goodbye import GOODBYE_FOR
from storage.personal.store import GOODBYE


async def check_may_go(turn: Turn[Any], member: Member) -> None:
    """Somebody must be left who answers and decides. Raises `erasure.last_organiser`.

    The organisers' rows are locked, so that two cannot both go because there is the other.
    """
    if member.roles & ORGANISERS:
        there = await turn.uow.personal.lock_organisers(member.cohort_id)
        if not any(other.id != member.id for other in there):
            raise RuleViolation("erasure.last_organiser")


def last_organiser(_: Voice) -> Text:
    return _(
        "**Nothing was erased.** There is no other organiser who has joined, so nobody could answer questions or decide "
        "any more. Please have another organiser join first: add them to the list of members (`groupmate import`), send "
        "them a code (/invites), and try again when they have joined."
    )


async def erase_member(turn: Turn[Any], member: Member, by: Member) -> tuple[list[Intent], Forgotten] | None:
    """What follows from it for others; None where they were erased before. Raises `erasure.last_organiser`."""
    await check_may_go(turn, member)
    subject = await turn.uow.personal.of_member(member)
    attended = await turn.uow.personal.has_attendance(member.id)
    told = await turn.deployment.registry.farewell(turn, member)
    forgotten = await turn.uow.personal.erase(subject, turn.now, attendance=erases_attendance(turn))
    if forgotten is None:
        return None
    await turn.uow.audit.note(member.cohort_id, turn.now, "erased", actor=by.id, subject=member.id)
    told += [Refresh(card) for card in forgotten.cards]
    if attended and turn.deployment.privacy.attendance_of_erased == "ask":
        return [*told, *await ask_organisers(turn, member)], forgotten

    def words(_: Voice) -> Text:
        return _(
            "**A member has had their data erased.** In my lists they are now called {name}. I do not say who it was. If "
            "they have told you so themselves, please erase them from your own lists, too.",
            name=forgotten.name,
        )

    return [*told, *await tell_organisers(turn, member.cohort_id, words, but=by.id)], forgotten


def goodbye(turn: Turn[Any], account: Account, voice: Voice, *, of: int, files: tuple[str, ...] = ()) -> Private:
    """The last words to an account. They need nothing that was erased, and their row goes when they were said.

    `of`: the cohort that they have left, 0 for a stranger."""
    stays = turn.deployment.privacy.attendance_of_erased if of else "erase"
    args = {"cohort": str(of), "language": voice.language, "files": " ".join(files), "stays": stays}
    return Private(
        account=(account.platform, account.account_id),
        key=f"{GOODBYE}:{account.id}:{of}:{minute(turn.now)}",
        recheck=Recheck("my_data.goodbye", args),
        expires=turn.now + GOODBYE_FOR,
    )


def report(turn: Turn[Any], name: str, files: tuple[str, ...]) -> Private:
    """To the organiser who did it."""
    recheck = Recheck("my_data.report", {"name": name, "reader": str(turn.me.id), "files": " ".join(files)})
    return Private(recheck=recheck, key=f"{GOODBYE}:report:{turn.me.id}:{name}")
