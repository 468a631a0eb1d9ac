"""Peer review: each work goes to some others of the cohort, who say what they think; its author gets all of it together."""

from handlers.peer_review import allot, asked, give, read, write
from handlers.peer_review.declared import feature

__all__ = ["allot", "asked", "feature", "give", "read", "write"]
