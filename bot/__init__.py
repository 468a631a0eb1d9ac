"""groupmate: a chat-bot assistant that lives in the discussion group of a training programme."""

__version__ = "0.1.0"
