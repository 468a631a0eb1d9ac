"""The commands as a platform's own menu shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Audience = Literal["anyone", "members", "staff"]


@dataclass(frozen=True, slots=True)
class ListedCommand:
    """`summary` is in the language of its list. A menu is no permission: who presses is checked in the turn."""

    name: str
    summary: str
    audience: Audience


CommandLists = Mapping[str, tuple[ListedCommand, ...]]
"""By language code; the first is for everybody whose language has none."""
