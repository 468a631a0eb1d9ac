"""What organisers see of mentors: who with whom, why, how good it is, and who is left over."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import Button, button
from bot.chat.messages import Message, Rows
from bot.chat.text import Text, bullets, numbered
from bot.domain.peers.mentoring import Mentoring
from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.scene import View
from handlers.peers.buttons import GiveTo, Mentors, OnMentoring
from handlers.peers.mentoring.pool import Standing
from handlers.peers.mentoring.propose import moves
from handlers.peers.paging import turning
from handlers.peers.words import of_two, who

A_PAGE = 8
"""Pairs on a page, and mentors to choose from: each has a button, and a phone's screen ends."""

NAMES = 12


def page(view: View, now: Standing, _: Voice, nth: int = 0, head: Text = (), *, told: bool = False) -> Message:
    """Proposals, or those who have been `told`; these too where nothing is proposed."""
    told = told or not now.proposed
    shown = now.told if told else now.proposed
    pages = max(-(-len(shown) // A_PAGE), 1)
    nth = min(nth, pages - 1)
    on_page = shown[nth * A_PAGE : (nth + 1) * A_PAGE]
    lines = [_line(now, one, _) for one in on_page]
    text: Text = (*head, *_("**Mentors and mentees**"), *_summary(now, _))
    if lines:
        text += (_("Introduced:") if told else _("Proposed:")) + numbered(*lines, start=nth * A_PAGE + 1)
    return Message(text + _left_over(now, _), _buttons(view, now, on_page, nth, pages, told=told, _=_))


def _summary(now: Standing, _: Voice) -> Text:
    text: Text = ()
    if now.proposed:
        points = now.points(now.proposed)
        most = max(now.best_points(), points)
        text += _(
            "{pairs}, known to organisers alone. Fit: **{percent}%** of the best possible ({points} of {best} points).",
            pairs=_.plural("{n} proposal", "{n} proposals", len(now.proposed)),
            percent=round(100 * points / most) if most else 100,
            points=points,
            best=most,
        )
    if now.told:
        told = _.plural("{n} mentee has been introduced.", "{n} mentees have been introduced.", len(now.told))
        text += _("{told}", told=told)
    if without := len(now.without()):
        left = _.plural("{n} mentee has no mentor, see below.", "{n} mentees have no mentor, see below.", without)
        text += _("**{left}**", left=left)
    return text


def _left_over(now: Standing, _: Voice) -> Text:
    text: Text = ()
    places = {now.mentors[one].name: n for one, n in now.free().items() if n > 0}
    if without := now.without():
        text += _("No mentor for: **{names}**.", names=_first_names(without, _))
        if not places:
            text += _(
                "All places are taken. A mentor can take more in their `/profile`, or you add one to the list of people."
            )
    if places:
        listed = ", ".join(f"{name} ({n})" for name, n in [*places.items()][:NAMES])
        text += _("Mentors with places left: {mentors}.", mentors=listed)
    if now.away:
        text += _("Not joined yet, so not matched: {names}.", names=_first_names(now.away, _))
    return text


def _first_names(members: Sequence[Member], _: Voice) -> str:
    """And how many more."""
    shown, more = ", ".join(member.name for member in members[:NAMES]), len(members) - NAMES
    return _.plain("{names} and {n} more", names=shown, n=more) if more > 0 else shown


def _line(now: Standing, one: Mentoring, _: Voice) -> Text:
    if not now.knows(one):
        return _("This has changed meanwhile. Please look again.")
    mentee, mentor = now.member(one.mentee_id), now.member(one.mentor_id)
    why = of_two(now.why(mentee.id, mentor.id)[:1], mentee.name, mentor.name, _)
    people, kept = f"{who(mentee)} → {who(mentor)}", " 📌" if one.kept else ""
    return _("**{people}**{kept} {why}", people=people, kept=kept, why=why)


def _buttons(
    view: View, now: Standing, on_page: Sequence[Mentoring], nth: int, pages: int, *, told: bool, _: Voice
) -> Rows:
    cohort, here = view.cohort.id, "told" if told else "see"
    each = [
        button(_.plain("{kept}Pair {n}", n=n, kept="📌 " if one.kept and not told else ""), OnMentoring(one.id, "see"))
        for n, one in enumerate(on_page, nth * A_PAGE + 1)
    ]
    rows: list[tuple[Button, ...]] = [tuple(each[at : at + 4]) for at in range(0, len(each), 4)]
    rows += turning(nth, pages, _, lambda to: Mentors(cohort, to, here))
    if told:
        if now.proposed:
            rows.append((button(_.plain("Look at the proposals"), Mentors(cohort, 0, "see")),))
        return tuple(rows)
    rows.append((button(_.plain("Match anew"), Mentors(cohort, 0, "again")),))
    if now.fit.apart - now.own:
        rows.append((button(_.plain("Allow again what was forbidden"), Mentors(cohort, 0, "free")),))
    if now.told:
        rows.append((button(_.plain("Who has been introduced"), Mentors(cohort, 0, "told")),))
    rows.append((button(_.plain("Publish"), Mentors(cohort, 0, "publish"), "primary"),))
    return tuple(rows)


def pair(view: View, now: Standing, one: Mentoring, _: Voice) -> Message:
    """One mentee and their mentor, with all that speaks for them."""
    mentee, mentor = now.member(one.mentee_id), now.member(one.mentor_id)
    text: Text = _("**{mentee} → {mentor}**", mentee=who(mentee), mentor=who(mentor))
    why = now.why(mentee.id, mentor.id)
    lines = [_("{why}", why=of_two([reason], mentee.name, mentor.name, _)) for reason in why]
    text += bullets(*lines) if lines else _("Little speaks for them: maybe their profiles are empty.")
    text += _("Fit: {n} points.", n=now.points([one]))
    if one.since is not None:
        text += _("Introduced on {day}.", day=_.day(one.since.astimezone(_.zone).date()))
        ending = button(_.plain("End this"), OnMentoring(one.id, "end"), "danger")
        return Message(text, ((ending,), (button(_.plain("Back"), Mentors(view.cohort.id, 0, "told")),)))
    keep = OnMentoring(one.id, "loose" if one.kept else "keep")
    rows: list[tuple[Button, ...]] = [
        (button(_.plain("Introduce these two now"), OnMentoring(one.id, "tell"), "primary"),),
        (button(_.plain("No longer keep them together") if one.kept else _.plain("Keep them together"), keep),),
        (button(_.plain("Another mentor"), GiveTo(one.id, 0, 0, 0)),),
        (button(_.plain("Not these together"), OnMentoring(one.id, "forbid")),),
        (button(_.plain("Back"), Mentors(view.cohort.id, 0, "see")),),
    ]
    return Message(text, tuple(rows))


def choices(now: Standing, one: Mentoring, _: Voice, nth: int) -> Message:
    """Who else could be the mentor, and what that would change."""
    found = moves(now, one)
    mentee = now.member(one.mentee_id)
    pages = max(-(-len(found) // A_PAGE), 1)
    nth = min(nth, pages - 1)
    rows: list[tuple[Button, ...]] = []
    for move in found[nth * A_PAGE : (nth + 1) * A_PAGE]:
        label = f"{now.mentors[move.to].name} ({move.change:+d})"
        if move.other:
            label += f" ⇄ {now.member(move.other.mentee_id).name}"
        rows.append((button(label, GiveTo(one.id, nth, move.to, move.other.id if move.other else 0)),))
    rows += turning(nth, pages, _, lambda to: GiveTo(one.id, to, 0, 0))
    rows.append((button(_.plain("Back"), OnMentoring(one.id, "see")),))
    if not found:
        return Message(_("No other mentor can take {name}.", name=mentee.name), tuple(rows))
    words = _("**Who else could be the mentor of {name}?** The number is what it changes in points.", name=mentee.name)
    if any(move.other for move in found):
        words += _("⇄: they have no place left, so that mentee goes to {name}.", name=now.member(one.mentor_id).name)
    return Message(words, tuple(rows))
