"""An assignment as those concerned will see it, and its desk: how it stands, with what trainers can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.buttons import Button, button
from bot.chat.messages import Intent, Message, Private, Recheck, Rows
from bot.chat.text import Text, bullets
from bot.domain.homework.assignments import Assignment, concerned
from bot.domain.homework.due import Dates
from bot.domain.people import LEADS, Member
from bot.locale.voice import N_, Voice
from bot.scene import View
from handlers.assignments.buttons import (
    AttachTo,
    ChangeTask,
    CloseIt,
    ConfirmChange,
    Discard,
    MoreForAll,
    PlanIt,
    PostIt,
    ReopenIt,
    WithdrawIt,
)
from handlers.assignments.declared import counted, desk_of, feature
from handlers.assignments.show import body, files_of, here, in_words, size_words

NAMES = 12
PREVIEWS = {
    "draft": N_("👀 **Preview – only you see this.** It goes to the others when you tap **Post it now** below."),
    "scheduled": N_("👀 **Preview – only you see this.** It goes to the others at the time below."),
    "change": N_("👀 **Preview – only you see this.** The others see it when you tap **Yes, change it** below."),
}


def previewed(assignment_id: int, reader: int) -> list[Intent]:
    """First just as it will look; then to whom and when, with the buttons. In the private chat, where it can change."""
    return [
        Private(recheck=Recheck("assignments.copy", {"assignment": str(assignment_id), "reader": str(reader)})),
        desk(assignment_id, reader),
    ]


def desk(assignment_id: int, reader: int) -> Private:
    args = {"assignment": str(assignment_id), "reader": str(reader)}
    return Private(card=desk_of(assignment_id), recheck=Recheck("assignments.desk", args))


@feature.recheck("assignments.copy")
async def copy(view: View, assignment: str, reader: str) -> Message | None:
    """As it will look, for its author: on their clock. Above it stands that this is no posting, as it looks like one."""
    found = await view.uow.assignments.by_id(int(assignment))
    author = await view.uow.members.by_id(int(reader))
    if found is None or author is None or not author.roles & LEADS:
        return None
    _ = here(view, author.language)
    head = _(PREVIEWS[found.state]) if found.state in PREVIEWS else ()
    return Message(head + in_words(body(view, found, _dates(found), _)), files=await files_of(view, found))


def _dates(found: Assignment) -> Dates | None:
    return Dates(found.task.due, found.task.cutoff) if found.task.due else None


@feature.recheck("assignments.desk")
async def desk_page(view: View, assignment: str, reader: str) -> Message | None:
    """None for who may not see it any more."""
    member = await view.uow.members.by_id(int(reader))
    if member is None or not member.roles & LEADS:
        return None
    found = await view.uow.assignments.by_id(int(assignment))
    _ = here(view, member.language)
    if found is None:
        return Message(_("✔️ Done here. /assignments shows how everything stands now."))
    people = concerned(await view.uow.members.of_cohort(view.cohort.id), found.task.audience)
    lines = [*_when(found, _), _for(found, people, _), *await _attached(view, found, _)]
    if found.public:
        handed, everybody = await counted(view, found)
        lines.append(_("Handed in: {n} of {all}.", n=handed, all=everybody))
    return Message(in_words(await _head(view, found, _) + bullets(*lines)), _buttons(found, _))


async def _head(view: View, found: Assignment, _: Voice) -> Text:
    title = found.title
    match found.state:
        case "draft":
            return _("**Please check: {title}.** Nothing was posted yet.", title=title)
        case "scheduled":
            assert found.post_at is not None
            return _("**{title}** is posted on **{when}**.", title=title, when=_.moment(found.post_at))
        case "open":
            return _("**{title}** is open.", title=title)
        case "closed":
            return _("**{title}** is closed.", title=title)
        case "withdrawn":
            return _("**{title}** was taken back.", title=title)
        case "change":
            old = await view.uow.assignments.by_id(found.of or 0)
            text = _("**Please check this change.** So far it stands as it was.")
            if old and old.task.due and found.task.due and old.task.due != found.task.due:
                text += _("Due: {old} → **{new}**", old=_.moment(old.task.due), new=_.moment(found.task.due))
            return text


def _when(found: Assignment, _: Voice) -> list[Text]:
    task = found.task
    if task.due is None:
        return [_("There is no due date yet.")]
    lines = [_("Due: **{due}**", due=_.moment(task.due))]
    if task.cutoff:
        lines.append(_("Late work is taken until {cutoff}.", cutoff=_.moment(task.cutoff)))
    else:
        lines.append(_("You can still hand in late."))
    return lines


def _for(found: Assignment, people: Sequence[Member], _: Voice) -> Text:
    if found.task.audience.to != "people":
        return _("For all participants ({n}).", n=len(people))
    names = ", ".join(member.name for member in people[:NAMES])
    if len(people) > NAMES:
        return _("For {names} and {n} more.", names=names, n=len(people) - NAMES)
    return _("For {names}.", names=names or "–")


async def _attached(view: View, found: Assignment, _: Voice) -> list[Text]:
    """A change has those of the one that it is about."""
    files = await view.uow.assignments.attachments(found.of or found.id)
    ready = [f"{one.name} ({size_words(one.size)})" for one in files if one.state == "ready"]
    coming = [one.name for one in files if one.state == "coming"]
    lines = [_("Files: {names}.", names=", ".join(ready))] if ready else []
    return lines + ([_("On their way: {names}.", names=", ".join(coming))] if coming else [])


def _buttons(found: Assignment, _: Voice) -> Rows:
    change = button(_.plain("Change"), ChangeTask(found.id))
    attach = button(_.plain("Add files"), AttachTo(found.id))
    withdraw = button(_.plain("Take it back"), WithdrawIt(found.id, sure=False), "danger")
    more = button(_.plain("More time for all"), MoreForAll(found.id))
    discard = button(_.plain("Discard"), Discard(found.id), "danger")
    rows: dict[str, tuple[tuple[Button, ...], ...]] = {
        "draft": _unsent(found, _, change, attach, discard),
        "scheduled": _unsent(found, _, change, attach, discard),
        "open": ((change, more), (attach, button(_.plain("Close"), CloseIt(found.id))), (withdraw,)),
        "closed": ((button(_.plain("Open it again"), ReopenIt(found.id)), more), (change, withdraw)),
        "change": (
            (button(_.plain("Yes, change it"), ConfirmChange(found.id), "primary"),),
            (button(_.plain("Leave it as it was"), Discard(found.id)),),
        ),
    }
    return rows.get(found.state, ())


def _unsent(found: Assignment, _: Voice, change: Button, attach: Button, discard: Button) -> Rows:
    """Without a date it can only be changed."""
    send = (
        button(_.plain("Post it now"), PostIt(found.id), "primary"),
        button(_.plain("Post it later"), PlanIt(found.id)),
    )
    dated: datetime | None = found.task.due
    return (*((send,) if dated else ()), (change, attach), (discard,))
