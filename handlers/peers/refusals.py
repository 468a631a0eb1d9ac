"""The rules of peer learning say no by code; these are the words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.violation import RuleViolation
from bot.locale import dates
from bot.locale.voice import N_, Voice

WORDS: Mapping[str, str] = {
    "peers.none": N_("This programme has no exchanges in pairs."),
    "peers.not_a_participant": N_("Exchanges are for participants. Your role here is another one."),
    "peers.left": N_("You have left the programme and are in no exchange any more, so I changed nothing."),
    "peers.other_left": N_("{name} has left the programme, so nobody is paired with {name} any more."),
    "peers.hours": N_("Please write your working hours like 9:00-17:00, at least one hour."),
    "peers.tags": N_("At most {most} topics, please, with commas between them, each up to {longest} characters."),
    "peers.too_few": N_("There is nobody to pair: fewer than two people take part."),
    "peers.nobody_fits": N_("I found nobody new for you in this round. In the next one you come first."),
    "mentors.none": N_(
        "The list of people has no mentors, or no mentees. Give them the roles “mentor” and “mentee” there."
    ),
    "round.past": N_("That round would be over already. Please choose a later end."),
    "round.short": N_("A round needs at least {least}, so that people find a time."),
    "round.long": N_("A round can last {most} at most."),
    "round.meanwhile": N_("Another round is on then: “{theme}”, {period}. People are in one round at a time."),
    "round.published": N_("This round has been published: people know of each other. It cannot be changed any more."),
    "round.over": N_("This round is over."),
    "round.forbidden": N_("This exchange is not possible. Please choose somebody else."),
    "round.not_there": N_("This has changed meanwhile. Please look again."),
}


def worded(violation: RuleViolation, _: Voice) -> str:
    """The refusal in the reader's language. A code without words is a fault of ours."""
    said = {name: _said(value, _) for name, value in violation.fields.items()}
    return _.plain(WORDS[violation.code], **said)


def _said(value: object, _: Voice) -> str | int:
    if isinstance(value, timedelta):
        return dates.duration(value, _.spoken)
    if isinstance(value, datetime):
        return _.moment(value).text
    return value if isinstance(value, int) else str(value)
