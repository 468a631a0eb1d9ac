"""How the Bot API says no."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A call that Telegram answers with an error because of how things stand: a chat that is gone, a block, a limit."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON that says it."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class Wrong(Refused):
    """A call that no bot should make, however things stand. It is a violation too."""

    def __init__(self, description: str) -> None:
        super().__init__(400, f"Bad Request: {description}")


def bad(description: str) -> Refused:
    """A 400 that is nobody's mistake."""
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    """A 403."""
    return Refused(403, f"Forbidden: {description}")


def too_many(seconds: int) -> Refused:
    """A 429 with the seconds to wait."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
