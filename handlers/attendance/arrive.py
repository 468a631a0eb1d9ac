"""Somebody says that they are here: what that means now is recorded and put into words. The same for a tap, `/checkin`,
and a code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.chat.messages import Intent, Refresh
from bot.domain import check_in as rules
from bot.domain.check_in import CheckIn, How, Window, check_in_card, second_check_is_on
from bot.domain.people import LEADS
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.programme import Session
from bot.scene import Turn
from handlers.attendance.declared import second_card_key

LEFT = N_("You have left the programme, so nothing was recorded. Is that a mistake? Then please tell the organisers.")


@dataclass(frozen=True, slots=True)
class Arrival:
    """`words` for the person; `done`: something was recorded, and the `cards` are to be brought up to date."""

    done: bool
    words: str
    cards: list[Intent] = field(default_factory=list)


async def needs_code(turn: Turn[Any], found: Window) -> bool:
    """Whether this person has to type a code before `arrive` may be called: not where it would record nothing anyway,
    and not those who can see the codes."""
    if turn.me.roles & LEADS or not found.opens <= turn.now < found.closes:
        return False
    if await turn.uow.codes.secret(turn.cohort.id, found.session) is None:
        return False
    return await turn.uow.check_ins.record_of(turn.me.id, turn.cohort.id, found.session) is None


async def arrive(turn: Turn[Any], session: Session, found: Window, how: How) -> Arrival:
    """Check the asker in. Who is checked in already and says so near the end is still there: that is the second check."""
    _, me, platform = turn.voice, turn.me, turn.event.place.platform
    if me.withdrawn:
        return Arrival(
            False,
            _.plain(
                "You have left the programme, so nothing was recorded. Is that a mistake? Then please tell the organisers."
            ),
        )
    try:
        late = rules.check_in(found, turn.now)
    except RuleViolation as violation:
        return Arrival(False, _refused(turn, session, violation))
    new = await turn.uow.check_ins.record(me, session.key, turn.now, late=late, platform=platform, how=how)
    if not new:
        known = await turn.uow.check_ins.record_of(me.id, me.cohort_id, session.key)
        assert known is not None
        return await _again(turn, session, found, known)
    cards: list[Intent] = [Refresh(check_in_card(turn.cohort.id, session.key))]
    if second_check_is_on(found, turn.now):
        await turn.uow.second_checks.record(me, session.key, turn.now, platform=platform)
        cards.append(Refresh(second_card_key(turn.cohort.id, session.key)))
    if late:
        return Arrival(True, _.plain("You are checked in to {title}, but late.", title=session.title), cards)
    return Arrival(True, _.plain("You are checked in to {title}. Welcome!", title=session.title), cards)


async def _again(turn: Turn[Any], session: Session, found: Window, known: CheckIn) -> Arrival:
    _ = turn.voice
    if known.absent:
        return Arrival(False, await _marked_absent(turn, session, known))
    if not second_check_is_on(found, turn.now):
        time = _.clock(known.at).text
        return Arrival(False, _.plain("You are checked in already, since {time}. All is well.", time=time))
    platform = turn.event.place.platform
    if await turn.uow.second_checks.record(turn.me, session.key, turn.now, platform=platform):
        cards: list[Intent] = [Refresh(second_card_key(turn.cohort.id, session.key))]
        return Arrival(True, _.plain("Thank you! I have noted that you are still here."), cards)
    return Arrival(False, _.plain("I have noted already that you are still here. All is well."))


async def _marked_absent(turn: Turn[Any], session: Session, known: CheckIn) -> str:
    by = await turn.uow.members.by_id(known.by) if known.by else None
    return turn.voice.plain(
        "{name} has marked you as absent from {title}, so this does not count. Are you here? Then please tell them: "
        "they can change it.",
        name=by.name if by else turn.voice.plain("An organiser"),
        title=session.title,
    )


def _refused(turn: Turn[Any], session: Session, violation: RuleViolation) -> str:
    _ = turn.voice
    if violation.code == "check_in.not_open":
        opens = _.moment(violation.fields["opens"]).text  # type: ignore[arg-type]  # the rule's own instant
        return _.plain("Check-in to {title} is not open yet. It opens on {when}.", title=session.title, when=opens)
    closed = _.moment(violation.fields["closed"]).text  # type: ignore[arg-type]
    return _.plain(
        "Check-in to {title} closed on {when}, so nothing was recorded. If you were there, please tell the organisers.",
        title=session.title,
        when=closed,
    )
