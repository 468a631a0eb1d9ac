"""What is wrong with a pack, for the person who wrote it: which file, line and field, and what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """`line` counts from 1 and is 0 where there's none; `field` is as in sessions[2].ends; `hint` may be empty."""

    file: str
    line: int
    field: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        field = f" {self.field}:" if self.field else ""
        return f"{where}:{field} {self.problem}. {self.hint}".rstrip()


class PackError(Exception):
    """A pack can't be used; `mistakes` holds everything found wrong with it, in the order of the files."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))
