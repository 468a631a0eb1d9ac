"""What the bot knows of a member, and for organisers: who has joined."""

from __future__ import annotations

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.people import ORGANISERS, STAFF, Member
from bot.locale.catalogue import language_names, languages
from bot.locale.roles import role_words
from bot.locale.voice import N_, Voice
from bot.report import Listing, More, Report
from bot.scene import Turn, View
from handlers.enrolment.declared import feature


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
    facts = [
        (_.plain("E-mail"), member.email),
        (_.plain("Organisation"), member.organisation),
        (_.plain("Country"), member.country),
        (_.plain("Sector"), member.sector),
        (_.plain("Time zone"), member.time_zone),
        (_.plain("Language"), _language(_, member.language)),
        (_.plain("Role"), role_words(member.roles, _)),
    ]
    lines = [_("{label}: {value}", label=label, value=value) for label, value in facts if value]
    return (*_("**{name}**", name=member.name), *bullets(*lines))


def _language(_: Voice, code: str) -> str:
    """Its name; and how far that goes, where the bot does not speak it itself."""
    known = language_names().get(code)
    name = known[0] if known else code
    if code in languages():
        return name
    return _.plain("{name}, for answers that are translated; my own sentences are in English", name=name)


@feature.status
async def linked(view: View, _: Voice, reader: Member | None) -> Report:
    """How many have joined; in private also who has not, and for organisers what they have to decide."""
    joining = await view.uow.members.joining(view.cohort.id)
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
    missing = joining.learners_missing
    more = (More("not_joined", _.plain("Not joined ({n})", n=missing)),) if reader and missing else ()
    waits: tuple[Text, ...] = ()
    if reader and reader.roles & ORGANISERS and (n := len(await view.uow.accounts.open_requests(view.cohort.id))):
        waits = (_("Requests for a second account: **{n}**. To decide, send /questions.", n=n),)
    return Report(text, waits, more)


@feature.listing("not_joined", access=STAFF)
async def not_joined(view: View, _: Voice, reader: Member, lines: slice) -> Listing:
    names = await view.uow.members.not_joined(view.cohort.id)
    head = _("**Not joined yet:** {n}", n=len(names))
    if reader.roles & ORGANISERS and names:
        head += _("For their invite codes, send /invites.")
    return Listing(head, len(names), tuple(_("{name}", name=name) for name in names[lines]))
