"""The App Home: the bot's own page, as one person sees it. Pure."""

from __future__ import annotations

from bot.adapters.slack.reading import Json
from bot.adapters.slack.render import Render
from bot.chat.messages import Message

BLOCKS = 100


def view(message: Message, render: Render) -> Json:
    """For `views.publish`; what is beyond the page's 100 blocks is left out."""
    blocks = [block for part in render.parts(message) for block in part.blocks]
    return {"type": "home", "blocks": blocks[:BLOCKS]}
