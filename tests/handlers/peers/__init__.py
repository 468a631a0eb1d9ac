"""Peer learning through the public door."""
