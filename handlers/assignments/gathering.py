"""The message that shows what is put together for a task, kept up to date while files come in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Button, button
from bot.chat.errors import NotYet
from bot.chat.messages import Message, Private, Recheck
from bot.chat.text import Text, bullets
from bot.domain.homework.submissions import Item, Submission, shown_from
from bot.locale.voice import N_, Voice
from bot.scene import View
from handlers.assignments.buttons import HandIn, RemoveLast, StopIt
from handlers.assignments.declared import dates_of, feature
from handlers.assignments.refusals import accepts_words
from handlers.assignments.show import size_words, time_left

HAND_IT_IN, REMOVE_LAST, STOP = N_("Hand it in now"), N_("Remove the last"), N_("Stop")

WORDS_SHOWN = 80
"""Characters of a text: enough to recognise it."""


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
    if str(found.sitting) != sitting or (found.gathering_at is None and not items):
        return await _left(view, _, assignment.title, found, sitting)
    if (shown := shown_from(items)) is not None and view.now < shown:
        raise NotYet(shown)
    dates = await dates_of(view, assignment, member)
    head = _("**For {title}** – {left}", title=assignment.title, left=time_left(_, dates.due, view.now))
    if not items:
        parts = accepts_words(_, assignment.task.accepts)
        ask = _("Please send me your {parts} now, in one message or several. Then tap **Hand it in now**.", parts=parts)
        return Message(head + ask, ((button(_.plain(STOP), StopIt(found.id)),),))
    rows = (
        (hand_in_button(_, found.id),),
        (
            button(_.plain(REMOVE_LAST), RemoveLast(found.id, items[-1].id)),
            button(_.plain(STOP), StopIt(found.id), "danger"),
        ),
    )
    return Message(head + listed(_, items) + _note(_, found, items), rows)


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
