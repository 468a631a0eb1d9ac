"""What a list says beside the check-ins: everybody's copy is kept up to date while it is decided about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Button, button
from bot.chat.messages import Message
from bot.chat.text import Text, bullets
from bot.domain.people import ORGANISERS, Member
from bot.locale.voice import Voice
from bot.scene import View
from handlers.meeting_lists.buttons import ConfirmNames, CountThere, Done, MarkAbsent, WhichSession, WhoIsThis
from handlers.meeting_lists.declared import MAY_SEND, Comparison, compared, feature
from storage.meeting_lists import MeetingList

MOST_NAMES = 40
"""Of each kind in one message. What is decided is decided about all."""


@feature.recheck("meeting_lists.comparison")
async def comparison(view: View, listed: str, reader: str) -> Message | None:
    """None where the list is not kept any more, or its reader may not see it any more."""
    found = await view.uow.meeting_lists.by_id(int(listed))
    member = await view.uow.members.by_id(int(reader))
    if found is None or member is None or not member.roles & MAY_SEND:
        return None
    seen = await compared(view, found)
    if seen is None:
        return None
    _ = view.voice_for(member)
    return Message(_worded(_, found, seen), _buttons(_, found, seen, decides=bool(member.roles & ORGANISERS)))


def _worded(_: Voice, found: MeetingList, seen: Comparison) -> Text:
    text = _("**{title}**: {name}", title=seen.session.title, name=found.file_name)
    if found.state == "done":
        text += _("You are done with this list.")
    counts = [_.plural("{n} member is in the list", "{n} members are in the list", len(seen.listed))]
    if seen.to_confirm:
        counts.append(_.plural("{n} name to confirm", "{n} names to confirm", len(seen.to_confirm)))
    if seen.unmatched:
        counts.append(_.plural("{n} person I do not know", "{n} people I do not know", len(seen.unmatched)))
    text += _("{counts}.", counts=", ".join(counts))
    if seen.unmatched:
        text += _("I do not know: {names}.", names=", ".join(one.person.name for one in seen.unmatched[:MOST_NAMES]))
    if seen.length:
        text += _(
            "I count as there who was in the meeting for at least {needed} of its {length} minutes.",
            needed=seen.needed,
            length=seen.length,
        )
    if seen.to_confirm:
        text += _("Please confirm the names first. Until then they count as not in the list.")
    differ = seen.differences
    if differ.unseen:
        text += _("**In the meeting, but not checked in: {n}**", n=len(differ.unseen))
        text += _named(_, seen, differ.unseen)
    if differ.short:
        text += _("**Checked in, but not in the meeting for long enough: {n}**", n=len(differ.short))
        text += _named(_, seen, differ.short)
    agree = _.plural("{n} member", "{n} members", len(differ.agree))
    return text + _("List and check-ins agree about {agree}.", agree=agree)


def _named(_: Voice, seen: Comparison, ids: Sequence[int]) -> Text:
    lines = [_("{who}: {time}", who=_who(seen.members[one]), time=_time(_, seen, one)) for one in ids[:MOST_NAMES]]
    if len(ids) > MOST_NAMES:
        lines.append(_("and {n} more", n=len(ids) - MOST_NAMES))
    return bullets(*lines)


def _time(_: Voice, seen: Comparison, member_id: int) -> str:
    person = seen.listed.get(member_id)
    if person is None:
        return _.plain("not in the list")
    return _.plural("{n} minute", "{n} minutes", person.minutes)


def _who(member: Member) -> str:
    return f"{member.name} ({member.organisation})" if member.organisation else member.name


def _buttons(_: Voice, found: MeetingList, seen: Comparison, *, decides: bool) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    differ, names = seen.differences, len(seen.to_confirm)
    if names:
        rows.append((button(_.plain("Confirm names ({n})", n=names), ConfirmNames(found.id), style="primary"),))
    asked = sum(one.how == "none" for one in seen.unmatched)
    if asked and not names:
        rows.append((button(_.plain("Who are they? ({n})", n=asked), WhoIsThis(found.id)),))
    if decides and differ.unseen:
        rows.append((button(_.plain("Count as there ({n})", n=len(differ.unseen)), CountThere(found.id)),))
    if decides and differ.short and not names:
        rows.append((button(_.plain("Count as not there ({n})", n=len(differ.short)), MarkAbsent(found.id)),))
    last = [button(_.plain("Another session"), WhichSession(found.id))]
    if found.state != "done":
        last.append(button(_.plain("Done"), Done(found.id)))
    return (*rows, tuple(last))
