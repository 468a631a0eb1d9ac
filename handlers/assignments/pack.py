"""Assignments that a pack ships: they are there from the start, where trainers can change them, and post themselves."""

from __future__ import annotations

from bot.chat.messages import Intent
from bot.programme.assignments import posting_of, task_of
from bot.scene import Scene
from handlers.assignments.declared import feature


@feature.tick
async def from_pack(scene: Scene) -> list[Intent]:
    """Each once. What was due before the bot came is left out."""
    if not scene.programme.assignments:
        return []
    known = await scene.uow.assignments.pack_keys(scene.cohort.id)
    for shipped in scene.programme.assignments:
        task = task_of(shipped, scene.programme.tz)
        if shipped.key not in known and task.due is not None and task.due > scene.now:
            at = posting_of(shipped, scene.programme.tz)
            await scene.uow.assignments.from_pack(scene.cohort.id, shipped.key, task, at, scene.now)
    return []
