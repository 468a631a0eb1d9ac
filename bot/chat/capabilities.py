"""What a platform can do, as data: handlers and the engine ask this, never for a platform's name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Lengths in characters, rates per second (`group_per_minute` per minute); None means no limit."""

    modals: bool = False
    edits: bool = True
    threads: bool = False
    can_message_first: bool = True
    command_prefix: str = "/"
    text_max: int = 4096
    per_second: float | None = None
    chat_per_second: float | None = None
    group_per_minute: int | None = None
