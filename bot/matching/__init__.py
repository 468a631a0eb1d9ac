"""Bringing people together: exact matchings over weights. Knows no chat, no SQL and no profiles, only numbers."""
