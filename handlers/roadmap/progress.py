"""Roadmaps in `/me`, in `/status` and its picture, in private calendars, and for the coach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.chat.buttons import Button, button
from bot.chat.text import Text, bullets
from bot.domain.calendar import Entry
from bot.domain.people import STAFF, Member
from bot.domain.roadmap.plan import STATES, State
from bot.domain.roadmap.steps import FOLLOWED, title_of
from bot.locale.voice import N_, Voice
from bot.report import Report
from bot.scene import View
from bot.shelf import Mark, Picture
from handlers.roadmap.buttons import Read
from handlers.roadmap.declared import feature, template_of
from handlers.roadmap.show import STATE_WORDS

MARKS: Mapping[State, Mark] = {
    "draft": Mark("begun", "…"),
    "submitted": Mark("going", "→"),
    "in_review": Mark("going", "→"),
    "agreed": Mark("done", "✓", counts=True),
    "active": Mark("done", "✓", counts=True),
    "completed": Mark("done", "✓✓", counts=True),
}
LEGEND = (
    (MARKS["draft"], N_("Roadmap: begun")),
    (MARKS["submitted"], N_("Roadmap: submitted")),
    (MARKS["agreed"], N_("Roadmap: agreed")),
    (MARKS["completed"], N_("Roadmap: completed")),
)


@feature.progress
async def mine(view: View, member: Member) -> Text:
    """Nothing before they have begun."""
    found = await view.uow.roadmaps.of_member(member.id)
    if view.programme.roadmap is None or found is None or not found.parts:
        return ()
    _ = view.voice_for(member)
    outcomes = Counter(action.outcome for action in found.actions)
    line = _("{state}: see /roadmap", state=_.plain(STATE_WORDS[found.state]))
    done = _("{done} of {all} actions done", done=outcomes["done"], all=len(found.actions))
    return (*_("**My roadmap**"), *bullets(line, *([done] if found.actions else [])))


@feature.status
async def overall(view: View, _: Voice, reader: Member | None) -> Report:
    """How many are how far, and how many actions are done; nothing before the first was begun."""
    if view.programme.roadmap is None:
        return Report()
    states = await view.uow.roadmap_actions.states(view.cohort.id)
    if not states:
        return Report()
    counted = Counter(states.values())
    learners = [one for one in await view.uow.members.of_cohort(view.cohort.id) if one.learner]
    without = sum(one.id not in states for one in learners)
    said = [f"{counted[state]} {_.plain(STATE_WORDS[state])}" for state in STATES if counted[state]]
    said += [_.plain("{n} not begun", n=without)] if without else []
    text = _("**Roadmaps:** {states}.", states=", ".join(said)) + await _actions(view, _)
    if reader is None or not counted["submitted"]:
        return Report(text)
    return Report(text, waits=(_("Roadmaps to read: **{n}**. Send /roadmap.", n=counted["submitted"]),))


async def _actions(view: View, _: Voice) -> Text:
    outcomes = await view.uow.roadmap_actions.outcomes(view.cohort.id)
    total = sum(outcomes.values())
    if not total:
        return ()
    return _(
        "Actions: {done} of {all} done, {dropped} dropped.",
        done=outcomes["done"],
        all=total,
        dropped=outcomes["dropped"],
    )


@feature.picture
async def drawn(view: View, _: Voice, learners: Sequence[Member]) -> list[Picture]:
    states = await view.uow.roadmap_actions.states(view.cohort.id) if view.programme.roadmap else {}
    if not states:
        return []
    marks = {one.id: MARKS[states[one.id]] for one in learners if one.id in states}
    legend = tuple((mark, _.plain(words)) for mark, words in LEGEND if mark in marks.values())
    return [Picture(_.plain("Roadmap"), marks, legend)]


@feature.calendar
async def entries(view: View, member: Member) -> list[Entry]:
    """Each open action on its day."""
    found = await view.uow.roadmaps.of_member(member.id)
    if view.programme.roadmap is None or found is None or found.state not in FOLLOWED:
        return []
    _, template = view.voice_for(member), template_of(view)
    return [
        Entry(
            f"roadmap-action-{action.id}@groupmate",
            _.plain("Roadmap: {title}", title=title_of(action, template)),
            found.changed_at,
            day=action.due,
            sequence=action.version,
            about=view.cohort.title,
        )
        for action in found.actions
        if action.outcome == "open" and action.due
    ]


@feature.papers
async def for_coach(view: View, _: Voice, reader: Member, member: Member) -> list[Button]:
    """Once it was submitted."""
    found = await view.uow.roadmaps.of_member(member.id)
    if view.programme.roadmap is None or found is None or found.submitted_at is None or not reader.roles & STAFF:
        return []
    return [button(_.plain("Read the roadmap"), Read(found.id, "see"))]
