"""`/who`, and "Who knows about …?": members who agreed to be found, by what they offer."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked, MessagePosted
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import bullets
from bot.domain.peers.profiles import PeerProfile
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.peers.buttons import MyProfile, WhoOffers
from handlers.peers.declared import feature, peers_of
from handlers.peers.refusals import worded
from handlers.peers.words import known_tags, who

FOUND_MAX = 8
TAGS_MAX = 20
NEAR = 82
"""How alike (0-100) what is asked for and what is offered must be, as word sets."""

ASKED = re.compile(
    r"\s*(?:please[,:]?\s*)?(?:"
    r"who (?:here )?(?:knows?|can help(?: me| us)?|could help(?: me| us)?|has experience)"
    r"(?: (?:something|anything|more))? (?:about|with|in|on|of)"
    r"|wer (?:kennt sich (?:mit|bei|in)|weiß etwas über|hat erfahrung mit|kann (?:mir |uns )?helfen (?:mit|bei))"
    r"|qui (?:s'y connaît en|connaît|peut m'aider (?:avec|pour)|a de l'expérience (?:en|avec))"
    r"|qui[eé]n (?:sabe (?:de|sobre)|puede ayudar(?:me)? con|tiene experiencia (?:en|con))"
    r"|kto (?:zna się na|wie coś o|może pomóc (?:z|w|przy)|ma doświadczenie (?:z|w))"
    r"|chi (?:sa qualcosa (?:di|su)|può aiutar(?:mi|ci) con|ha esperienza (?:di|con|in))"
    r")\s+(?P<what>[^?!.]{2,120}?)(?:\s+aus)?[?!.\s]*",
    re.IGNORECASE,
)


@feature.command("who", access="members", summary=N_("find members by what they can help with"), example="who branding")
async def who_knows(turn: Turn[CommandInvoked]) -> list[Intent]:
    try:
        peers_of(turn)
    except RuleViolation as no:
        return [turn.tell(worded(no, turn.voice))]
    wanted = " ".join(turn.event.args.split())[:120]
    return [Private(await found(turn, wanted) if wanted else await topics(turn))]


@feature.request
async def asked_naturally(turn: Turn[MessagePosted]) -> list[Intent]:
    """Only where it is meant for the bot, and the asker is a member; names come in private."""
    match = ASKED.fullmatch(turn.event.text[:300]) if turn.event.addressed and turn.member else None
    if match is None or turn.programme.peers is None:
        return []
    answer = Private(await found(turn, " ".join(match["what"].split())))
    if turn.in_private or turn.can.whispers:
        return [answer]
    return [answer, turn.say(N_("I have answered you in private."))]


@feature.button(WhoOffers, access="members", any_cohort=True)
async def of_tag(pressed: Turn[ButtonPressed], data: WhoOffers) -> list[Intent]:
    turn = await pressed.within(data.cohort, "members")
    known = known_tags(turn)
    if data.tag >= len(known):
        return [Edit(await topics(turn))]
    return [Edit(await found(turn, known[data.tag]))]


async def found(turn: Turn[Any], wanted: str) -> Message:
    """Those who agreed; and how to be found oneself."""
    _ = turn.voice
    those = [one for one in await turn.uow.peers.found_by(turn.cohort.id, "findable") if one.member_id != turn.me.id]
    matching = [(one, near) for one in those if (near := near_offers(one, wanted))]
    lines = []
    for one, near in matching[:FOUND_MAX]:
        member = await turn.uow.members.by_id(one.member_id)
        if member:
            lines.append(_("**{who}**: {offers}", who=who(member), offers=", ".join(near)))
    own = button(_.plain("My profile"), MyProfile(turn.cohort.id, "see"))
    if not lines:
        words = _("Nobody who agreed to be found offers “{what}”.", what=wanted)
        return Message(
            words + _("You can ask in the group: if nobody answers in a day, I ask those who may know."), ((own,),)
        )
    return Message(_("These members can help with “{what}”:", what=wanted) + bullets(*lines))


async def topics(turn: Turn[Any]) -> Message:
    """What is offered at all, each a tap."""
    _ = turn.voice
    offered = Counter(tag for one in await turn.uow.peers.found_by(turn.cohort.id, "findable") for tag in one.offers)
    known = known_tags(turn)
    rows: list[tuple[Button, ...]] = [
        (button(f"{tag} ({offered[tag]})", WhoOffers(turn.cohort.id, number)),)
        for number, tag in enumerate(known[:TAGS_MAX])
        if offered[tag]
    ]
    text = _("Send `/who` and what you look for, for example `/who {example}`.", example=(known or ("branding",))[0])
    return Message((_("**What members can help with:**") if rows else ()) + text, tuple(rows))


def near_offers(profile: PeerProfile, wanted: str) -> list[str]:
    """Which of somebody's offers are what is asked for."""
    from rapidfuzz import fuzz

    asked = wanted.casefold()
    return [tag for tag in profile.offers if fuzz.token_set_ratio(tag.casefold(), asked) >= NEAR]


async def may_be_asked(view: View, question: str) -> list[PeerProfile]:
    """Those who may be asked, by how much of what they offer the question names."""
    from bot.faq.stems import stem
    from bot.faq.text import words

    asked = {stem(word) for word in words(question)}
    scored: list[tuple[float, PeerProfile]] = []
    for one in await view.uow.peers.found_by(view.cohort.id, "askable"):
        best = 0.0
        for tag in one.offers:
            parts = {stem(word) for word in words(tag) if len(word) > 3}
            best = max(best, len(parts & asked) / len(parts) if parts else 0.0)
        if best >= 0.5:
            scored.append((best, one))
    return [one for _score, one in sorted(scored, key=lambda pair: -pair[0])]
