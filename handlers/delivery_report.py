"""What could not be delivered, for organisers: they may know another way to reach somebody."""

from __future__ import annotations

from bot.chat.text import Text
from bot.domain.people import ORGANISERS, Member
from bot.feature import Feature
from bot.locale.sorting import alphabetical
from bot.locale.voice import N_, Voice
from bot.ports import ToChat, ToCircle
from bot.report import Listing, More, Report
from bot.scene import View
from storage.outgoing import OutboxRow

feature = Feature("delivery_report")

COUNTED = 100

KINDS = {
    "attendance.card": N_("check-in card"),
    "debrief.digest": N_("what people take away"),
    "debrief.plan": N_("plan of a debrief"),
    "debrief.question": N_("question what people take away"),
    "enrolment.second_account": N_("request for a second account"),
    "feedback.bundle": N_("ZIP of homework"),
    "feedback.comment": N_("feedback on homework"),
    "feedback.consent": N_("question who may see homework"),
    "feedback.overdue": N_("list of overdue homework"),
    "assignments.reminder": N_("reminder of homework"),
    "feedback.verdict": N_("feedback on homework"),
    "feedback.work": N_("somebody's homework"),
    "my_data.attendance": N_("decision about the attendance of an erased member"),
    "my_data.files": N_("somebody's own data"),
    "my_data.goodbye": N_("goodbye to somebody who was erased"),
    "peer_review.asked": N_("request for a review"),
    "peer_review.given": N_("reviews of homework"),
    "peer_review.work": N_("homework to review"),
    "private_chat.invitation": N_("invitation to open the private chat"),
    "faq.question": N_("question for an organiser"),
    "sheets.file": N_("attendance list"),
    "status.picture": N_("picture of the attendance"),
    "nudges.appointment": N_("reminder"),
    "nudges.together": N_("reminder"),
    "nudges.week": N_("overview of the week"),
}
"""What the message was, by the recheck that makes it; the others are just messages."""


@feature.status
async def undelivered(view: View, _: Voice, reader: Member | None) -> Report:
    """How many messages failed for good, and how many people cannot be written to yet; who they are is behind buttons."""
    if reader is None or not reader.roles & ORGANISERS:
        return Report()
    waiting = len(await _not_opened(view))
    failed = await view.uow.outbox.failed(view.cohort.id, COUNTED)
    text: Text = ()
    more = []
    if waiting:
        text += _("**Have not opened their private chat with me:** {n}. Messages wait for them.", n=waiting)
        more.append(More("not_opened", _.plain("Chat not opened ({n})", n=waiting)))
    if failed:
        count = str(len(failed)) if len(failed) < COUNTED else f"{COUNTED}+"
        text += _("**Not delivered:** {n}.", n=count)
        more.append(More("undelivered", _.plain("Not delivered ({n})", n=count)))
    return Report(text, more=tuple(more))


@feature.listing("undelivered", access=ORGANISERS)
async def failures(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    """The latest, and to whom they were; never what they said."""
    failed = await view.uow.outbox.failed(view.cohort.id, COUNTED)
    said = [
        _("{who}: {what}", who=await _to_whom(view, _, row) + await _why(view, _, row), what=_what(_, row))
        for row in failed[lines]
    ]
    head = _("**Not delivered**, the newest first. Maybe you know another way to reach them.")
    return Listing(head, len(failed), tuple(said))


@feature.listing("not_opened", access=ORGANISERS)
async def not_opened(view: View, _: Voice, _reader: Member, lines: slice) -> Listing:
    names = await _not_opened(view)
    head = _("**Have messages waiting**, as they have not opened their private chat with me yet:")
    return Listing(head, len(names), tuple(_("{name}", name=name) for name in names[lines]))


async def _not_opened(view: View) -> list[str]:
    names = set()
    for platform, account_id in await view.uow.outbox.parked(view.cohort.id):
        linked = await view.uow.accounts.linked(view.cohort.id, platform)
        member = await view.uow.members.by_id(linked[account_id]) if account_id in linked else None
        account = await view.uow.accounts.find(platform, account_id)
        if member or account:
            names.add(member.name if member else account.name)  # type: ignore[union-attr]  # one of them is there
    return sorted(names, key=alphabetical)


async def _why(view: View, _: Voice, row: OutboxRow) -> str:
    """Where it is the person's own wish, organisers should know."""
    account = await view.uow.accounts.find(row.platform, row.account_id) if row.account_id else None
    if account is None or not account.blocked:
        return ""
    return _.plain(" (has blocked me on {platform})", platform=row.platform.capitalize())


def _what(_: Voice, row: OutboxRow) -> str:
    what = _.plain(KINDS.get(row.recheck.name if row.recheck else "", N_("message")))
    return _.plain("{what}, a change", what=what) if row.edits else what


async def _to_whom(view: View, _: Voice, row: OutboxRow) -> str:
    """The member it was made for or whose account it is, as far as that can be told."""
    if isinstance(row.target, ToCircle):
        return _.plain("a few together")
    chat = row.target.chat_id if isinstance(row.target, ToChat) else row.target.account_id
    if isinstance(row.target, ToChat) and any(
        (row.platform, chat) == group[:2] for group in await view.uow.cohorts.groups(view.cohort.id)
    ):
        return _.plain("the group")
    linked = await view.uow.accounts.linked(view.cohort.id, row.platform)
    reader = row.recheck.args.get("reader") if row.recheck else None
    member_id = int(reader) if reader else linked.get(row.account_id or chat)
    member = await view.uow.members.by_id(member_id) if member_id is not None else None
    return member.name if member else _.plain("somebody on {platform}", platform=row.platform)
