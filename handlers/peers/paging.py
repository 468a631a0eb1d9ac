"""From one page of a list to the next."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.buttons import Button, ButtonData, button
from bot.locale.voice import Voice


def turning(page: int, pages: int, _: Voice, to: Callable[[int], ButtonData]) -> list[tuple[Button, ...]]:
    """A row to turn the page with, or none; `to` makes the data of a page's button."""
    row = [button(_.plain("◀ Back"), to(page - 1))] if page else []
    row += [button(_.plain("More ▶"), to(page + 1))] if page + 1 < pages else []
    return [tuple(row)] if row else []
