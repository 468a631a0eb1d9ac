"""`/peers`: the round I am in; skipping, pausing, staying out, coming back; and whom I do not want to be paired with."""

from __future__ import annotations

from datetime import time
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked, FormSubmitted
from bot.chat.forms import Field, Form
from bot.chat.messages import Edit, FormErrors, Intent, Message, OpenForm, Private
from bot.chat.text import Text
from bot.domain.people import LEARNERS
from bot.domain.violation import RuleViolation
from bot.locale.typed_problems import time_problem
from bot.locale.typed_times import Instant, read_time
from bot.locale.voice import N_, Voice
from bot.scene import Turn
from handlers.peers.buttons import MyProfile, Network, TakePart
from handlers.peers.crowd import crowd_of
from handlers.peers.declared import check_still_here, current_round, feature, peers_of, profile_of
from handlers.peers.exclude import not_with, with_again
from handlers.peers.mentoring.edit import open_page
from handlers.peers.mentoring.mine import lines_of as mentoring_of
from handlers.peers.mentoring.mine import of_mentor
from handlers.peers.organise import organisers_page, round_form
from handlers.peers.partner import on_offer, somebody_else
from handlers.peers.progress import lines_of
from handlers.peers.refusals import worded
from handlers.peers.words import names

NOON = time(12)
FOR_ORGANISERS = ("", "round", "rounds", "network", "mentors")
HELP = N_(
    "You can send: `/peers skip`, `/peers pause until 3 Mar`, `/peers resume`, `/peers out`, `/peers not with …` (a name), "
    "`/peers with …` (to take that back)."
)


@feature.command(
    "peers", access="members", summary=N_("exchange with a partner: my round, pausing, skipping"), example="peers"
)
async def peers(turn: Turn[CommandInvoked]) -> list[Intent]:
    typed = " ".join(turn.event.args.split())
    word, _space, rest = typed.partition(" ")
    try:
        peers_of(turn)
        check_still_here(turn.me)
        if "organiser" in turn.me.roles and word.casefold() in FOR_ORGANISERS:
            return await _organiser(turn, word.casefold())
        if not turn.me.learner:
            return await of_mentor(turn, word.casefold(), rest)
        return await _member(turn, word.casefold(), rest)
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [turn.tell(worded(no, turn.voice))]


async def _organiser(turn: Turn[CommandInvoked], word: str) -> list[Intent]:
    if word in ("round", "rounds"):
        return [OpenForm(round_form(turn.voice))]
    if word == "network":
        picture = button(turn.voice.plain("Draw it"), Network(turn.cohort.id))
        return [Private(Message(turn.voice("Who has been brought together with whom, as a picture."), ((picture,),)))]
    if word == "mentors":
        return await open_page(turn)
    return [Private(await organisers_page(turn, turn.voice))]


async def _member(turn: Turn[CommandInvoked], word: str, rest: str) -> list[Intent]:
    match word:
        case "":
            return [Private(await page(turn))]
        case "skip":
            return [Private(await page(turn, await skip(turn, skipping=True)))]
        case "pause":
            return [await _pause(turn, rest)]
        case "resume" | "in" | "back":
            return [Private(await page(turn, await come_back(turn)))]
        case "out":
            return [Private(await page(turn, await stay_out(turn)))]
        case "not" if rest.casefold().startswith("with "):
            return await not_with(turn, rest[5:])
        case "with":
            return await with_again(turn, rest)
    return [turn.tell(HELP)]


@feature.button(TakePart, access="members", any_cohort=True)
async def take_part(pressed: Turn[ButtonPressed], data: TakePart) -> list[Intent]:
    turn = await pressed.within(data.cohort, LEARNERS)
    _ = turn.voice
    try:
        peers_of(turn)
        check_still_here(turn.me)
        match data.what:
            case "back":
                return [Edit(await page(turn, await come_back(turn)))]
            case "out":
                return [Edit(await page(turn, await stay_out(turn)))]
            case "skip" | "unskip":
                return [Edit(await page(turn, await skip(turn, skipping=data.what == "skip")))]
            case "pause":
                return [OpenForm(_pause_form(turn))]
    except RuleViolation as no:
        return [turn.toast(worded(no, _), alert=True)]
    return [Edit(await page(turn))]


async def come_back(turn: Turn[Any]) -> Text:
    await turn.uow.peers.stand(turn.me, "in")
    return turn.voice("**You take part again.** You hear from me when the next round begins.")


async def stay_out(turn: Turn[Any]) -> Text:
    """In a round that runs they stay with their partner, who counts on them."""
    await turn.uow.peers.stand(turn.me, "out")
    return turn.voice("**You no longer take part in rounds.** You can come back with one tap.")


async def skip(turn: Turn[Any], *, skipping: bool) -> Text:
    """The next round that people have not been told of yet."""
    rounds = await turn.uow.rounds.of_cohort(turn.cohort.id)
    found = next((one for one in rounds if one.state in ("planned", "proposed")), None)
    _ = turn.voice
    if found is None:
        return _("No further round is planned yet, so there is nothing to skip. You can pause instead.")
    if not skipping:
        await turn.uow.rounds.unskip(found.id, turn.me.id)
        return _("**You take part in the round “{theme}”.**", theme=found.theme)
    await turn.uow.rounds.skip(found.id, turn.me.id)
    return _("**You skip the round “{theme}”.** After it you are in again.", theme=found.theme)


def _pause_form(turn: Turn[Any]) -> Form:
    _ = turn.voice
    until = Field("until", _.plain("Until which day?"), help=_.plain("For example: 3 Mar"), max_length=40)
    return Form("peers.pause", _.plain("Pause"), (until,), _.plain("Pause"), str(turn.cohort.id))


@feature.form("peers.pause", access="members")
async def pause_until(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    context = submitted.event.context
    turn = await submitted.within(int(context) if context.isascii() and context.isdigit() else 0, LEARNERS)
    try:
        check_still_here(turn.me)
    except RuleViolation as no:
        return [turn.tell(worded(no, turn.voice))]
    typed = read_time(values.get("until", ""), turn.now, turn.me.zone, hour=NOON)
    if not isinstance(typed, Instant):
        return [FormErrors({"until": time_problem(typed, turn.voice, only_day=True) or ""})]
    return [Private(await page(turn, await _paused(turn, typed)))]


async def _pause(turn: Turn[CommandInvoked], rest: str) -> Intent:
    """`until 3 Mar`; without a day, the form asks for it."""
    words = rest.strip()
    if words.casefold().startswith("until"):
        words = words[5:].strip()
    if not words:
        return OpenForm(_pause_form(turn))
    typed = read_time(words, turn.now, turn.me.zone, hour=NOON)
    if not isinstance(typed, Instant):
        return turn.tell("{problem}", problem=time_problem(typed, turn.voice, only_day=True) or "")
    return Private(await page(turn, await _paused(turn, typed)))


async def _paused(turn: Turn[Any], typed: Instant) -> Text:
    day = typed.at.astimezone(turn.me.zone).date()
    await turn.uow.peers.stand(turn.me, "paused", day)
    return turn.voice("**You pause until {day}.** After that you take part again.", day=turn.voice.day(day))


async def page(turn: Turn[Any], head: Text = ()) -> Message:
    """How things stand, and what can be done."""
    _ = turn.voice
    own = await profile_of(turn, turn.me.id)
    today = turn.now.astimezone(turn.me.zone).date()
    cohort = turn.cohort.id
    text = head + await lines_of(turn, turn.me, _) + await _shared_chat(turn, _)
    text += await mentoring_of(turn, turn.me, _)
    profile = button(_.plain("My profile"), MyProfile(cohort, "see"))
    if not own.takes_part(today):
        return Message(text, ((button(_.plain("Take part again"), TakePart(cohort, "back"), "primary"),), (profile,)))
    rows: list[tuple[Button, ...]] = [(profile,)]
    if waiting := await on_offer(turn, turn.me):
        rows.insert(0, (somebody_else(waiting, _),))
    rows += await _skipping(turn, _)
    rows.append(
        (
            button(_.plain("Pause"), TakePart(cohort, "pause")),
            button(_.plain("Stay out"), TakePart(cohort, "out")),
        )
    )
    return Message(
        text + _("Do you not want to be paired with somebody? Send me `/peers not with` and the name. Only I know."),
        tuple(rows),
    )


async def _shared_chat(turn: Turn[Any], _: Voice) -> Text:
    """Where to find those with whom they have been brought together."""
    found = await current_round(turn)
    pairing = await turn.uow.rounds.pairing_of(found.id, turn.me.id) if found and found.state == "running" else None
    if pairing is None:
        return ()
    crowd = await crowd_of(turn, [pairing])
    people = crowd.of(pairing)
    platform = crowd.circle(people) if len(people) > 1 else None
    if platform is None:
        return ()
    others = names([one for one in people if one.id != turn.me.id], _)
    words = N_("You have a chat of your own with {names} and me: you find it on {platform}, among your chats.")
    return _(words, names=others, platform=platform.capitalize())


async def _skipping(turn: Turn[Any], _: Voice) -> list[tuple[Button, ...]]:
    found = next(
        (one for one in await turn.uow.rounds.of_cohort(turn.cohort.id) if one.state in ("planned", "proposed")), None
    )
    if found is None:
        return []
    if turn.me.id in await turn.uow.rounds.skipping(found.id):
        return [(button(_.plain("Take part in the next round"), TakePart(turn.cohort.id, "unskip"), "primary"),)]
    return [(button(_.plain("Skip the next round"), TakePart(turn.cohort.id, "skip")),)]
