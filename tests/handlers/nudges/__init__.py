"""Nudges of all features, through the public door."""
