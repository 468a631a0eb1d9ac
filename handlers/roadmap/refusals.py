"""The rules of roadmaps say no by code; these are the words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn

P = ParamSpec("P")
Handler = Callable[Concatenate[Turn[Any], P], Awaitable[list[Intent]]]

WORDS: Mapping[str, str] = {
    "roadmap.none": N_("This programme has no roadmaps."),
    "roadmap.not_yours": N_("Roadmaps are made by participants."),
    "roadmap.gone": N_("This part was removed meanwhile. Send /roadmap to see how it stands."),
    "roadmap.in_review": N_("Your roadmap is being read. To change it, take it back first: send /roadmap."),
    "roadmap.completed": N_("Your roadmap is completed. To change it, open it again: send /roadmap."),
    "roadmap.step": N_("This was decided meanwhile. Send /roadmap to see how it stands."),
    "roadmap.incomplete": N_("Before you submit it, please fill in: {section}."),
    "roadmap.no_goal": N_("Before you submit it, please add a goal."),
    "roadmap.no_action": N_("Before you submit it, please add an action to the goal: {goal}."),
    "roadmap.open_actions": N_("Please say first how each action went. Still open: {n}."),
    "roadmap.full": N_("There is no room for more: {most} is the limit. You can change or remove one."),
}


MISSING: Mapping[str, str] = {
    "roadmap.incomplete": N_("fill in: {section}"),
    "roadmap.no_goal": N_("add a goal"),
    "roadmap.no_action": N_("add an action to the goal: {goal}"),
}
"""What is still to be done, where it is more than one thing."""


def worded(violation: RuleViolation, _: Voice, words: Mapping[str, str] = WORDS) -> str:
    """A code without words is a fault of ours."""
    said = {name: value if isinstance(value, int) else _said(str(value), _) for name, value in violation.fields.items()}
    return _.plain(words[violation.code], **said)


def _said(value: str, _: Voice) -> str:
    """A section's title may be the bot's own; what people typed stays as it is."""
    return _.plain(value) if "{" not in value and "}" not in value else value


def refused(handler: Handler[P]) -> Handler[P]:
    """A rule's refusal is said to who asked; the engine says those about roles."""

    @wraps(handler)
    async def guarded(turn: Turn[Any], /, *args: P.args, **kwargs: P.kwargs) -> list[Intent]:
        try:
            return await handler(turn, *args, **kwargs)
        except RuleViolation as violation:
            if violation.code.startswith("access."):
                raise
            words = worded(violation, turn.voice)
            if isinstance(turn.event, ButtonPressed):
                return [turn.toast(N_("{why}"), alert=True, why=words[:190])]
            return [turn.tell(N_("{why}"), why=words)]

    return guarded
