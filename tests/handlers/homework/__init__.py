"""Homework from the outside."""
