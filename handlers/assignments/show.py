"""A task in words."""

from __future__ import annotations

from datetime import datetime

from bot.chat.markup import markdown
from bot.chat.messages import OutgoingFile
from bot.chat.text import Block, Bullets, Inline, Moment, Paragraph, Quote, Span, Text, bullets
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.due import Dates
from bot.locale import dates
from bot.locale.voice import N_, Voice
from bot.scene import View
from handlers.assignments.refusals import accepts_words

KINDS = {"homework": N_("Homework"), "roadmap": N_("Roadmap")}


def in_words(text: Text) -> Text:
    """With each moment as it is worded, where a platform would show it on the reader's own clock: what is confirmed is a date
    by the programme's."""
    return tuple(_worded(block) for block in text)


def _worded(block: Block) -> Block:
    def told(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(Span(one.text, bold=True) if isinstance(one, Moment) else one for one in inlines)

    match block:
        case Paragraph(inlines):
            return Paragraph(told(inlines))
        case Quote(inlines):
            return Quote(told(inlines))
        case Bullets(items, ordered, start):
            return Bullets(tuple(told(item) for item in items), ordered, start)


def session_title(view: View, key: str) -> str:
    return next((session.title for session in view.programme.sessions if session.key == key), key)


def here(view: View, language: str) -> Voice:
    """For trainers: their language, on the programme's clock, in which dates are typed."""
    return Voice(language, view.programme.tz)


def body(view: View, found: Assignment, when: Dates | None, _: Voice) -> Text:
    """What is to be done, until when, and how."""
    task = found.task
    head = _("**{kind}: {title}**", kind=_.plain(KINDS[task.kind]), title=task.title)
    lines = [] if when is None else [_("Due: **{due}**", due=_.moment(when.due))]
    if when is not None and when.cutoff is not None and when.cutoff > when.due:
        lines.append(_("Late work is taken until {cutoff}.", cutoff=_.moment(when.cutoff)))
    lines.append(_("You can hand in {parts}.", parts=accepts_words(_, task.accepts)))
    if task.debrief:
        lines.append(_("We talk about it in: {session}.", session=session_title(view, task.debrief)))
    if task.shared:
        lines.append(_("If you agree, the others may see your work."))
    return head + markdown(task.instructions) + bullets(*lines)


def time_left(_: Voice, until: datetime, now: datetime) -> str:
    """'2 days and 3 hours left', '8 days left', 'late by 5 minutes'."""
    length = dates.about(until - now, _.spoken)
    return _.plain("{length} left", length=length) if until >= now else _.plain("late by {length}", length=length)


async def files_of(view: View, found: Assignment) -> tuple[OutgoingFile, ...]:
    """What trainers attached and is here."""
    return tuple(
        OutgoingFile(one.file, one.name, one.media_type, one.size)
        for one in await view.uow.assignments.attachments(found.id)
        if one.state == "ready"
    )


def size_words(size: int) -> str:
    """'340 KB', '1.2 MB'."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"
