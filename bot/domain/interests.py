"""What somebody works on, would like help with and can help with, in their own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interests:
    goals: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
