"""What is said about an absence notice to the member whose it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.chat import markup
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text, paragraphs
from bot.domain.absence import Absence, State
from bot.domain.people import Member
from bot.domain.violation import RuleViolation
from bot.locale import dates
from bot.locale.voice import N_, Voice
from bot.programme import Session
from bot.programme.facts import render_entry
from bot.programme.schedule import meetings
from bot.scene import Turn, View
from handlers.attendance.sessions import all_of, title_of, when

STATES: dict[State, str] = {
    "open": N_("the organisers have not decided yet"),
    "justified": N_("the organisers accepted your reason"),
    "unjustified": N_("the organisers did not accept your reason"),
    "withdrawn": N_("taken back"),
}

REFUSED = {
    "absence.no_date": N_(
        "The date of **{title}** is not published yet, so I have told nobody. Please wait until it is."
    ),
    "absence.over": N_("**{title}** is over, so nothing has changed."),
    "absence.checked_in": N_("You are checked in to **{title}**, so you are there, and nothing has changed."),
    "absence.decided": N_(
        "The organisers have decided about your absence from **{title}** already, so nothing has changed."
    ),
    "absence.none": N_("You have taken this back already. I expect you at **{title}**."),
}


def state_words(_: Voice, state: State) -> str:
    return _.plain(STATES[state])


def refused(turn: Turn[Any], title: str, violation: RuleViolation) -> Intent:
    """Why nothing was done, and what to do instead."""
    _ = turn.voice
    text = _(REFUSED[violation.code], title=title)
    if violation.code == "absence.over":
        text += about_the_past(turn)
    if violation.code == "absence.decided":
        text += _("Can you come after all? Then just come and check in: that is what counts.")
        text += _(
            "Is there something that they should know? Then please write to them{contact}.", contact=_contact(turn)
        )
    return Private(Message(text))


def about_the_past(view: Turn[Any]) -> Text:
    """Where to go with a session that is over."""
    words = N_("Is it about a session that is over? Then please write to the organisers{contact}.")
    return view.voice(words, contact=_contact(view))


def _contact(view: View) -> str:
    return "".join(f", {contact}" for contact in view.programme.contacts.values())


def notice_text(turn: Turn[Any], session: Session, notice: Absence, *, changed: bool) -> Text:
    """That the notice has arrived, whether it is late, and what being absent means."""
    _ = turn.voice
    heard = N_(
        "I have told the organisers that you cannot come to **{title}**: {when}. I will tell you what they decide."
    )
    if changed:
        heard = N_(
            "The organisers see your new reason for not coming to **{title}**: {when}. I will tell you what they decide."
        )
    text = _(heard, title=session.title, when=when(_, session))
    if notice.short_notice:
        text += late_words(turn, turn.me)
    return text + _needed_for(turn, turn.me, session.key)


def late_words(view: View, reader: Member) -> Text:
    """That the notice comes late, and what the programme itself says of that."""
    _, days = view.voice_for(reader), view.programme.rules.cancel_before_days
    if days is None:
        return ()
    notice = dates.duration(timedelta(days=days), _.spoken)
    words = N_("**Late:** this is less than {notice} before the session.")
    return _(words, notice=notice) + what_late_means(view, reader)


def what_late_means(view: View, reader: Member) -> Text:
    """The pack's own entry about late cancellation, where it names one."""
    entry = view.programme.rules.late_cancellation
    if entry is None:
        return ()
    voice = view.voice_for(reader)
    found = view.programme.entry(entry)
    return markup.markdown(render_entry(found, view.programme, now=view.now, zone=voice.zone, language=voice.language))


def _needed_for(view: View, reader: Member, session: str) -> Text:
    """Which sessions have this one as a precondition, and what the absence means for them."""
    later = tuple(meeting.key for meeting in meetings(view.programme) if session in meeting.requires)
    if not later:
        return ()
    _ = view.voice_for(reader)
    if view.programme.rules.justified_absence_counts:
        words = N_("To come to {later} you need to be at {title}, or to have a reason that the organisers accept.")
    else:
        words = N_(
            "Please know: to come to {later} you need to have been at {title}. A good reason does not replace that by "
            "itself. Whether you may come all the same is for the organisers to decide."
        )
    return _(words, later=all_of(_, view.programme, later), title=title_of(view.programme, session))


def decision_text(view: View, reader: Member, notice: Absence) -> Text:
    """What the organisers decided, and what it means."""
    _, title = view.voice_for(reader), title_of(view.programme, notice.session)
    if notice.state == "justified":
        return _(
            "**Your reason is accepted.** The organisers know that you cannot come to **{title}**.", title=title
        ) + _accepted_means(view, reader, notice.session)
    text = _("**Your reason is not accepted.** The organisers still expect you at **{title}**.", title=title)
    if notice.short_notice:
        text += what_late_means(view, reader)
    return text + _(
        "Can you come after all? Then just come and check in. Is this a mistake? Then please write to the "
        "organisers{contact}.",
        contact=_contact(view),
    )


def _accepted_means(view: View, reader: Member, session: str) -> Text:
    if not view.programme.rules.justified_absence_counts:
        return _needed_for(view, reader, session)
    later = tuple(meeting.key for meeting in meetings(view.programme) if session in meeting.requires)
    if not later:
        return ()
    _ = view.voice_for(reader)
    return _("For {later} it counts as if you had been there.", later=all_of(_, view.programme, later))


def note_text(view: View, reader: Member, by: Member, notice: Absence) -> Text:
    """What an organiser adds to their decision."""
    head = view.voice_for(reader)(
        "**A note from {name}, organiser**, about your absence from {title}:",
        name=by.name,
        title=title_of(view.programme, notice.session),
    )
    return (*head, *paragraphs(notice.note or ""))
