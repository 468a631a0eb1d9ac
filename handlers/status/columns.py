"""What other features add to the picture: columns beside the sessions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.scene import View
from bot.shelf import Mark, Picture
from handlers.status.heat_map import Drawn, groups_of

LOOKS: Mapping[str, str] = {
    "done": "there",
    "late": "late",
    "going": "late",
    "begun": "notice",
    "asked": "notice",
    "missed": "missed",
    "nothing": "none",
}
"""The template's names for the colours."""

NOTHING = Mark("nothing", "·")
NOT_THEIRS = Mark("nothing", "")


async def add_columns(view: View, _: Voice, drawn: Drawn, learners: Sequence[Member], *, by_person: bool) -> Drawn:
    """The picture with the columns of each feature that has something to show by now."""
    parts = [part for feature in view.deployment.registry.features for part in feature.picture_parts]
    values = drawn.values
    for picture in [picture for part in parts for picture in await part(view, _, learners)]:
        cells = _of_people(picture, learners) if by_person else _of_groups(_, picture, learners)
        values = _with(values, picture, cells, _total(picture, learners, by_person=by_person), legend=by_person)
    return replace(drawn, values=values)


def _of_people(picture: Picture, learners: Sequence[Member]) -> list[dict[str, str]]:
    without = NOTHING if picture.for_all else NOT_THEIRS
    marks = [picture.marks.get(member.id, without) for member in learners]
    return [_cell(mark) for mark in marks]


def _cell(mark: Mark) -> dict[str, str]:
    return {"state": LOOKS[mark.look], "sign": mark.sign}


def _of_groups(_: Voice, picture: Picture, learners: Sequence[Member]) -> list[dict[str, str]]:
    """How many of a hundred are through with it."""
    _kind, groups = groups_of(_, learners)
    shares = [_share(picture, ids) for _name, ids in groups]
    return [_cell(NOT_THEIRS) if share is None else {"state": f"share {share}", "sign": str(share)} for share in shares]


def _share(picture: Picture, ids: Collection[int]) -> int | None:
    """None where it concerns nobody of them."""
    theirs = [one for one in ids if picture.for_all or one in picture.marks]
    if not theirs:
        return None
    return round(100 * sum(picture.marks.get(one, NOTHING).counts for one in theirs) / len(theirs))


def _total(picture: Picture, learners: Sequence[Member], *, by_person: bool) -> str:
    if by_person:
        return str(sum(mark.counts for mark in picture.marks.values()))
    share = _share(picture, [member.id for member in learners])
    return "" if share is None else str(share)


def _with(
    values: dict[str, Any], picture: Picture, cells: list[dict[str, str]], total: str, *, legend: bool
) -> dict[str, Any]:
    rows = [{**row, "cells": [*row["cells"], cell]} for row, cell in zip(values["rows"], cells, strict=True)]
    totals = [*(values["totals"]["cells"] or [""] * len(values["columns"])), total]
    entries = [{**_cell(mark), "words": words} for mark, words in (picture.legend if legend else ())]
    return {
        **values,
        "columns": [*values["columns"], picture.title],
        "rows": rows,
        "totals": {**values["totals"], "cells": totals if any(totals) else []},
        "legend": [*values["legend"], *(entry for entry in entries if entry not in values["legend"])],
    }
