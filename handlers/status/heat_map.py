"""What the picture shows: a state and a sign for each person, or a share for each group, at each session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.text import Text
from bot.documents.typeset import legible
from bot.domain.people import Member
from bot.domain.presence import PRESENT, Presence, Sitting, presence
from bot.locale.voice import N_, Voice
from bot.scene import View
from handlers.status.declared import notices_of
from storage.attendance import Turnout

PEOPLE_MAX = 50
SESSIONS_MAX = 20
"""More lines, or narrower cells, could not be read on a phone."""

GROUPS_MAX = 30

LOOKS: Mapping[Presence, tuple[str, str]] = {
    "there": ("there", "✓"),
    "late": ("late", "◐"),
    "missed": ("missed", "✗"),
    "unjustified": ("missed", "✗"),
    "notice": ("notice", "?"),
    "excused": ("excused", "–"),
    "to_come": ("none", "·"),
    "not_taken": ("none", ""),
}
"""The template's name for a colour, and the sign: nobody has to tell colours apart."""

WORDS: Mapping[str, str] = {
    "there": N_("there"),
    "late": N_("late"),
    "missed": N_("absent"),
    "notice": N_("absent, to be decided"),
    "excused": N_("absent, accepted"),
    "none": N_("to come"),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The template's values; what stands under the picture, and what it says to those who do not see it."""

    values: dict[str, Any]
    caption: Text
    alt: str


def window(held: Sequence[Sitting]) -> Sequence[Sitting]:
    """Of many sessions the latest ones, and what comes next."""
    if len(held) <= SESSIONS_MAX:
        return held
    begun = sum(sitting.begun for sitting in held)
    end = min(len(held), max(begun + 2, SESSIONS_MAX))
    return held[end - SESSIONS_MAX : end]


async def by_person(view: View, _: Voice, shown: Sequence[Sitting], learners: Sequence[Member]) -> Drawn:
    keys = [sitting.session for sitting in shown]
    records = {(r.session, r.member_id): r for r in await view.uow.check_ins.records(view.cohort.id, keys)}
    notices = await notices_of(view)
    rows, seen, there = [], set[str](), Counter[str]()
    for member in learners:
        states: list[Presence] = []
        for at in shown:
            key = (at.session, member.id)
            states.append(presence(records.get(key), notices.get(key), over=at.over, taken=at.taken))
            there[at.session] += states[-1] in PRESENT
        cells = [dict(zip(("state", "sign"), LOOKS[state], strict=True)) for state in states]
        seen.update(cell["state"] for cell in cells)
        settled = sum(state not in ("to_come", "not_taken") for state in states)
        total = f"{sum(state in PRESENT for state in states)}/{settled}" if settled else ""
        label = member.name if legible(member.name) else member.email
        rows.append({"label": label, "cells": cells, "total": total})
    signs = dict(LOOKS.values())
    legend = [{"state": s, "sign": signs[s] or "·", "words": _.plain(w)} for s, w in WORDS.items() if s in seen]
    totals = _totals(_, shown, there)
    values = {**_frame(view, _, shown), "rows": rows, "legend": legend, "totals": totals}
    people = _.plural("{n} person", "{n} people", len(learners))
    caption = _("**Attendance** of {people}. The file with all details: /attendance.", people=people)
    return Drawn(values, caption, _alt(view, _, shown, there, len(learners)))


async def by_group(view: View, _: Voice, shown: Sequence[Sitting], learners: Sequence[Member]) -> Drawn:
    keys = [sitting.session for sitting in shown]
    turnouts = await view.uow.attendance.turnouts(view.cohort.id, keys)
    kind, groups = groups_of(_, learners)
    rows = []
    for label, ids in groups:
        cells = [_share(turnouts.get(at.session), ids, at) for at in shown]
        rows.append({"label": f"{label} ({len(ids)})", "cells": cells, "total": ""})
    there = Counter({key: len(found.there) for key, found in turnouts.items()})
    everybody = frozenset(member.id for member in learners)
    shares = [_share(turnouts.get(at.session), everybody, at)["sign"] if at.begun else "" for at in shown]
    legend = [{"state": f"share {n}", "sign": str(n), "words": _.plain("{n} %", n=n)} for n in (0, 50, 100)]
    note = _.plain("The numbers are how many of 100 were there. In brackets: how many people.")
    values = {**_frame(view, _, shown, kind), "rows": rows, "legend": legend}
    values["totals"] = {"label": _.plain("All ({n})", n=len(learners)), "cells": shares if any(shares) else []}
    caption = _(
        "**Attendance** of {n} people by {kind}: too many to show each one. The file with everybody: /attendance.",
        n=len(learners),
        kind=kind,
    )
    return Drawn({**values, "note": note}, caption, _alt(view, _, shown, there, len(learners)))


def groups_of(_: Voice, learners: Sequence[Member]) -> tuple[str, list[tuple[str, frozenset[int]]]]:
    """By country where there are several, else by sector, else by organisation: the largest first, the small ones together."""
    kinds = (
        (_.plain("country"), [member.country for member in learners]),
        (_.plain("sector"), [member.sector for member in learners]),
        (_.plain("organisation"), [member.organisation for member in learners]),
    )
    kind, names = next((found for found in kinds if len(set(found[1])) > 1), kinds[0])
    members: dict[str, set[int]] = {}
    for member, name in zip(learners, names, strict=True):
        members.setdefault(name or "–", set()).add(member.id)
    ordered = sorted(members.items(), key=lambda group: (-len(group[1]), group[0]))
    if len(ordered) > GROUPS_MAX:
        rest = frozenset[int]().union(*(ids for _name, ids in ordered[GROUPS_MAX - 1 :]))
        ordered = [*ordered[: GROUPS_MAX - 1], (_.plain("others"), set(rest))]
    return kind, [(name, frozenset(ids)) for name, ids in ordered]


def _share(turnout: Turnout | None, ids: frozenset[int], sitting: Sitting) -> dict[str, str]:
    if not sitting.begun or (turnout is None and not sitting.taken):
        return {"state": "none", "sign": "·"}
    share = round(100 * len(turnout.there & ids) / len(ids)) if turnout else 0
    return {"state": f"share {share}", "sign": str(share)}


def _frame(view: View, _: Voice, shown: Sequence[Sitting], corner: str = "") -> dict[str, Any]:
    return {
        "title": view.cohort.title,
        "subtitle": _.plain("Attendance, {when}", when=_.moment(view.now).text),
        "columns": [view.programme.session(sitting.session).title for sitting in shown],
        "corner": corner,
        "note": "",
        "language": _.spoken,
    }


def _totals(_: Voice, shown: Sequence[Sitting], there: Mapping[str, int]) -> dict[str, Any]:
    cells = [str(there.get(at.session, 0)) if at.begun else "" for at in shown]
    return {"label": _.plain("There"), "cells": cells if any(cells) else []}


def _alt(view: View, _: Voice, shown: Sequence[Sitting], there: Mapping[str, int], n: int) -> str:
    """Without names: platforms show it where they please."""
    said = [
        _.plain(
            "{title}: {n} of {all} there",
            title=view.programme.session(at.session).title,
            n=there.get(at.session, 0),
            all=n,
        )
        for at in shown
        if at.begun
    ]
    return _.plain("Attendance by session. {said}", said="; ".join(said) or _.plain("No session has begun yet."))[:1000]
