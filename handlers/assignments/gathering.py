"""The message that shows what is put together for a task, kept up to date while files come in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Button, button
from bot.chat.errors import NotYet
from bot.chat.messages import Message, Private, Recheck, Rows
from bot.chat.text import Text, bullets
from bot.domain.homework.submissions import Item, Submission, left_out, shown_from
from bot.locale import dates
from bot.locale.voice import N_, Voice
from bot.scene import View
from handlers.assignments.buttons import HandIn, KeepIt, RemoveLast, StopIt
from handlers.assignments.declared import dates_of, feature
from handlers.assignments.refusals import accepts_words
from handlers.assignments.show import size_words, time_left

HAND_IT_IN, REMOVE_LAST, STOP = N_("Hand it in now"), N_("Remove the last"), N_("Stop")
KEEP = N_("Keep what I handed in, and add")

WORDS_SHOWN = 80
"""Characters of a text: enough to recognise it."""

BRIEF = 30
"""Of one within a sentence."""


def gathering_card(submission_id: int, sitting: int) -> str:
    return f"gathering:{submission_id}:{sitting}"


def gathering(submission_id: int, sitting: int) -> Private:
    args = {"submission": str(submission_id), "sitting": str(sitting)}
    return Private(card=gathering_card(submission_id, sitting), recheck=Recheck("assignments.gathering", args))


@feature.recheck("assignments.gathering")
async def page(view: View, submission: str, sitting: str) -> Message | None:
    """With the buttons on the newest one alone."""
    found = await view.uow.submissions.by_id(int(submission))
    member = await view.uow.members.by_id(found.member_id) if found else None
    assignment = await view.uow.assignments.by_id(found.assignment_id) if found else None
    if found is None or member is None or assignment is None or member.withdrawn:
        return None
    _ = view.voice_for(member)
    items = await view.uow.submission_items.gathered(found.id)
    before = await view.uow.submission_items.of_version(found.id, found.version) if found.version else []
    if str(found.sitting) != sitting or (found.gathering_at is None and not items):
        return await _left(view, _, assignment.title, found, sitting)
    if (shown := shown_from(items)) is not None and view.now < shown:
        raise NotYet(shown)
    due = (await dates_of(view, assignment, member)).due
    head = _("**For {title}** – {left}", title=assignment.title, left=time_left(_, due, view.now))
    if not items:
        parts = accepts_words(_, assignment.task.accepts)
        ask = _("Please send me your {parts} now, in one message or several. Then tap **Hand it in now**.", parts=parts)
        rows: Rows = (*_keeping(_, found, before), (button(_.plain(STOP), StopIt(found.id)),))
        return Message(head + _replaced(_, found, before, before) + ask, rows)
    lost = left_out(before, items)
    rows = (
        (hand_in_button(_, found.id),),
        *_keeping(_, found, lost),
        (
            button(_.plain(REMOVE_LAST), RemoveLast(found.id, items[-1].id)),
            button(_.plain(STOP), StopIt(found.id), "danger"),
        ),
    )
    return Message(head + listed(_, items) + _replaced(_, found, before, lost) + _note(_, found, items), rows)


def _replaced(_: Voice, found: Submission, before: Sequence[Item], lost: Sequence[Item]) -> Text:
    """What becomes of the version that was handed in: trainers look at the newest alone."""
    if not before:
        return ()
    if not lost:
        return _("All of version {n}, which you handed in, is in this list.", n=found.version)
    text = _(
        "You handed in version {n} ({what}). **What you hand in now takes its place.**",
        n=found.version,
        what=_together(_, before),
    )
    if len(lost) < len(before):
        text += _("Not in this list: {what}.", what=_together(_, lost))
    return text


def _keeping(_: Voice, found: Submission, lost: Sequence[Item]) -> Rows:
    return ((button(_.plain(KEEP), KeepIt(found.id)),),) if lost else ()


def _together(_: Voice, items: Sequence[Item]) -> str:
    """Within a sentence."""
    return dates.listing((_brief(item) for item in items), _.spoken)


def _brief(item: Item) -> str:
    match item.kind:
        case "text":
            words = " ".join(item.text.split())
            return f"“{words if len(words) <= BRIEF else words[: BRIEF - 1] + '…'}”"
        case "link":
            return item.text
        case _:
            return item.name


async def _left(view: View, _: Voice, title: str, found: Submission, sitting: str) -> Message | None:
    """What stays of a message that shows nothing any more; none where it was not sent yet."""
    if not await view.uow.outbox.was_posted(gathering_card(found.id, int(sitting))):
        return None
    if str(found.sitting) != sitting:
        return Message(_("**{title}**: see below.", title=title))
    return Message(_("**{title}**: done here. To hand in something new, send /submit.", title=title))


def hand_in_button(_: Voice, submission_id: int) -> Button:
    return button(_.plain(HAND_IT_IN), HandIn(submission_id), "primary")


def _note(_: Voice, found: Submission, items: Sequence[Item]) -> Text:
    if found.asked_at is not None:
        return _("I am still fetching your files. **You get a receipt** as soon as all of it is safe with me.")
    if any(item.state == "coming" for item in items):
        return _("Not handed in yet. You can hand it in now: I wait for files that are on their way.")
    return _("Not handed in yet. Send me more, or tap **Hand it in now**.")


def listed(_: Voice, items: Sequence[Item], *, checksums: bool = False) -> Text:
    """Each thing in a line."""
    return bullets(*(_line(_, item, checksums=checksums) for item in items))


COMING = N_("file {name} – on its way …")


def _line(_: Voice, item: Item, *, checksums: bool) -> Text:
    match item.kind:
        case "text":
            words = " ".join(item.text.split())
            short = words if len(words) <= WORDS_SHOWN else words[: WORDS_SHOWN - 1] + "…"
            return _("text: “{words}”", words=short)
        case "link":
            return _("link: {link}", link=item.text)
        case "file" if item.state == "coming":
            return _(COMING, name=item.name)
        case _:
            if checksums:
                values = {"name": item.name, "size": size_words(item.size), "checksum": item.file[:16]}
                return _("file {name} ({size}), checksum `{checksum}`", **values)
            return _("file {name} ({size})", name=item.name, size=size_words(item.size))
