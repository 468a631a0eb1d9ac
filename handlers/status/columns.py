"""What other features add to the picture: a column each, beside the sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.people import Member
from bot.locale.voice import Voice
from bot.scene import View
from bot.shelf import Mark, Picture
from handlers.status.heat_map import Drawn, groups_of

LOOKS: Mapping[str, str] = {"done": "there", "going": "late", "begun": "notice", "nothing": "none"}
"""The template's names for the colours."""

NOTHING = Mark("nothing", "·")


async def add_columns(view: View, _: Voice, drawn: Drawn, learners: Sequence[Member], *, by_person: bool) -> Drawn:
    """The picture with a column for each feature that has something to show by now."""
    parts = [part for feature in view.deployment.registry.features for part in feature.picture_parts]
    found = [picture for part in parts if (picture := await part(view, _, learners))]
    values = drawn.values
    for picture in found:
        cells = _of_people(picture, learners) if by_person else _of_groups(_, picture, learners)
        values = _with(values, _, picture, cells, legend=by_person)
    return replace(drawn, values=values)


def _of_people(picture: Picture, learners: Sequence[Member]) -> list[dict[str, str]]:
    marks = [picture.marks.get(member.id, NOTHING) for member in learners]
    return [{"state": LOOKS[mark.look], "sign": mark.sign} for mark in marks]


def _of_groups(_: Voice, picture: Picture, learners: Sequence[Member]) -> list[dict[str, str]]:
    """How many of a hundred are through with it."""
    done = {member_id for member_id, mark in picture.marks.items() if mark.look == "done"}
    _kind, groups = groups_of(_, learners)
    shares = [round(100 * len(ids & done) / len(ids)) for _name, ids in groups]
    return [{"state": f"share {share}", "sign": str(share)} for share in shares]


def _with(
    values: dict[str, Any], _: Voice, picture: Picture, cells: list[dict[str, str]], *, legend: bool
) -> dict[str, Any]:
    rows = [{**row, "cells": [*row["cells"], cell]} for row, cell in zip(values["rows"], cells, strict=True)]
    totals = values["totals"]
    if totals["cells"]:
        done = sum(mark.look == "done" for mark in picture.marks.values())
        totals = {**totals, "cells": [*totals["cells"], str(done) if legend else ""]}
    entries = [
        {"state": LOOKS[mark.look], "sign": mark.sign, "words": f"{picture.title}: {words}"}
        for mark, words in (picture.legend if legend else ())
    ]
    return {
        **values,
        "columns": [*values["columns"], picture.title],
        "rows": rows,
        "totals": totals,
        "legend": [*values["legend"], *entries],
    }
