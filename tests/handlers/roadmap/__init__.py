"""Roadmaps, through the public door."""
