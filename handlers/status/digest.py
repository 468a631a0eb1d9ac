"""Once a week, on Monday morning, organisers are told how things stand; only if there is something to say."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.messages import Intent, Message, Private, Recheck
from bot.chat.text import Moment
from bot.domain.people import ORGANISERS
from bot.domain.weekly import USEFUL, is_time, monday_somewhere, this_week
from bot.feature import Planned
from bot.locale.voice import Voice
from bot.programme import Session
from bot.programme.upcoming import dated, next_session
from bot.scene import Scene, View
from handlers.status.declared import feature, looks, parts, reader_of

WEEK = timedelta(days=7)


@feature.tick
async def on_monday(scene: Scene) -> list[Intent]:
    """One message a week and organiser; the key sees to that."""
    if not scene.config.weekly_digest or not monday_somewhere(scene.now):
        return []
    intents: list[Intent] = []
    for member in await scene.uow.members.organisers(scene.cohort.id):
        week, at = this_week(scene.now, member.zone, scene.config.quiet)
        if is_time(scene.now, at):
            key = f"digest:{scene.cohort.id}:{member.id}:{week}"
            recheck = Recheck("status.digest", {"reader": str(member.id)})
            intents.append(Private(to=member.id, key=key, expires=at + USEFUL, recheck=recheck))
    return intents


@feature.recheck("status.digest")
async def digest(view: View, reader: str) -> Message | None:
    """None where it was switched off, the reader is no organiser any more, or there is nothing to say."""
    member = await reader_of(view, reader, ORGANISERS)
    if member is None or not view.config.weekly_digest or not await _something_to_say(view):
        return None
    _ = view.voice_for(member)
    text = _("**Your week: {title}**, {now}", title=view.cohort.title, now=_.moment(view.now))
    coming = next_session(view.programme, view.now)
    if coming is not None:
        text += _("**Next session:** {title}, {when}.", title=coming.title, when=_when(_, coming))
    undecided = await view.uow.absences.open_ones(view.cohort.id)
    if undecided:
        text += _("**Absence notices to decide:** {n}. To see them, send /absences.", n=len(undecided))
    text += await parts(view, _, member)
    return Message(text, looks(_, view.cohort.id, member.roles))


async def _something_to_say(view: View) -> bool:
    """A session was last week or is this week; or somebody waits for the organisers. An old programme is left in peace."""
    ahead = [session for session in dated(view.programme) if session.over_at and session.over_at >= view.now - WEEK]
    if any((session.starts_at or session.over_at or view.now) <= view.now + WEEK for session in ahead):
        return True
    if await view.uow.absences.open_ones(view.cohort.id) or await view.uow.questions.open_ones(view.cohort.id):
        return True
    return bool(ahead) and bool(await view.uow.outbox.failed(view.cohort.id, 1))


def _when(_: Voice, session: Session) -> Moment | str:
    assert session.date is not None
    return _.moment(session.starts_at) if session.starts_at else _.day(session.date)


@feature.plans
async def planned(view: View) -> list[Planned]:
    """The next Monday of each organiser."""
    if not view.config.weekly_digest:
        return []
    found = []
    for member in await view.uow.members.organisers(view.cohort.id):
        _week, at = this_week(view.now, member.zone, view.config.quiet)
        if at <= view.now:
            _week, at = this_week(view.now + WEEK, member.zone, view.config.quiet)
        found.append(Planned(at, view.group_voice.plain("Weekly overview"), member.name))
    return found
