"""Mentees and mentors: proposed to organisers, introduced once they publish, and given back when one of them leaves."""

from handlers.peers.mentoring import ask, edit, introduce, leave, mine, overview, preview

__all__ = ["ask", "edit", "introduce", "leave", "mine", "overview", "preview"]
