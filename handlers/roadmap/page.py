"""`/roadmap`: the way in, and the author's steps from draft to completed."""

from __future__ import annotations

from bot.chat.events import ButtonPressed, CommandInvoked
from bot.chat.messages import Edit, Intent, OpenForm, Private
from bot.domain.people import STAFF
from bot.domain.roadmap.plan import GOAL, Roadmap, Template
from bot.domain.roadmap.steps import WAYS, Step, after, check_all_settled, check_changeable, check_complete
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.roadmap.buttons import EditSection, Mine
from handlers.roadmap.declared import feature, own, template_of
from handlers.roadmap.forms import part_form
from handlers.roadmap.news import to_reviewers
from handlers.roadmap.own_page import own_page
from handlers.roadmap.refusals import refused
from handlers.roadmap.review import all_of_them
from handlers.roadmap.share import ask_for_topic, stop_sharing

SAID: dict[Step, str] = {
    "submit": N_("Submitted. Your coach and the trainers can read it now."),
    "take_back": N_("Taken back. You can change it now."),
    "start": N_("Good luck! I remind you of each action on its day."),
    "complete": N_("Completed. Congratulations!"),
    "reopen": N_("It is open again."),
}


@feature.command("roadmap", access="members", summary=N_("write your roadmap, or see and change it"), example="roadmap")
@refused
async def roadmap(turn: Turn[CommandInvoked]) -> list[Intent]:
    """A participant's own; those who work for the programme see everybody's."""
    template = template_of(turn)
    if turn.me.learner:
        return [Private(await own_page(turn, await turn.uow.roadmaps.of_member(turn.me.id), template))]
    if turn.me.roles & STAFF:
        return [Private(await all_of_them(turn, 0))]
    raise RuleViolation("roadmap.not_yours")


@feature.button(Mine, access="members", any_cohort=True)
@refused
async def mine(pressed: Turn[ButtonPressed], data: Mine) -> list[Intent]:
    turn, found = await own(pressed, data.cohort)
    template = template_of(turn)
    step = next((step for step, way in WAYS.items() if step == data.what and way.by == "author"), None)
    if step:
        return await _take(turn, found, template, step)
    if data.what == "share":
        return [Edit(ask_for_topic(turn, found, template))]
    if data.what == "unshare":
        return await stop_sharing(turn, found, template)
    if data.what == GOAL:
        check_changeable(found.state)
        if len(found.goals) >= template.goals_max:
            raise RuleViolation("roadmap.full", most=template.goals_max)
        return [OpenForm(part_form(turn, template, GOAL, None))]
    return [Edit(await own_page(turn, found, template))]


async def _take(turn: Turn[ButtonPressed], found: Roadmap, template: Template, step: Step) -> list[Intent]:
    """One step of the author's; the roadmap is locked. Raises what the rules do."""
    state = after(found.state, step)
    times = {}
    told: list[Intent] = []
    if step == "submit":
        check_complete(found, template)
        times = {"submitted_at": turn.now}
        told = await to_reviewers(turn, found)
    if step == "complete":
        check_all_settled(found)
    await turn.uow.roadmaps.set_state(found.id, state, turn.now, **times)
    now = await turn.uow.roadmaps.by_id(found.id)
    return [Edit(await own_page(turn, now, template)), turn.toast(SAID[step]), *told]


@feature.button(EditSection, access="members", any_cohort=True)
@refused
async def edit_section(pressed: Turn[ButtonPressed], data: EditSection) -> list[Intent]:
    turn, found = await own(pressed, data.cohort)
    template = template_of(turn)
    check_changeable(found.state)
    if all(section.key != data.part_key for section in template.sections):
        raise RuleViolation("roadmap.gone")
    return [OpenForm(part_form(turn, template, data.part_key, found.section(data.part_key)))]
