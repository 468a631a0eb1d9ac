"""Peer learning: people are brought together, meet, and bring back what they learned."""

from handlers.peers import (
    ask,
    edit,
    every_minute,
    exclude,
    introduce,
    network,
    organise,
    partner,
    preview,
    profile,
    progress,
    questions,
    take_part,
    takeaway,
    times,
    week,
    who,
)
from handlers.peers.declared import feature

__all__ = [
    "ask",
    "edit",
    "every_minute",
    "exclude",
    "feature",
    "introduce",
    "network",
    "organise",
    "partner",
    "preview",
    "profile",
    "progress",
    "questions",
    "take_part",
    "takeaway",
    "times",
    "week",
    "who",
]
