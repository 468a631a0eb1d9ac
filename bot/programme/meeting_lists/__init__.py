"""Lists of participants as meeting software exports them: read whatever its language, encoding and order of columns."""

from bot.programme.meeting_lists.names import Match, likest, match
from bot.programme.meeting_lists.read import MOST_BYTES, UnreadableList, read_list

__all__ = ["MOST_BYTES", "Match", "UnreadableList", "likest", "match", "read_list"]
