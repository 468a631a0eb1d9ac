"""Files that were sent and taken out again: nobody wants them, so they do not stay."""

from __future__ import annotations

from bot.chat.messages import Intent
from bot.scene import Scene
from handlers.assignments.declared import feature

AT_ONCE = 100


@feature.tick
async def tidy(scene: Scene) -> list[Intent]:
    """Unless somebody has handed in, or sent, the same contents."""
    for key in await scene.uow.submission_items.left_behind(AT_ONCE):
        await forget(scene, key)
    return []


async def forget(scene: Scene, key: str) -> None:
    """Contents that nobody wanted after all; empty where none came."""
    if key and not await scene.uow.personal.is_used(key):
        await scene.deployment.files.remove(key)
