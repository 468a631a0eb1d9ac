"""May I come to the in-person days? If not, why, and what can I do? And for those who work for the programme: who may?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import Button, ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, Message, Private, Rows
from bot.chat.text import Text, bullets
from bot.domain.absence import State, by_member
from bot.domain.eligibility import Eligibility, Verdict, eligibility, judge_all, with_same_preconditions
from bot.domain.people import STAFF, Member
from bot.domain.violation import RuleViolation
from bot.locale.roles import role_words
from bot.locale.sorting import alphabetical
from bot.locale.voice import N_, Voice
from bot.programme import Programme
from bot.programme.schedule import meetings
from bot.scene import Turn, View
from handlers.attendance.declared import feature
from handlers.attendance.sessions import titles_of, who

PAGE = 20
"""Names in one message: what a phone shows without much scrolling."""

VERDICTS: tuple[Verdict, ...] = ("no", "open", "yes")
"""In the order in which organisers have to care."""

LABELS: dict[Verdict, str] = {"no": N_("May not come"), "open": N_("Open"), "yes": N_("May come")}

HEADS: dict[Verdict, str] = {
    "no": N_("**May not come, as it stands: {n}**"),
    "open": N_("**Open, as some days are still ahead: {n}**"),
    "yes": N_("**May come: {n}**"),
}

ABSENT: dict[State, str] = {
    "open": N_("absent from {sessions}, not decided yet"),
    "justified": N_("absent from {sessions}, reason accepted"),
    "unjustified": N_("absent from {sessions}, reason not accepted"),
}

EVERYBODY = frozenset({"all", "everybody", "list"})


@dataclass(frozen=True, slots=True)
class ShowEligibility(ButtonData):
    """A page of the members under one verdict (a place in `VERDICTS`; past its end: the first that has anybody). `group`
    numbers the sessions that have the same preconditions."""

    prefix: ClassVar[str] = "el"
    cohort: int
    group: int
    verdict: int
    page: int


@feature.command(
    "eligibility", access="members", summary=N_("see which sessions you may come to, and why"), example="eligibility"
)
async def command(turn: Turn[CommandInvoked]) -> list[Intent]:
    """One's own; with "all" everybody's, for those who work for the programme."""
    if turn.event.args.strip().casefold() in EVERYBODY:
        if not turn.me.roles & STAFF:
            raise RuleViolation("access.denied", access=STAFF)
        return [Private(await _page(turn, turn.voice))]
    text = await answer(turn, turn.me)
    if not turn.me.roles & STAFF:
        return [Private(Message(text))]
    everybody = button(turn.voice.plain("Who may come?"), ShowEligibility(turn.cohort.id, 0, len(VERDICTS), 0))
    return [Private(Message(text, ((everybody,),)))]


@feature.button(ShowEligibility, access="members", any_cohort=True)
async def show(turn: Turn[ButtonPressed], data: ShowEligibility) -> list[Intent]:
    """In place of the page before; never in the group."""
    view = await turn.within(data.cohort, STAFF)
    verdict = VERDICTS[data.verdict] if data.verdict < len(VERDICTS) else None
    page = await _page(view, view.voice, data.group, verdict, data.page)
    return [Edit(page) if turn.in_private else Private(page)]


@feature.personal("eligibility")
async def answer(view: View, member: Member) -> Text:
    """One paragraph for each group of sessions that share their preconditions."""
    _ = view.voice_for(member)
    if member.withdrawn:
        return _(
            "You have left the programme, so no place is kept for you. Is that a mistake? Then please write to the "
            "organisers{contact}.",
            contact=_contact(view.programme),
        )
    if not member.learner:
        return _(
            "You are here as {roles}. The attendance rules are for participants, so they do not keep you from any session.",
            roles=role_words(member.roles, _),
        )
    all_of_them = meetings(view.programme)
    groups = with_same_preconditions(all_of_them)
    if not groups:
        return _("You may come to every session of this programme: none of them has a precondition.")
    attended = {c.session for c in await view.uow.check_ins.of_member(member.id)}
    notices = {notice.session: notice.state for notice in await view.uow.absences.of_member(member.id)}
    counts = view.programme.rules.justified_absence_counts
    found: Text = ()
    for alike in groups:
        judged = eligibility(alike[0], all_of_them, attended, view.now, notices, justified_counts=counts)
        overruled = await _overruled(view, member, judged.missed)
        found += _worded(_, view.programme, judged, titles_of(view.programme, tuple(m.key for m in alike)), overruled)
    return found


async def _overruled(view: View, member: Member, missed: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the sessions at which somebody marked the member as absent, perhaps in place of a check-in."""
    records = [await view.uow.check_ins.record_of(member.id, member.cohort_id, key) for key in missed]
    return tuple(record.session for record in records if record and record.absent)


def _worded(_: Voice, programme: Programme, judged: Eligibility, what: str, overruled: tuple[str, ...]) -> Text:
    if judged.verdict == "yes":
        return _yes(_, programme, judged, what)
    if judged.verdict == "open":
        ahead = titles_of(programme, judged.to_come)
        text = _(
            "**So far, yes: {what}.** To keep your place, please come to {ahead} and check in there.",
            what=what,
            ahead=ahead,
        )
        announced = tuple(key for key in judged.to_come if key in judged.notices)
        if announced:
            text += _(
                "You said that you cannot come to {announced}. Can you come after all? Then just come and check in. "
                "Otherwise the organisers decide whether you keep your place.",
                announced=titles_of(programme, announced),
            )
        return text
    text = _no(_, programme, judged, what, overruled)
    return text + _what_became_of_reasons(_, programme, judged) + _what_to_do(_, programme, judged)


def _no(_: Voice, programme: Programme, judged: Eligibility, what: str, overruled: tuple[str, ...]) -> Text:
    """Who was marked as absent may well have checked in: to say that there is no check-in would be wrong."""
    missed = titles_of(programme, judged.missed)
    if not overruled:
        words = N_("**As it stands, no: {what}.** You need {missed} for it, and I have no check-in from you there.")
        return _(words, what=what, missed=missed)
    text = _("**As it stands, no: {what}.** You need {missed} for it.", what=what, missed=missed)
    marked = titles_of(programme, overruled)
    text += _("An organiser or a trainer counted you as not there: {sessions}.", sessions=marked)
    if silent := tuple(key for key in judged.missed if key not in overruled):
        text += _("I have no check-in from you: {sessions}.", sessions=titles_of(programme, silent))
    return text


def _yes(_: Voice, programme: Programme, judged: Eligibility, what: str) -> Text:
    if not judged.excused:
        words = N_("**Yes, you may come to {what}.** You were at every session that you need for it: {done}.")
        return _(words, what=what, done=titles_of(programme, judged.attended))
    words = N_("**Yes, you may come to {what}.** The organisers accepted your reason for not being at {excused}.")
    return _(words, what=what, excused=titles_of(programme, judged.excused))


def _what_became_of_reasons(_: Voice, programme: Programme, judged: Eligibility) -> Text:
    text: Text = ()
    if accepted := judged.noticed("justified", judged.missed):
        text += _(
            "The organisers accepted your reason for not being at {sessions}. That alone does not open the door: they "
            "decide whether you may come all the same.",
            sessions=titles_of(programme, accepted),
        )
    if waiting := judged.noticed("open", judged.missed):
        words = N_(
            "You said beforehand that you could not come to {sessions}. The organisers have not decided about it yet."
        )
        text += _(words, sessions=titles_of(programme, waiting))
    if refused := judged.noticed("unjustified", judged.missed):
        words = N_("The organisers did not accept your reason for not being at {sessions}.")
        text += _(words, sessions=titles_of(programme, refused))
    return text


def _what_to_do(_: Voice, programme: Programme, judged: Eligibility) -> Text:
    contact = _contact(programme)
    if judged.notices.keys() >= set(judged.missed):
        words = N_("What you can do: please ask the organisers{contact}. They decide.")
        return _(words, contact=contact)
    return _(
        "What you can do: were you there, or did you have an important reason? Then please write to the organisers{contact}. "
        "They decide.",
        contact=contact,
    )


def _contact(programme: Programme) -> str:
    return "".join(f", {contact}" for contact in programme.contacts.values())


async def _page(view: View, _: Voice, group: int = 0, wanted: Verdict | None = None, page: int = 0) -> Message:
    """Names of those under one verdict; without one, the first that has anybody."""
    all_of_them = meetings(view.programme)
    groups = with_same_preconditions(all_of_them)
    if not groups:
        return Message(_("Everybody may come to every session of this programme: none of them has a precondition."))
    group = min(group, len(groups) - 1)
    found = await _judged(view, group)
    first: list[Verdict] = [one for one in VERDICTS if found[one]]
    verdict = wanted or (first or ["no"])[0]
    listed = found[verdict]
    page = min(page, max(len(listed) - 1, 0) // PAGE)
    shown = listed[page * PAGE : (page + 1) * PAGE]
    text = _("**Who may come to {what}?**", what=titles_of(view.programme, tuple(m.key for m in groups[group])))
    text += _(HEADS[verdict], n=len(listed))
    if shown:
        text += bullets(*(_line(_, view.programme, member, judged) for member, judged in shown))
    counts = {one: len(members) for one, members in found.items()}
    return Message(text, _buttons(_, view, (group, verdict, page), counts))


async def _judged(view: View, group: int) -> dict[Verdict, list[tuple[Member, Eligibility]]]:
    all_of_them = meetings(view.programme)
    meeting = with_same_preconditions(all_of_them)[group][0]
    turnouts = await view.uow.attendance.turnouts(view.cohort.id, meeting.requires)
    members = await view.uow.members.of_cohort(view.cohort.id)
    return judge_all(
        sorted(members, key=lambda member: alphabetical(member.name)),
        meeting,
        all_of_them,
        {key: found.there for key, found in turnouts.items()},
        by_member(await view.uow.absences.of_cohort(view.cohort.id)),
        view.now,
        justified_counts=view.programme.rules.justified_absence_counts,
    )


def _line(_: Voice, programme: Programme, member: Member, judged: Eligibility) -> Text:
    """Who, and where it is not a plain yes, why."""
    why = "; ".join(_why(_, programme, judged))
    return _("{who}: {why}", who=who(member), why=why) if why else _("{who}", who=who(member))


def _why(_: Voice, programme: Programme, judged: Eligibility) -> Iterator[str]:
    """Each reason once, with its sessions."""
    keys = {"no": judged.missed, "open": judged.to_come, "yes": judged.excused}[judged.verdict]
    plain = tuple(key for key in keys if key not in judged.notices and judged.verdict != "yes")
    if plain:
        words = N_("missed {sessions}") if judged.verdict == "no" else N_("still ahead: {sessions}")
        yield _.plain(words, sessions=titles_of(programme, plain))
    for state, words in ABSENT.items():
        found = keys if judged.verdict == "yes" and state == "justified" else judged.noticed(state, keys)
        if found:
            yield _.plain(words, sessions=titles_of(programme, found))


def _buttons(_: Voice, view: View, at: tuple[int, Verdict, int], counts: dict[Verdict, int]) -> Rows:
    """To the other verdicts, to the pages beside this one, and to the other sessions."""
    group, verdict, page = at

    def to(label: str, group: int, verdict: Verdict | None, page: int) -> Button:
        number = VERDICTS.index(verdict) if verdict else len(VERDICTS)
        return button(label, ShowEligibility(view.cohort.id, group, number, page))

    others = tuple(
        to(f"{_.plain(LABELS[one])} ({counts[one]})", group, one, 0)
        for one in VERDICTS
        if one != verdict and counts[one]
    )
    pages: list[Button] = []
    if page:
        pages.append(to(_.plain("Back"), group, verdict, page - 1))
    if (page + 1) * PAGE < counts[verdict]:
        left = counts[verdict] - (page + 1) * PAGE
        pages.append(to(_.plain("More ({n})", n=left), group, verdict, page + 1))
    groups = with_same_preconditions(meetings(view.programme))
    elsewhere = [
        (to(titles_of(view.programme, tuple(m.key for m in alike))[:60], n, None, 0),)
        for n, alike in enumerate(groups)
        if n != group
    ]
    return tuple(row for row in (others, tuple(pages), *elsewhere) if row)
