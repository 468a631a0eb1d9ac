"""A table of what was measured, and of what was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`value` in `unit`; `at_most` or `at_least` is the goal, where there is one."""

    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def goal(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else ""

    @property
    def reached(self) -> bool:
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )


def table(rows: Iterable[Row]) -> str:
    """Aligned columns; what missed its goal is marked."""
    lines = [("what", "measured", "goal", "")]
    lines += [(r.what, f"{r.value:,.2f} {r.unit}", r.goal, "" if r.reached else "MISSED") for r in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        f"{what:<{widths[0]}}  {value:>{widths[1]}}  {goal:>{widths[2]}}  {mark}".rstrip()
        for what, value, goal, mark in lines
    )
