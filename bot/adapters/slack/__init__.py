"""Slack: Socket Mode or signed HTTP, through Bolt."""

from bot.adapters.slack.adapter import Slack

__all__ = ["Slack"]
