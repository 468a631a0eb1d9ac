"""What the buttons of a goal do."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, OpenForm
from bot.domain.roadmap.plan import ACTION, GOAL
from bot.domain.roadmap.steps import check_changeable, title_of
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.roadmap.buttons import MyGoal
from handlers.roadmap.declared import feature, own_part, template_of
from handlers.roadmap.forms import part_form
from handlers.roadmap.goals import goal_page
from handlers.roadmap.own_page import own_page
from handlers.roadmap.refusals import refused


@feature.button(MyGoal, access="members", any_cohort=True)
@refused
async def my_goal(pressed: Turn[ButtonPressed], data: MyGoal) -> list[Intent]:
    turn, found = await own_part(pressed, data.part)
    template, goal = template_of(turn), found.part(data.part)
    if goal is None or goal.kind != GOAL:
        raise RuleViolation("roadmap.gone")
    if data.what not in {"edit", ACTION, "remove", "yes"}:
        return [Edit(goal_page(turn, found, goal, template))]
    check_changeable(found.state)
    if data.what == "edit":
        return [OpenForm(part_form(turn, template, GOAL, goal))]
    if data.what == ACTION:
        if len(found.actions_of(goal.id)) >= template.actions_max:
            raise RuleViolation("roadmap.full", most=template.actions_max)
        return [OpenForm(part_form(turn, template, ACTION, None, under=goal.id))]
    _ = turn.voice
    if data.what == "remove":
        words = _("Remove the goal **{title}** with all its actions?", title=title_of(goal, template))
        yes = button(_.plain("Yes, remove it"), MyGoal(goal.id, "yes"), "danger")
        return [Edit(Message(words, ((yes,), (button(_.plain("No, keep it"), MyGoal(goal.id, "see")),))))]
    await turn.uow.roadmaps.remove_part(found, goal.id, turn.now)
    now = await turn.uow.roadmaps.by_id(found.id)
    return [Edit(await own_page(turn, now, template)), turn.toast(N_("Removed."))]
