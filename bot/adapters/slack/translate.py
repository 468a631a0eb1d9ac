"""From any payload of Slack's to events. Pure: any JSON gives events or a `Refusal`, never another error."""

from __future__ import annotations

from bot.adapters.slack.events import from_event
from bot.adapters.slack.interactions import from_command, from_interaction
from bot.adapters.slack.reading import PLATFORM, Refusal, Scene, text
from bot.chat.events import Event

__all__ = ["PLATFORM", "Refusal", "Scene", "translate"]


def translate(payload: object, scene: Scene) -> tuple[Event, ...]:
    """Senders are known by their id alone; `people` introduces them, once there is an event worth a look-up."""
    if not isinstance(payload, dict):
        raise Refusal("the payload is no object")
    if text(payload, "type") == "event_callback":
        return from_event(payload, scene)
    if text(payload, "command"):
        return from_command(payload, scene)
    return from_interaction(payload, scene)
