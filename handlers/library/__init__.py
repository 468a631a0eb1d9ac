"""The library: what members let the cohort see of their work, and who works on something alike."""

from handlers.library import browse, like_mine
from handlers.library.declared import feature

__all__ = ["browse", "feature", "like_mine"]
