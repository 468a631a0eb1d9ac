"""Joining: an invite code binds this account to one member. Guessing is slowed down and reported."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import CommandInvoked, MessagePosted
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text
from bot.domain.join import TRIES, WINDOW, check_may_try, clean_code, find_code, hash_code
from bot.domain.people import Cohort, Member
from bot.domain.violation import RuleViolation
from bot.feature import Do
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.enrolment.declared import feature, spoken_of, tell_organisers
from handlers.enrolment.second_account import ask_for_second_account

EXAMPLE = "KQ7MW-XA3PD"


@feature.command(
    "join",
    access="anyone",
    topic="programme",
    any_cohort=True,
    summary=N_("join the programme with your personal invite code"),
    example=f"join {EXAMPLE}",
)
async def join(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Bind the asker's account to the member whose code it is."""
    code = clean_code(turn.event.args) or find_code(turn.event.args)
    return await _try(turn, code) if code else [_how_to_join(turn, turn.event.args)]


@feature.message
async def bare_code(turn: Turn[MessagePosted]) -> list[Intent]:
    """Somebody new who sends the code by itself, or in a sentence, means to join."""
    code = find_code(turn.event.text) if turn.in_private and turn.member is None else None
    return await _try(turn, code) if code else []


def _how_to_join(turn: Turn[Any], typed: str) -> Intent:
    if typed.strip():
        return turn.tell(
            N_(
                "This is no invite code. A code has ten letters and digits and looks like {code}. "
                "You have none? The organisers can give you one."
            ),
            code=EXAMPLE,
        )
    return turn.tell(
        N_(
            "Please send `/join` and then your invite code, for example `/join {code}`. "
            "You have no code? The organisers can give you one."
        ),
        code=EXAMPLE,
    )


async def _try(turn: Turn[Any], code: str) -> list[Intent]:
    """With a limit on how often somebody may be wrong."""
    tries = await turn.uow.accounts.join_failures(turn.account.id, turn.now - WINDOW)
    failures = [at for at in tries if at <= turn.now]  # a clock that was moved back must lock nobody out
    try:
        check_may_try(failures, turn.now)
    except RuleViolation as violation:
        until = turn.voice.clock(violation.fields["until"])  # type: ignore[arg-type]  # the rule's own instant
        return [
            turn.tell(
                N_(
                    "I did not look at this code: too many before it were wrong. Please try again after {until}, "
                    "or ask the organisers."
                ),
                until=until,
            )
        ]
    found = await turn.uow.invites.find(hash_code(code))
    done = await (_right_code(turn, *found) if found else _wrong_code(turn, len(failures) + 1))
    if turn.in_private:
        return done
    warning = N_("Next time, please send a code here, in private: in the group everybody can read it.")
    return [*done, turn.tell(warning)]


@feature.command("start", access="anyone", any_cohort=True, summary=N_("say hello"), example="start", hidden=True)
async def start(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What an invite link opens: it carries the code. Other links only open the chat, and carry a word."""
    if clean_code(turn.event.args) or find_code(turn.event.args):
        return await join(turn)
    if turn.member:
        return [
            turn.tell(N_("Hello {name}! Ask me anything about the programme, or send /help."), name=turn.member.name)
        ]
    return [
        turn.tell(
            N_(
                "Hello! I am the assistant of **{title}**. Just ask me about it. Are you a member? "
                "Then please send `/join` and your invite code, for example `/join {code}`."
            ),
            title=", ".join(cohort.title for cohort in await spoken_of(turn)),
            code=EXAMPLE,
        )
    ]


async def _wrong_code(turn: Turn[Any], failures: int) -> list[Intent]:
    await turn.uow.accounts.add_join_failure(turn.account.id, turn.now)
    left = TRIES - failures
    if left > 0:
        words = turn.voice.plural(
            "I don't know this code, so nothing has changed. Please compare it letter by letter. You have {n} try left.",
            "I don't know this code, so nothing has changed. Please compare it letter by letter. You have {n} tries left.",
            left,
        )
        return [turn.tell("{words}", words=words)]
    told = await _report_guessing(turn)
    words = N_(
        "I don't know this code either. To be safe, I take no more codes from you until {until}. "
        "I have told the organisers: they can give you a new code."
    )
    return [turn.tell(words, until=turn.voice.clock(turn.now + WINDOW)), *told]


async def _report_guessing(turn: Turn[Any]) -> list[Intent]:
    """To the organisers of every cohort that the codes may have been meant for."""

    def report(_: Voice) -> Text:
        return _(
            "**Wrong invite codes.** The account {name} ({platform}) has sent {n} codes that do not exist. It may be "
            "a member who needs a new code (/invites), or somebody who is guessing. I take no more codes from this "
            "account for {minutes} minutes.",
            name=turn.account.name,
            platform=turn.account.platform,
            n=TRIES,
            minutes=int(WINDOW.total_seconds() // 60),
        )

    cohorts = await spoken_of(turn)
    return [intent for cohort in cohorts for intent in await tell_organisers(turn, cohort.id, report)]


async def _right_code(turn: Turn[Any], member: Member, used: bool) -> list[Intent]:
    uow, account = turn.uow, turn.account
    mine = turn.memberships.get(member.cohort_id)
    if mine and mine.id == member.id:
        return [turn.tell(N_("You have joined already, {name}. All is well."), name=member.name)]
    if mine:
        words = N_(
            "This code is somebody else's, and you have joined already, as {name}. So nothing has changed. "
            "Is {name} not you? Then please tell the organisers."
        )
        return [turn.tell(words, name=mine.name)]
    if used or not await uow.accounts.link(account.id, member, account.platform, turn.now):
        return await ask_for_second_account(turn, member)
    await uow.invites.use_up(member.id, turn.now)
    await uow.accounts.clear_join_failures(account.id)
    await uow.accounts.choose_cohort(account.id, member.cohort_id)
    cohort = await uow.cohorts.by_id(member.cohort_id)
    assert cohort is not None
    missed = await turn.deployment.registry.enrolled(turn, member)
    paired = member.paired and turn.deployment.programmes[cohort.programme].peers is not None
    return [welcome(turn.voice_for(member), member, cohort, paired=paired), *missed]


def welcome(_: Voice, member: Member, cohort: Cohort, *, paired: bool) -> Intent:
    """The first private message to a member, in their own language. `cohort` is the one they have joined; who is brought
    together with others there (`paired`) can say at once what they offer and look for."""
    text = _("**Welcome, {name}!** You have joined **{title}**.", name=member.name, title=cohort.title)
    text += _(
        "Ask me anything about the programme, at any time. Send /help to see what I can do, and /me to see what "
        "I know of you."
    )
    if not paired:
        return Private(Message(text))
    text += _("I bring members together. Tell me in a minute what you can offer and what you look for:")
    return Private(Message(text, ((button(_.plain("My profile"), Do("profile")),),)))
