"""All that feedback does by itself, in one transaction a minute and cohort."""

from __future__ import annotations

from bot.chat.messages import Intent
from bot.scene import Scene
from handlers.feedback.consent import ask_consent
from handlers.feedback.declared import feature
from handlers.feedback.overdue import overdue_digest


@feature.tick
async def every_minute(scene: Scene) -> list[Intent]:
    return [*await ask_consent(scene), *await overdue_digest(scene)]
