"""Roadmaps: what a participant will do with what they learned, as a plan with goals and actions that is followed up."""
