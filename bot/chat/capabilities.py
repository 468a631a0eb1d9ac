"""What a platform can do, as data: handlers and the engine ask this, never for a platform's name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Lengths in characters, rates per second (`group_per_minute` per minute); None means no limit.

    `modals`: a form opens in a window in answer to a press, so one that an event cannot open is offered with a
    button. `whispers`: one person can be answered within a group, unseen by the others. `can_message_first`: a
    private chat need not be opened by the person. `finds_by_email`: the account of a member can be looked up by their
    e-mail address. `topics`: threads are lasting parts of a group, in one of which the bot can have its home; else
    they only hold the replies to a message. `circles`: the bot can open a closed conversation with a few people.
    """

    modals: bool = False
    edits: bool = True
    threads: bool = False
    topics: bool = False
    whispers: bool = False
    circles: bool = False
    can_message_first: bool = True
    finds_by_email: bool = False
    text_max: int = 4096
    per_second: float | None = None
    chat_per_second: float | None = None
    group_per_minute: int | None = None
