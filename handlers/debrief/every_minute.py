"""After the session the group is asked, and a day later shown, what it takes away."""

from __future__ import annotations

from bot.chat.messages import Intent
from bot.domain.homework.debrief import DIGEST_AFTER
from bot.scene import Scene
from handlers.debrief.declared import feature, session_of
from handlers.debrief.digest import digest
from handlers.debrief.take import question


@feature.tick
async def every_minute(scene: Scene) -> list[Intent]:
    told: list[Intent] = []
    for made in await scene.uow.debriefs.posted(scene.cohort.id):
        if made.asked_at is None:
            task = await scene.uow.assignments.by_id(made.assignment_id)
            session = session_of(scene, task) if task and task.public else None
            over = session.over_at if session else None
            if over and over <= scene.now < over + DIGEST_AFTER and await scene.uow.debriefs.ask(made.id, scene.now):
                told.append(question(made))
        elif made.asked_at + DIGEST_AFTER <= scene.now and await scene.uow.debriefs.show(made.id, scene.now):
            told += digest(made)
    return told
