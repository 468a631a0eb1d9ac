"""All that coaching does by itself, in one transaction a minute and cohort, and only where the programme has coaching."""

from __future__ import annotations

from bot.chat.messages import Intent
from bot.programme.coaching import policy
from bot.scene import Scene
from handlers.coaching.declared import feature
from handlers.coaching.nudge import left_behind, nudge, shortage
from handlers.coaching.pass_on import pass_on
from handlers.coaching.remind import evening_lists, remind

PARTS = (left_behind, pass_on, remind, evening_lists, nudge, shortage)


@feature.tick
async def every_minute(scene: Scene) -> list[Intent]:
    if policy(scene.programme) is None:
        return []
    return [intent for part in PARTS for intent in await part(scene)]
