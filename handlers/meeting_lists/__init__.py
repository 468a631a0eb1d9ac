"""Who was in the online meeting, by the meeting software's own list: read, matched to members, compared, decided."""

from handlers.meeting_lists import compare, confirm, decide, receive, unknown
from handlers.meeting_lists.declared import feature

__all__ = ["compare", "confirm", "decide", "feature", "receive", "unknown"]
