"""Feedback, debriefs and peer reviews, through the public door."""
