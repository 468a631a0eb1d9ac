"""Who is who: joining by code, a second account, invite codes for organisers, and a member's own settings."""

from handlers.enrolment import (
    invites,
    join,
    leave,
    second_account,
    settings,
    who,
    withdraw,
)
from handlers.enrolment.declared import feature

__all__ = [
    "feature",
    "invites",
    "join",
    "leave",
    "second_account",
    "settings",
    "who",
    "withdraw",
]
