"""A goal of one's own: its page, its actions, changing and removing it."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.messages import Message
from bot.domain.roadmap.plan import ACTION, Part, Roadmap, Template
from bot.domain.roadmap.steps import CHANGEABLE, title_of
from bot.scene import Turn
from handlers.roadmap.buttons import Mine, MyAction, MyGoal
from handlers.roadmap.show import SIGNS, goal_text, short


def goal_page(turn: Turn[Any], found: Roadmap, goal: Part, template: Template) -> Message:
    """What it says, and a button for each action."""
    _ = turn.voice
    actions = found.actions_of(goal.id)
    rows: list[tuple[Button, ...]] = [
        (button(short(f"{SIGNS[one.outcome]} {title_of(one, template)}"), MyAction(one.id, "see")),) for one in actions
    ]
    if found.state in CHANGEABLE:
        if len(actions) < template.actions_max:
            rows.append(
                (button(_.plain("Add an action"), MyGoal(goal.id, ACTION), "default" if actions else "primary"),)
            )
        rows.append(
            (
                button(_.plain("Change the goal"), MyGoal(goal.id, "edit")),
                button(_.plain("Remove it"), MyGoal(goal.id, "remove")),
            )
        )
    rows.append((button(_.plain("◀ My roadmap"), Mine(found.cohort_id, "see")),))
    return Message(goal_text(_, found, goal, template), tuple(rows))
