"""Telegram, through python-telegram-bot."""

from bot.adapters.telegram.adapter import Telegram

__all__ = ["Telegram"]
