"""What the bot knows of a member, and for organisers: who has joined."""

from __future__ import annotations

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.people import ORGANISERS, Member
from bot.locale.catalogue import language_names
from bot.locale.roles import role_words
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.enrolment.declared import feature
from storage.members import Joining

SHOWN = 30
"""Names in one line; there may be thousands."""


@feature.command("me", access="members", summary=N_("see what I know of you, and how you are doing"), example="me")
async def me(turn: Turn[CommandInvoked]) -> list[Intent]:
    """The roster's facts, the accounts, and what each feature adds."""
    text = _profile(turn.voice, turn.me)
    accounts = await turn.uow.accounts.of_member(turn.me.id)
    said = ", ".join(f"{account.platform.capitalize()}: {account.name}" for account in accounts)
    text += turn.voice("I know you by these accounts: {accounts}", accounts=said) if said else ()
    for feature_ in turn.deployment.registry.features:
        for part in feature_.progress_parts:
            text += await part(turn, turn.me)
    text += turn.voice(
        "To change your language or your clock, send /language or /timezone. Is something else wrong? Then please tell "
        "the organisers."
    )
    return [Private(Message(text))]


def _profile(_: Voice, member: Member) -> Text:
    names = language_names().get(member.language)
    facts = [
        (_.plain("E-mail"), member.email),
        (_.plain("Organisation"), member.organisation),
        (_.plain("Country"), member.country),
        (_.plain("Sector"), member.sector),
        (_.plain("Time zone"), member.time_zone),
        (_.plain("Language"), names[0] if names else member.language),
        (_.plain("Role"), role_words(member.roles, _)),
    ]
    lines = [_("{label}: {value}", label=label, value=value) for label, value in facts if value]
    return (*_("**{name}**", name=member.name), *bullets(*lines))


def _not_joined(_: Voice, joining: Joining) -> Text:
    names, more = ", ".join(joining.names), joining.learners_missing - len(joining.names)
    if more:
        return _("Not joined yet: {names} and {n} more.", names=names, n=more)
    return _("Not joined yet: {names}.", names=names)


@feature.status
async def linked(view: View, _: Voice, reader: Member | None) -> Text:
    """How many have joined; in private also who has not, and for organisers what they have to decide."""
    joining = await view.uow.members.joining(view.cohort.id, SHOWN)
    text = _(
        "**Joined:** {n} of {all} participants, {team} of {others} trainers, organisers and others.",
        n=joining.learners,
        all=joining.learners + joining.learners_missing,
        team=joining.others,
        others=joining.others + joining.others_missing,
    )
    if joining.left:
        words = _.plural("{n} person has left the programme.", "{n} people have left the programme.", joining.left)
        text += _("{words}", words=words)
    if reader and joining.names:
        text += _not_joined(_, joining)
    if reader and reader.roles & ORGANISERS:
        wanted = await view.uow.accounts.open_requests(view.cohort.id)
        text += (
            _("**Requests for a second account:** {n}. To decide, send /questions.", n=len(wanted)) if wanted else ()
        )
    return text
