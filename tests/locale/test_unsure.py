"""What the bot says where it does not answer, in the asker's language."""

from __future__ import annotations

from typing import get_args

from bot.chat import markup
from bot.faq.languages import ENCODED
from bot.locale.unsure import LINES, Said, unsure


def test_every_language_that_is_understood_has_every_line_and_english_none() -> None:
    assert set(LINES) == set(get_args(Said))
    for lines in LINES.values():
        assert set(lines) == ENCODED - {"en"}
        assert len(set(lines.values())) >= len(lines) - 1  # "De nada" is Spanish and Portuguese
        assert all(markup.text(line) for line in lines.values())
    assert unsure("which", "en") is unsure("which", None) is unsure("which", "eo") is None
