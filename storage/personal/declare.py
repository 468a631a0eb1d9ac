"""How a table says what it holds of people: which columns name somebody, and what becomes of the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Who = Literal["member", "account", "address"]
"""What a column holds: a member's id, an account's id, or, beside a column `platform`, an account's id there."""


@dataclass(frozen=True, slots=True)
class Delete:
    """The row goes with the person."""


@dataclass(frozen=True, slots=True)
class Keep:
    """The row stays as it is: it says what was done, and the member that it leads to has no name any more."""


@dataclass(frozen=True, slots=True)
class Blank:
    """The row stays, with these values instead of its own."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attendance:
    """What funders may want to count: it stays without the name, with `values` instead of its own, or goes, as the config
    says. Where its state is the first of `settled`, it becomes the second: nobody need decide about it any more."""

    values: Mapping[str, Any] = field(default_factory=dict)
    settled: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Special:
    """Done by hand, in `storage.personal.erase`."""


Erased = Delete | Keep | Blank | Attendance | Special


@dataclass(frozen=True, slots=True)
class Concern:
    """One way in which a row is about a person: its `column` names them.

    They are shown the columns `shown`, in `section`; without one, nothing. `foreign` are those of them that somebody else
    may have written, `card` names what organisers were posted about the row, `files` are columns with keys of the file store.
    """

    column: str
    who: Who
    erased: Erased
    section: str = ""
    shown: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    card: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """`texts` may name anybody: an erased name is taken out of them. `plain` are columns with nothing personal, or
    secrets of the bot's own."""

    concerns: tuple[Concern, ...] = ()
    texts: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
