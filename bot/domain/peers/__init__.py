"""Peers: who is brought together with whom, when, and what comes of it."""
