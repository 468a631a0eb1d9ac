"""Mentees and mentors: proposed to organisers, introduced once they publish, and given back when one of them leaves."""

from handlers.peers.mentoring import edit, introduce, leave, mine, overview, preview

__all__ = ["edit", "introduce", "leave", "mine", "overview", "preview"]
