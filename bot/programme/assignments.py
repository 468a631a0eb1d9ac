"""Assignments that a pack ships, and that post themselves: the pack's tables `[[assignments]]`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, ValidationInfo, field_validator

from bot.domain.homework.assignments import INSTRUCTIONS_MAX, PARTS, TITLE_MAX, Audience, Kind, Part, Task
from bot.programme.fields import Key, Text, fault


def _local(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise fault("it has a time zone", "Write day and hour by the programme's clock, as in 2024-11-20T18:00:00.")
    return value


LocalMoment = Annotated[datetime, AfterValidator(_local)]
"""Day and hour by the programme's clock."""


class PackAssignment(BaseModel):
    """`posts` is when it is posted. `module` and `debrief` are keys of the same pack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[Key, Field(max_length=50)]
    title: Annotated[Text, Field(max_length=TITLE_MAX)]
    kind: Kind = "homework"
    instructions: Annotated[str, Field(max_length=INSTRUCTIONS_MAX)] = ""
    posts: LocalMoment
    due: LocalMoment
    cutoff: LocalMoment | None = None
    accepts: Annotated[tuple[Part, ...], Field(min_length=1)] = PARTS
    module: Key | None = None
    debrief: Key | None = None
    shared: StrictBool = False
    peer_reviews: Annotated[int, Field(strict=True, ge=0, le=5)] = 0

    @field_validator("due", "cutoff")
    @classmethod
    def _in_order(cls, value: datetime | None, info: ValidationInfo) -> datetime | None:
        name = "posts" if info.field_name == "due" else "due"
        before = info.data.get(name)
        if value and before and value <= before:
            raise fault(f"{value:%Y-%m-%d %H:%M} is not after `{name}`", f"Write a time after {before:%Y-%m-%d %H:%M}.")
        return value


def task_of(shipped: PackAssignment, zone: ZoneInfo) -> Task:
    """What is assigned."""
    return Task(
        shipped.title,
        _instant(shipped.due, zone),
        shipped.kind,
        shipped.instructions,
        _instant(shipped.cutoff, zone) if shipped.cutoff else None,
        shipped.accepts,
        Audience("module", shipped.module) if shipped.module else Audience(),
        shipped.debrief or "",
        shipped.shared or shipped.peer_reviews > 0,
        shipped.peer_reviews,
    )


def posting_of(shipped: PackAssignment, zone: ZoneInfo) -> datetime:
    """When it is posted, in UTC."""
    return _instant(shipped.posts, zone)


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)
