"""Changing the plan, posting it, taking it back; and how the group sees it."""

from __future__ import annotations

from bot.chat.events import ButtonPressed
from bot.chat.messages import Card, Edit, Intent, Message, Recheck, Refresh
from bot.domain.homework.debrief import changed, check_post, plan, plan_card
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn, View
from handlers.debrief.buttons import PostPlan, SetUp, TakeBack
from handlers.debrief.choose import plan_page
from handlers.debrief.declared import by_id, feature, on_desk, presenters, session_of, worded
from handlers.debrief.settings import SETTINGS, mark_of
from handlers.debrief.show import how_long, order


@feature.button(SetUp, access="members", any_cohort=True)
async def set_up(pressed: Turn[ButtonPressed], data: SetUp) -> list[Intent]:
    turn, made, task = await on_desk(pressed, data.debrief)
    try:
        new = changed(made, SETTINGS[data.setting] if data.setting < len(SETTINGS) else "", data.value)
    except RuleViolation as violation:
        return [turn.toast(N_("{why}"), alert=True, why=worded(violation, turn.voice))]
    await turn.uow.debriefs.set_up(new)
    return [Edit(await plan_page(turn, task))]


@feature.button(PostPlan, access="members", any_cohort=True)
async def post(pressed: Turn[ButtonPressed], data: PostPlan) -> list[Intent]:
    """Exactly what was seen: where somebody changed their mind since, it is shown again first."""
    turn, made, task = await on_desk(pressed, data.debrief)
    people = await presenters(turn, task.id)
    try:
        check_post(made, len(people))
    except RuleViolation as violation:
        return [turn.toast(N_("{why}"), alert=True, why=worded(violation, turn.voice))]
    groups = plan(people, made.shape, made.size, made.seed)
    if mark_of(made, groups) != data.mark or not await turn.uow.debriefs.post(made, groups, turn.now):
        words = N_("The plan has changed meanwhile. Please look at it again.")
        return [Edit(await plan_page(turn, task)), turn.toast(words, alert=True)]
    key = plan_card(task.id)
    card = Card(key, Recheck("debrief.plan", {"debrief": str(made.id)}))
    return [card, Refresh(key), Edit(await plan_page(turn, task)), turn.toast(N_("Posted in the group."))]


@feature.button(TakeBack, access="members", any_cohort=True)
async def take_back(pressed: Turn[ButtonPressed], data: TakeBack) -> list[Intent]:
    turn, made, task = await on_desk(pressed, data.debrief)
    if not await turn.uow.debriefs.take_back(made.id):
        return [turn.toast(N_("It is too late for that: the question what people take away is out."), alert=True)]
    return [Edit(await plan_page(turn, task)), Refresh(plan_card(task.id))]


@feature.recheck("debrief.plan")
async def plan_now(view: View, debrief: str) -> Message | None:
    """Without those who have changed their mind."""
    made = await view.uow.debriefs.by_id(int(debrief))
    task = await view.uow.assignments.by_id(made.assignment_id) if made else None
    if made is None or task is None:
        return None
    _ = view.group_voice
    text = _("**Who shows their work: {title}**", title=task.title)
    if made.posted_at is None:
        return Message(text + _("The trainers are changing this plan. I will post it anew."))
    session = session_of(view, task)
    if session is not None and session.starts_at is not None:
        text += _("{session}, {when}", session=session.title, when=_.moment(session.starts_at))
    groups = await view.uow.debriefs.places(made)
    text += how_long(_, made, groups) + order(_, made, groups, await by_id(view))
    if made.shape == "groups":
        text += _("You are not on the list? Join any group you like, listen, and ask.")
    return Message(text)
