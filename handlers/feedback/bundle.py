"""Everything that was handed in for an assignment, as ZIP files with an index sheet.

They are made just before they leave, piece by piece on the disk: however much was handed in, little of it is in memory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, OutgoingFile, Private, Recheck
from bot.documents.zips import ZIP, Entry, zipped
from bot.domain.homework.assignments import Assignment
from bot.domain.homework.bundle import folder_of, inside, parts
from bot.domain.people import LEADS
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.feedback.buttons import Bundle
from handlers.feedback.declared import desk, feature
from handlers.feedback.index_sheet import index_sheet, pieces_of
from storage.feedback import Work

AT_ONCE = 50
"""Works that are asked for in one go."""


@feature.button(Bundle, access="members", any_cohort=True)
async def bundle(pressed: Turn[ButtonPressed], data: Bundle) -> list[Intent]:
    """One message for each file, so that none is too large for a platform. It is noted who took what."""
    turn, found = await desk(pressed, data.assignment)
    works = await _works(turn, found)
    if not works:
        return [turn.toast(N_("Nobody has handed in anything yet."), alert=True)]
    planned = parts([work.size for work in works])
    await turn.uow.audit.note(turn.cohort.id, turn.now, "homework_taken", actor=turn.me.id, id=found.id)
    args = {"assignment": str(found.id), "reader": str(turn.me.id), "of": str(len(planned))}
    made: list[Intent] = [
        Private(
            recheck=Recheck(
                "feedback.bundle", {**args, "part": str(part), "first": str(within.start)} | _end(part, planned)
            )
        )
        for part, within in enumerate(planned)
    ]
    return [*made, turn.toast(N_("I am packing it. It comes in a moment."))]


async def _works(view: View, found: Assignment) -> list[Work]:
    """All newest versions, in the order in which they first came in, which no later one changes."""
    submissions = await view.uow.submissions.of_assignment(found.id)
    here = sorted((one for one in submissions.values() if one.first_at), key=lambda one: (one.first_at, one.id))
    ids = [one.id for one in here]
    works: list[Work] = []
    for first in range(0, len(ids), AT_ONCE):
        works += await view.uow.feedback.works(ids[first : first + AT_ONCE])
    return works


def _end(part: int, planned: Sequence[range]) -> dict[str, str]:
    """The last one is open: what comes in meanwhile is in it."""
    return {"stop": str(planned[part].stop)} if part < len(planned) - 1 else {}


@feature.recheck("feedback.bundle")
async def made(
    view: View, assignment: str, reader: str, part: str, of: str, first: str, stop: str | None = None
) -> Message | None:
    """None for somebody whose place that is no longer. `first` and `stop` count works in the order in which they came."""
    member = await view.uow.members.by_id(int(reader))
    found = await view.uow.assignments.by_id(int(assignment))
    if member is None or member.withdrawn or not member.roles & LEADS or found is None:
        return None
    _ = view.voice_for(member)
    works = await _works(view, found)
    shown = list(enumerate(works, 1))[int(first) : int(stop) if stop else len(works)]
    entries = _entries(shown, await view.uow.members.names(view.cohort.id))
    if part == "0":
        sheet = await index_sheet(view, _, found, works)
        entries.insert(0, Entry(inside(_.plain("Overview")) + ".xlsx", view.now, data=sheet))
    stored = await view.deployment.files.keep(zipped(view.deployment.files.stream, entries))
    number = int(part) + 1
    title = re.sub(r"[/\\]", "-", found.title[:60])
    name = inside(f"{title}{f' {number} of {of}' if of != '1' else ''}.zip")
    file = OutgoingFile(stored.key, name, ZIP, stored.size, keep=False)
    what = _.plural("what {n} person handed in", "what {n} people handed in", len(shown))
    text = _("**{title}**: {what}.", title=found.title, what=what)
    if of != "1":
        text += _("This is file {n} of {all}. The overview is in the first one.", n=number, all=of)
    return Message(text, files=(file,))


def _entries(shown: Sequence[tuple[int, Work]], names: dict[int, str]) -> list[Entry]:
    """A folder for each person: what they sent, under names that are safe and different."""
    entries: list[Entry] = []
    for number, work in shown:
        folder = folder_of(number, names.get(work.submission.member_id, "–"))
        for name, item in pieces_of(work):
            data = None if item.kind == "file" else item.text.encode()
            entries.append(Entry(f"{folder}/{name}", work.version.at, data=data, key=item.file))
    return entries
