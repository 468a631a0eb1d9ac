"""Organisers propose mentors, change the proposals, and publish them."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text
from bot.domain.peers.mentoring import Mentoring
from bot.domain.people import ORGANISERS
from bot.domain.violation import RuleViolation
from bot.scene import Turn
from handlers.peers.buttons import GiveTo, Mentors, OnMentoring
from handlers.peers.declared import feature
from handlers.peers.mentoring.ask import later
from handlers.peers.mentoring.introduce import publish
from handlers.peers.mentoring.leave import ended
from handlers.peers.mentoring.pool import Standing, standing
from handlers.peers.mentoring.preview import choices, page, pair
from handlers.peers.mentoring.propose import bring_up_to_date, moves, rematch, settle
from handlers.peers.refusals import worded


async def open_page(turn: Turn[Any]) -> list[Intent]:
    """`/peers mentors`: who has no mentor gets a proposal. Raises `peers.none` and `mentors.none`."""
    await turn.uow.rounds.lock(turn.cohort.id)
    return [Private(page(turn, await bring_up_to_date(turn), turn.voice))]


@feature.button(Mentors, access="members", any_cohort=True)
async def on_mentors(pressed: Turn[ButtonPressed], data: Mentors) -> list[Intent]:
    turn = await pressed.within(data.cohort, ORGANISERS)
    try:
        await turn.uow.rounds.lock(turn.cohort.id)
        return await _on_all(turn, data)
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [turn.toast(worded(no, turn.voice), alert=True)]


async def _on_all(turn: Turn[ButtonPressed], data: Mentors) -> list[Intent]:
    _ = turn.voice
    match data.what:
        case "again":
            return [Edit(page(turn, await rematch(turn), _, head=_("Matched anew.")))]
        case "free":
            await turn.uow.mentorings.lift_bans(turn.cohort.id)
            return [Edit(page(turn, await rematch(turn), _, head=_("Matched anew.")))]
        case "publish":
            return [Edit(_sure(turn, await settle(turn)))]
        case "yes":
            now = await settle(turn)
            return await _publish(turn, [one.id for one in now.proposed])
    return [Edit(page(turn, await bring_up_to_date(turn), _, data.page, told=data.what == "told"))]


def _sure(turn: Turn[Any], now: Standing) -> Message:
    """Raises `round.not_there` where nothing is proposed any more."""
    if not now.proposed:
        raise RuleViolation("round.not_there")
    _ = turn.voice
    words = _.plural(
        "{n} mentee and their mentor are told at once.",
        "{n} mentees and their mentors are told at once.",
        len(now.proposed),
    )
    yes = button(_.plain("Yes, publish"), Mentors(turn.cohort.id, 0, "yes"), "primary")
    no = button(_.plain("Not yet"), Mentors(turn.cohort.id, 0, "see"))
    return Message(_("**Publish now?** {words}", words=words), ((yes,), (no,)))


def _sure_of_two(turn: Turn[Any], now: Standing, one: Mentoring) -> Message:
    _ = turn.voice
    mentee, mentor = now.member(one.mentee_id).name, now.member(one.mentor_id).name
    words = _("**Introduce {mentee} and {mentor} now?** Both are told at once.", mentee=mentee, mentor=mentor)
    yes = button(_.plain("Yes, introduce them"), OnMentoring(one.id, "told"), "primary")
    return Message(words, ((yes,), (button(_.plain("Not yet"), OnMentoring(one.id, "see")),)))


async def _publish(turn: Turn[Any], ids: list[int]) -> list[Intent]:
    told = [*await publish(turn, ids), *await later(turn, ids)]
    await turn.uow.audit.note(turn.cohort.id, turn.now, "mentors_published", actor=turn.me.id, people=len(ids))
    done = turn.voice("**Published.** They hear of each other now.")
    return [Edit(page(turn, await standing(turn), turn.voice, head=done, told=True)), *told]


async def _here(pressed: Turn[ButtonPressed], mentoring_id: int) -> tuple[Turn[ButtonPressed], Standing, Mentoring]:
    """For an organiser, under the cohort's lock. Raises `access.denied`, and `round.not_there` where it has changed."""
    seen = await pressed.uow.mentorings.by_id(mentoring_id)
    if seen is None:
        if not any(one.roles & ORGANISERS for one in pressed.memberships.values()):
            raise RuleViolation("access.denied", access=ORGANISERS)
        raise RuleViolation("round.not_there")
    turn = await pressed.within(seen.cohort_id, ORGANISERS)
    await turn.uow.rounds.lock(turn.cohort.id)
    now = await settle(turn)
    one = next((one for one in (*now.proposed, *now.told) if one.id == mentoring_id), None)
    if one is None or not now.knows(one):
        raise RuleViolation("round.not_there")
    return turn, now, one


@feature.button(OnMentoring, access="members", any_cohort=True)
async def on_pair(pressed: Turn[ButtonPressed], data: OnMentoring) -> list[Intent]:
    try:
        turn, now, one = await _here(pressed, data.mentoring)
        if one.since is not None:
            return await _on_told(turn, now, one, data.what)
        return await _on_proposal(turn, now, one, data.what)
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [pressed.toast(worded(no, pressed.voice), alert=True)]


async def _on_proposal(turn: Turn[ButtonPressed], now: Standing, one: Mentoring, what: str) -> list[Intent]:
    match what:
        case "tell":
            return [Edit(_sure_of_two(turn, now, one))]
        case "told":
            return await _publish(turn, [one.id])
        case "keep" | "loose":
            await turn.uow.mentorings.keep(one.id, kept=what == "keep")
            return [Edit(page(turn, await standing(turn), turn.voice))]
        case "forbid":
            return [Edit(await _forbid(turn, now, one))]
    return [Edit(pair(turn, now, one, turn.voice))]


async def _forbid(turn: Turn[Any], now: Standing, one: Mentoring) -> Message:
    """They are kept apart, and everybody who is not kept is matched anew; what that costs is shown."""
    await turn.uow.mentorings.ban(turn.cohort.id, *one.members)
    await turn.uow.mentorings.drop_proposals([one.id])
    after = await rematch(turn)
    cost = after.points(after.proposed) - now.points(now.proposed)
    _ = turn.voice
    mentee, mentor = now.member(one.mentee_id).name, now.member(one.mentor_id).name
    head = _("{mentor} is not proposed for {mentee} any more.", mentor=mentor, mentee=mentee)
    return page(turn, after, _, head=head + _changed(turn, cost))


def _changed(turn: Turn[Any], points: int) -> Text:
    return turn.voice("The fit changes by {n} points.", n=f"{points:+d}")


async def _on_told(turn: Turn[ButtonPressed], now: Standing, one: Mentoring, what: str) -> list[Intent]:
    _ = turn.voice
    mentee, mentor = now.member(one.mentee_id).name, now.member(one.mentor_id).name
    if what == "end":
        words = _(
            "**End this?** {mentee} and {mentor} are told, and you find another mentor.", mentee=mentee, mentor=mentor
        )
        yes = button(_.plain("Yes, end it"), OnMentoring(one.id, "ended"), "danger")
        return [Edit(Message(words, ((button(_.plain("No, keep it"), OnMentoring(one.id, "see")),), (yes,))))]
    if what != "ended":
        return [Edit(pair(turn, now, one, _))]
    await turn.uow.mentorings.ban(turn.cohort.id, *one.members)
    told = await ended(turn, [one])
    await turn.uow.audit.note(turn.cohort.id, turn.now, "mentoring_ended", actor=turn.me.id, subject=one.mentee_id)
    return [Edit(page(turn, await standing(turn), _, head=_("**Ended.** Both are told."))), *told]


@feature.button(GiveTo, access="members", any_cohort=True)
async def given(pressed: Turn[ButtonPressed], data: GiveTo) -> list[Intent]:
    """Only what is possible now, and as the button said it: with or without an exchange."""
    try:
        turn, now, one = await _here(pressed, data.mentoring)
        if one.since is not None:
            raise RuleViolation("round.not_there")
        if not data.mentor:
            return [Edit(choices(now, one, turn.voice, data.page))]
        ways = ((move, move.other.id if move.other else 0) for move in moves(now, one))
        wanted = next((move for move, other in ways if (move.to, other) == (data.mentor, data.other)), None)
        if wanted is None:
            raise RuleViolation("round.not_there")
    except RuleViolation as no:
        if no.code.startswith("access."):
            raise
        return [pressed.toast(worded(no, pressed.voice), alert=True)]
    await turn.uow.mentorings.give(one.id, wanted.to)
    if wanted.other:
        await turn.uow.mentorings.give(wanted.other.id, one.mentor_id)
    head = turn.voice("Exchanged.") + _changed(turn, wanted.change)
    return [Edit(page(turn, await standing(turn), turn.voice, head=head))]
