"""Figures about speed, load and answers."""

import bot.faq  # before numpy is loaded anywhere: its threads would wait by spinning  # noqa: F401
