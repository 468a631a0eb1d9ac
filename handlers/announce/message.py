"""An announcement as its readers see it, and what its author sees of its fate."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import Button, button
from bot.chat.markup import markdown
from bot.chat.messages import Message
from bot.chat.text import Text, plain, quote
from bot.domain.announcement import TELLERS, Announcement
from bot.domain.people import Member
from bot.locale.voice import N_, Voice
from bot.scene import View
from handlers.announce.audience import Reach, not_missing, reach, whom
from handlers.announce.declared import CancelIt, ChangeIt, SendIt, feature


async def as_sent(view: View, announcement: Announcement, _: Voice) -> Message:
    """What they wrote is Markdown; and who says so stands above it, as the bot speaks for many."""
    author = await view.uow.members.by_id(announcement.author_id)
    head = _("**Announcement from {name}**", name=author.name if author else _.plain("the organisers"))
    return Message(head + markdown(announcement.text))


@feature.recheck("announce.message")
async def message(view: View, announcement: str, to: str = "") -> Message | None:
    """For the group, or for one reader. None where it was cancelled, or they are missing no longer."""
    found = await view.uow.announcements.by_id(int(announcement))
    if found is None or found.state not in ("sent", "done"):
        return None
    if not to:
        return await as_sent(view, found, view.group_voice)
    reader = await view.uow.members.by_id(int(to))
    if reader is None or reader.withdrawn:
        return None
    if found.audience.to == "missing" and reader.id in await not_missing(view, found.audience.session):
        return None
    return await as_sent(view, found, view.voice_for(reader))


@feature.recheck("announce.copy")
async def copy(view: View, announcement: str, reader: str) -> Message | None:
    """Exactly as it will look, for its author."""
    found = await view.uow.announcements.by_id(int(announcement))
    author = await view.uow.members.by_id(int(reader))
    if found is None or author is None:
        return None
    return await as_sent(view, found, view.voice_for(author) if found.audience.private else view.group_voice)


@feature.recheck("announce.state")
async def state(view: View, announcement: str, reader: str) -> Message | None:
    """With what can be done about it now; None for who may not announce any more."""
    found = await view.uow.announcements.by_id(int(announcement))
    member = await view.uow.members.by_id(int(reader))
    if found is None or member is None or member.withdrawn or not member.roles & TELLERS:
        return None
    _ = view.voice_for(member)
    to = whom(_, view.programme, found.audience)
    cancel = button(_.plain("Cancel it"), CancelIt(found.id), "danger")
    match found.state:
        case "draft":
            return await _draft(view, found, member)
        case "scheduled":
            assert found.at is not None
            head = _("**It goes to {whom} on {when}.**", whom=to, when=moment(view, member, found.at))
            return Message(head + quote(plain(markdown(found.text))), ((cancel,),))
        case "replaced":
            return Message(_("You have changed this one: see the newer one below."))
        case "cancelled":
            gone, _waiting = await view.uow.announcements.progress(found.id)
            words = _("**Cancelled.** Nothing was sent.")
            if gone:
                words = _("**Cancelled.** {n} of {all} messages had gone already.", n=gone, all=found.sent_to or gone)
            return Message(words + quote(plain(markdown(found.text))))
        case _:
            return await _sent(view, found, _, cancel)


async def _sent(view: View, found: Announcement, _: Voice, cancel: Button) -> Message:
    gone, waiting = await view.uow.announcements.progress(found.id)
    to, text = whom(_, view.programme, found.audience), quote(plain(markdown(found.text)))
    if waiting and found.state == "sent":
        head = _("**Being sent** to {whom} just now.", whom=to)
        if found.audience.private:
            words = N_("**Being sent** to {whom}: {n} of {all} have it so far.")
            head = _(words, whom=to, n=gone, all=found.sent_to or 0)
        return Message(head + text, ((cancel,),))
    if not found.audience.private:
        return Message(_("**Sent** to {whom}.", whom=to) + text)
    people = _.plural("{n} person", "{n} people", found.sent_to or 0)
    return Message(_("**Sent** to {people}: {whom}.", people=people, whom=to) + text)


async def _draft(view: View, found: Announcement, author: Member) -> Message:
    _ = view.voice_for(author)
    reached = await reach(view, found.audience)
    change, cancel = button(_.plain("Change"), ChangeIt(found.id)), button(_.plain("Cancel"), CancelIt(found.id))
    if found.at is not None and found.at <= view.now:
        words = _("**Not sent.** The time that you chose has passed: {when}.", when=moment(view, author, found.at))
        return Message(words + _("Please tap Change and choose another."), ((change, cancel),))
    text = _("**Not sent yet.** Above you see it as it will look.") + _who(view, found, reached, _)
    if found.at is None:
        text += _("**When:** as soon as you tap Send.")
    else:
        text += _("**When:** {when}.", when=moment(view, author, found.at))
    text += _quiet(view, found, reached, _)
    return Message(text, ((button(_.plain("Send"), SendIt(found.id), "primary"), change, cancel),))


def moment(view: View, reader: Member, at: datetime) -> str:
    """On the programme's clock, which the author meant; and on their own where it differs."""
    here = Voice(reader.language, view.programme.tz)
    words = here.moment(at).text
    if at.astimezone(reader.zone).utcoffset() == at.astimezone(view.programme.tz).utcoffset():
        return words
    return f"{words} ({view.voice_for(reader).moment(at).text})"


def _who(view: View, found: Announcement, reached: Reach, _: Voice) -> Text:
    to = whom(_, view.programme, found.audience)
    if not found.audience.private:
        return _("**To:** {whom}. Everybody in it reads it.", whom=to)
    people = _.plural("{n} person", "{n} people", len(reached.people))
    text = _("**To:** {people}: {whom}.", people=people, whom=to)
    if found.audience.to == "people":
        names = ", ".join(member.name for member in reached.people)
        text = _("**To:** {people}, in private: {names}.", people=people, names=names)
    if reached.others:
        shown = ", ".join(member.name for member in reached.others[:10])
        more = f" +{len(reached.others) - 10}" if len(reached.others) > 10 else ""
        text += _("Not to those who have not joined yet: {names}.", names=shown + more)
    return text


def _quiet(view: View, found: Announcement, reached: Reach, _: Voice) -> Text:
    at = found.at or view.now
    asleep = sum(view.config.quiet.holds(at, member.zone) for member in reached.people)
    if not asleep:
        return ()
    people = _.plural("{n} person", "{n} people", asleep)
    if found.at is None:
        return _(
            "It is in the quiet hours of {people}. They get it now all the same, as you send it now.", people=people
        )
    return _("That is in the quiet hours of {people}. They get it when these end.", people=people)
