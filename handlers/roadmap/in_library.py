"""Roadmaps on the shelf of /library: those whose authors let the cohort see them, and the reader's own."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.domain.interests import Interests
from bot.domain.people import Member
from bot.domain.roadmap.plan import OFFERED, WANTED, Roadmap, Template
from bot.domain.roadmap.steps import title_of
from bot.locale.voice import Voice
from bot.scene import View
from bot.shelf import Work
from handlers.roadmap.buttons import Read
from handlers.roadmap.declared import feature, template_of


@feature.library
async def works(view: View, _: Voice, reader: Member) -> list[Work]:
    if view.programme.roadmap is None:
        return []
    template = template_of(view)
    found = {one.id: one for one in await view.uow.roadmaps.shared(view.cohort.id)}
    own = await view.uow.roadmaps.of_member(reader.id)
    if own and own.parts:
        found.setdefault(own.id, own)
    names = {one.id: one.name for one in await view.uow.members.of_cohort(view.cohort.id)}
    return [_work(_, one, template, names[one.member_id]) for one in found.values() if one.member_id in names]


def _work(_: Voice, found: Roadmap, template: Template, author: str) -> Work:
    titles = [title_of(goal, template) for goal in found.goals]
    return Work(
        found.member_id,
        author,
        _.plain("Roadmap"),
        titles[0] if titles else _.plain("Roadmap"),
        _.plain(found.topic) if found.topic in template.topics else found.topic,
        button(_.plain("Open"), Read(found.id, "see")),
        interests_of(found, template),
        shown=found.shared and found.submitted_at is not None,
    )


def interests_of(found: Roadmap, template: Template) -> Interests:
    """Goals with what they are for; help as it was typed."""
    goals = tuple(f"{title_of(goal, template)}. {goal.answer('why')}".strip() for goal in found.goals)
    wanted = tuple(words for goal in found.goals if (words := goal.answer(WANTED)))
    offered = tuple(words for goal in found.goals if (words := goal.answer(OFFERED)))
    return Interests(goals, wanted, offered)
