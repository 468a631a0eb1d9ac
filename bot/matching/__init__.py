"""Bringing people together: matchings over weights, exact for pairs and for mentors. Knows no chat, no SQL, no profiles."""
