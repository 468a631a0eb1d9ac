"""Invite codes for those who have not joined, handed to an organiser as a file."""

from __future__ import annotations

import secrets

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, OutgoingFile, Private
from bot.domain.csv_cells import csv_file
from bot.domain.join import hash_code, new_code
from bot.domain.people import ORGANISERS, Member
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.enrolment.declared import feature


@feature.command(
    "invites",
    access=ORGANISERS,
    topic="manage",
    summary=N_("get a file with an invite code for everybody who has not joined (or only for those you name)"),
    example="invites Giulia",
)
async def invites(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Fresh codes, in private; with words, only for members whose name, e-mail or organisation holds them.

    For those who have not joined on the platform where it is asked: somebody who is on another may want to be on this, too.
    """
    args = turn.event.args
    linked = await turn.uow.members.linked_ids(turn.cohort.id, turn.event.place.platform)
    members = [m for m in await turn.uow.members.of_cohort(turn.cohort.id) if m.id not in linked and _fits(m, args)]
    if not members:
        return [_nobody(turn, args)]
    codes = [(member, new_code(secrets.choice)) for member in members]
    await turn.uow.invites.add([(member.id, hash_code(code)) for member, code in codes], turn.now)
    await turn.uow.audit.note(turn.cohort.id, turn.now, "invited", actor=turn.me.id, people=len(codes))
    _ = turn.voice
    links = [link for platform in turn.deployment.platforms.values() if (link := platform.private_link())]
    data = csv_file(
        ("name", "email", "organisation", "code", "message", *("link" for _link in links)),
        (
            (
                member.name,
                member.email,
                member.organisation,
                code,
                turn.voice_for(member).plain("Send me this code, in private: {code}", code=code),
                *(link + code for link in links),
            )
            for member, code in codes
        ),
    )
    key = await turn.deployment.files.put(data)
    file = OutgoingFile(key, f"invites-{turn.cohort.key}.csv", "text/csv", len(data), keep=False)
    words = _.plural("Here is {n} invite code.", "Here are {n} invite codes.", len(codes))
    advice = _(
        "Please send each person only their own code. It works once, and then the place is theirs. "
        "If you have sent them a code before, that one still works, too."
    )
    if links:
        advice = _(
            "Please send each person only their own link, from the last column: they open it and tap **Start**. It works "
            "once, and then the place is theirs. If you have sent them one before, that one still works, too."
        )
    return [Private(Message((*_("**{words}**", words=words), *advice), files=(file,)))]


def _nobody(turn: Turn[CommandInvoked], args: str) -> Intent:
    if not args:
        return turn.tell(N_("There is nobody left to invite: everybody on the roster has joined."))
    words = N_("I found nobody who has not joined yet and whose name, e-mail or organisation has “{words}” in it.")
    return turn.tell(words, words=args[:40])


def _fits(member: Member, words: str) -> bool:
    return words.casefold() in f"{member.name} {member.email} {member.organisation}".casefold()
