"""Buttons within Telegram's limits."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.buttons import Button
from bot.chat.messages import Rows
from bot.chat.words import shortened

ROW_MAX = 8
"""Buttons side by side; Telegram tells no limit, and puts further ones into the next row (`constants` of the library)."""

MARKUP_MAX = 100
"""Buttons under one message; reported by users, and refused beyond."""

LABEL_MAX = 64
"""Characters; far beyond what a phone shows, and short enough for every program."""

_STYLES = {"primary": "primary", "danger": "danger", "default": None}


def keyboards(rows: Rows) -> list[InlineKeyboardMarkup]:
    """All the buttons in order, as many markups as they need; none without buttons. A button whose address Telegram
    would refuse together with the whole message is left out."""
    pages: list[list[list[InlineKeyboardButton]]] = []
    for row in _short_rows(rows):
        if not pages or sum(map(len, pages[-1])) + len(row) > MARKUP_MAX:
            pages.append([])
        pages[-1].append(row)
    return [InlineKeyboardMarkup(page) for page in pages]


def without_styles(keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    """The same buttons, for a server that does not know of their colours."""
    return InlineKeyboardMarkup([[_plain(button) for button in row] for row in keyboard.inline_keyboard])


def _plain(button: InlineKeyboardButton) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.text, url=button.url, callback_data=button.callback_data)


def _short_rows(rows: Rows) -> Iterator[list[InlineKeyboardButton]]:
    for row in rows:
        buttons = [made for button in row if (made := _button(button)) is not None]
        for start in range(0, len(buttons), ROW_MAX):
            yield buttons[start : start + ROW_MAX]


def _button(button: Button) -> InlineKeyboardButton | None:
    label = shortened(" ".join(button.label.split()) or "⋯", LABEL_MAX)
    if button.url is not None:
        return InlineKeyboardButton(label, url=button.url) if _opens(button.url) else None
    if not button.token:
        return None
    return InlineKeyboardButton(label, callback_data=button.token, style=_STYLES[button.style])


def _opens(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("https", "http", "tg") and bool(parts.netloc)
