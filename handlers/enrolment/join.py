"""Joining: an invite code binds this account to one member. Guessing is slowed down and reported."""

from __future__ import annotations

from typing import Any

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, Private
from bot.domain.join import TRIES, WINDOW, check_may_try, clean_code, hash_code
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.enrolment.declared import feature, tell_organisers
from handlers.enrolment.second_account import ask_for_second_account

EXAMPLE = "KQ7MW-XA3PD"


@feature.command(
    "join",
    access="anyone",
    any_cohort=True,
    summary=N_("join the programme with your personal invite code"),
    example=f"join {EXAMPLE}",
)
async def join(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Bind the asker's account to the member whose code it is."""
    args = turn.event.args
    if not args:
        return [
            turn.tell(
                N_(
                    "Please send your invite code after the word join, for example `/join {code}`. You got it by e-mail."
                ),
                code=EXAMPLE,
            )
        ]
    failures = await turn.uow.accounts.join_failures(turn.account.id, turn.now - WINDOW)
    try:
        check_may_try(failures, turn.now)
    except RuleViolation as violation:
        until = turn.voice.clock(violation.fields["until"])  # type: ignore[arg-type]  # the rule's own instant
        return [
            turn.tell(
                N_("Too many codes did not fit. Please try again after {until}, or ask the organisers."), until=until
            )
        ]
    found = await turn.uow.invites.find(hash_code(args)) if clean_code(args) else None
    if found is None:
        return await _wrong_code(turn, len(failures) + 1)
    return await _right_code(turn, *found)


@feature.command("start", access="anyone", any_cohort=True, summary=N_("say hello"), example="start", hidden=True)
async def start(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What an invite link opens: it carries the code."""
    args = turn.event.args
    if args:
        return await join(turn)
    if turn.member:
        return [
            turn.tell(N_("Hello {name}! Ask me anything about the programme, or send /help."), name=turn.member.name)
        ]
    return [
        turn.tell(
            N_(
                "Hello! I am the assistant of **{title}**. You can ask me about it. Are you a member? "
                "Then send `/join` and your invite code, for example `/join {code}`."
            ),
            title=turn.cohort.title,
            code=EXAMPLE,
        )
    ]


async def _wrong_code(turn: Turn[Any], failures: int) -> list[Intent]:
    await turn.uow.accounts.add_join_failure(turn.account.id, turn.now)
    left = TRIES - failures
    if left > 0:
        words = N_(
            "I don't know this code, so nothing has changed. Please compare it letter by letter ({n} tries left)."
        )
        return [turn.tell(words, n=left)]
    until = turn.voice.clock(turn.now + WINDOW)
    told = await tell_organisers(
        turn,
        turn.cohort.id,
        lambda _: (
            _(
                "**Wrong invite codes.** The account {name} ({platform}) has sent {n} codes that do not exist. "
                "It may be a member who needs a new code (/invites), or somebody who is guessing. I have slowed it down.",
                name=turn.account.name,
                platform=turn.account.platform,
                n=TRIES,
            ),
            (),
        ),
    )
    words = N_(
        "I don't know this code either. To be safe I take no more codes from you until {until}. The organisers know."
    )
    return [turn.tell(words, until=until), *told]


async def _right_code(turn: Turn[Any], member: Member, used: bool) -> list[Intent]:
    uow, account = turn.uow, turn.account
    mine = turn.memberships.get(member.cohort_id)
    if mine and mine.id == member.id:
        return [turn.tell(N_("You have joined already, {name}. All is well."), name=member.name)]
    if mine:
        words = N_("This account is already the place of {name}. A code of somebody else cannot be used with it.")
        return [turn.tell(words, name=mine.name)]
    if used or not await uow.accounts.link(account.id, member, account.platform, turn.now):
        return await ask_for_second_account(turn, member)
    await uow.invites.use_up(member.id, turn.now)
    await uow.accounts.clear_join_failures(account.id)
    await uow.accounts.choose_cohort(account.id, member.cohort_id)
    return [welcome(turn, member)]


def welcome(turn: Turn[Any], member: Member) -> Intent:
    """The first private message to a member, in their own language."""
    _ = turn.voice_for(member)
    return Private(
        Message(
            _(
                "**Welcome, {name}!** You are now a member of the group of {title}.",
                name=member.name,
                title=turn.programme.title,
            )
            + _("Ask me anything about the programme, at any time. /me shows what I know of you, /help what I can do.")
        )
    )
