"""What it means to have missed a session, for the one who did."""

from __future__ import annotations

from bot.chat.text import Text
from bot.domain.eligibility import is_over
from bot.domain.people import Member
from bot.locale.voice import N_
from bot.programme.schedule import meetings
from bot.scene import View
from handlers.attendance.sessions import all_of, find_session, title_of


def what_missing_means(view: View, reader: Member, session: str) -> Text:
    """From the pack's preconditions: which sessions ahead need this one; else whether it is compulsory."""
    _ = view.voice_for(reader)
    ahead = [meeting for meeting in meetings(view.programme) if not is_over(meeting, view.now)]
    needing = tuple(meeting.key for meeting in ahead if session in meeting.requires)
    if needing:
        words = N_(
            "**What it means:** to come to {later} you need to have been at {title}. As it stands, you may not come "
            "to them."
        )
        if len(needing) == 1:
            words = N_(
                "**What it means:** to come to {later} you need to have been at {title}. As it stands, you may not come."
            )
        return _(words, later=all_of(_, view.programme, needing), title=title_of(view.programme, session))
    held = find_session(view.programme, session)
    if held and held.compulsory:
        return _("**What it means:** this session is compulsory.")
    return _("**What it means:** no later session depends on it.")


def what_being_there_means(view: View, reader: Member, session: str) -> Text:
    """For who was counted as not there until now, and may have been told that they may not come to others."""
    words = N_(
        "**What it means:** {title} counts for you now. To see which sessions you may come to, send /eligibility."
    )
    return view.voice_for(reader)(words, title=title_of(view.programme, session)) if reader.learner else ()


def contact(view: View) -> str:
    """Where organisers can be written to, as the end of a clause."""
    return "".join(f", {address}" for address in view.programme.contacts.values())
