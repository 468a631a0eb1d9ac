"""From the rows of a roster to profiles that the member store takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from bot.domain.people import Profile, Role
from bot.programme.roster import RosterRow


def profiles(rows: Iterable[RosterRow]) -> list[Profile]:
    return [
        Profile(
            row.name,
            row.email,
            row.organisation,
            row.country,
            row.sector,
            row.time_zone,
            row.language,
            frozenset(cast("Role", role) for role in row.roles),
        )
        for row in rows
    ]
