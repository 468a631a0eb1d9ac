"""`groupmate run` as a real process on a live platform, killed again and again in the middle of a conversation."""
