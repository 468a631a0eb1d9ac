"""Packs that differ from the academy's in one thing."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.house import ACADEMY


def academy_with(folder: Path, *changes: tuple[str, str]) -> Path:
    """The academy's pack with words of its programme.toml replaced; each must be there."""
    pack = shutil.copytree(ACADEMY, folder / "changed-academy")
    main = pack / "programme.toml"
    text = main.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    main.write_text(text, encoding="utf-8")
    return pack


SECOND_CHECK = ("closes_after = 0", "closes_after = 0\nsecond_before = 20")
