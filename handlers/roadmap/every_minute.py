"""What the minute's tick gives out."""

from __future__ import annotations

from bot.chat.messages import Intent
from bot.scene import Scene
from handlers.roadmap.declared import feature
from handlers.roadmap.news import morning_list
from handlers.roadmap.remind import after_programme, of_actions


@feature.tick
async def every_minute(scene: Scene) -> list[Intent]:
    """Nothing where the programme has no roadmaps."""
    if scene.programme.roadmap is None:
        return []
    return [*await of_actions(scene), *await after_programme(scene), *await morning_list(scene)]
