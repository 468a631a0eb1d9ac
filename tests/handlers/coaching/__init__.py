"""Coaching, through the public door."""
