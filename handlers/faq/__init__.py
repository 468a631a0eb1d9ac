"""Questions and answers: from the pack, from the asker's own data, or from an organiser."""

from handlers.faq import answer_by_hand, ask, browse, changes, feedback, review, waiting, write
from handlers.faq.declared import feature

__all__ = ["answer_by_hand", "ask", "browse", "changes", "feature", "feedback", "review", "waiting", "write"]
