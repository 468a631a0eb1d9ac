"""Button tokens: small typed dataclasses that fit the 64 bytes of Telegram's `callback_data`, the tightest platform."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Literal, Self

TOKEN_MAX = 64
LARGEST = 2**31 - 1
"""Numbers in tokens are row ids and places in lists; a made-up one must not reach the database."""

_SEPARATOR = ":"


class BadToken(ValueError):
    """The token is none that this version of the bot packed: an old message, or somebody made it up."""


@dataclass(frozen=True, slots=True)
class ButtonData:
    """Base of all tokens. A subclass is a frozen dataclass of `int`, `bool` and `str` fields with a `prefix`.

    Only the last field may be a text that holds the separator.
    """

    prefix: ClassVar[str] = ""

    def pack(self) -> str:
        """The token. Raises `ValueError` where it does not fit 64 bytes: a fault in the code, found by its test."""
        values = [getattr(self, item.name) for item in fields(self)]
        token = _SEPARATOR.join([self.prefix, *(str(int(v)) if isinstance(v, bool) else str(v) for v in values)])
        if len(token.encode()) > TOKEN_MAX:
            raise ValueError(f"button token of {type(self).__name__} is longer than {TOKEN_MAX} bytes: {token!r}")
        return token

    @classmethod
    def unpack(cls, token: str) -> Self:
        """The token's typed values. Raises `BadToken`."""
        known = fields(cls)
        prefix, *texts = token.split(_SEPARATOR, len(known))
        if prefix != cls.prefix or len(texts) != len(known):
            raise BadToken(token)
        try:
            return cls(*(_read(str(item.type), value) for item, value in zip(known, texts, strict=True)))
        except ValueError as error:
            raise BadToken(token) from error


def _read(type_name: str, value: str) -> int | bool | str:
    match type_name:
        case "bool":
            return bool(int(value))
        case "int":
            number = int(value)
            if not 0 <= number <= LARGEST:
                raise ValueError(value)
            return number
        case _:
            return value


def prefix_of(token: str) -> str:
    return token.partition(_SEPARATOR)[0]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: it sends `token`, or opens `url`."""

    label: str
    token: str = ""
    url: str | None = None
    style: Literal["default", "primary", "danger"] = "default"


def button(label: str, data: ButtonData, style: Literal["default", "primary", "danger"] = "default") -> Button:
    return Button(label, data.pack(), style=style)
