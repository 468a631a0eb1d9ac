"""Homework: what is assigned, until when, and what is handed in."""
