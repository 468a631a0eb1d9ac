"""Groups on platforms: which cohort one belongs to, what the bot may do there, and how people reach it in private."""

from handlers.groups import bind, private_chat, standing
from handlers.groups.declared import feature

__all__ = ["bind", "feature", "private_chat", "standing"]
