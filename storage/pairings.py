"""Rounds and pairings as they are read: statements that are made once, as many thousands ask for theirs on a Monday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from bot.domain.peers.rounds import Pairing, Place, Round, RoundState
from storage.connection import Connection
from storage.prepared import Prepared
from storage.statements import AnyRow
from storage.tables import pairing, pairing_member, peer_round

TOLD: tuple[RoundState, ...] = ("running", "over")
"""States of a round that people know of."""


def round_of(row: AnyRow) -> Round:
    return Round(
        row.id,
        row.cohort_id,
        row.key,
        row.size,
        row.theme,
        tuple(row.starters),
        row.sectors,
        row.starts_at,
        row.ends_at,
        row.state,
        row.best,
    )


def place_of(row: AnyRow) -> Place:
    return Place(
        row.id,
        row.pairing_id,
        row.member_id,
        row.answer,
        row.answered_at,
        row.nth,
        row.asked_at,
        row.active,
        row.learned,
        row.share,
    )


def pairing_of(row: AnyRow, places: Sequence[Place]) -> Pairing:
    times = tuple(datetime.fromisoformat(at) for at in row.times)
    facts = (row.kept, row.since, times, row.meets_at, row.uid, row.sequence)
    return Pairing(row.id, row.round_id, tuple(places), *facts)


class Pairings:
    """Those for which `which` holds, with anybody in them, in order; in two statements, however many there are."""

    def __init__(self, which: ColumnElement[bool]) -> None:
        ids = select(pairing.c.id).where(which)
        within = select(pairing_member).where(pairing_member.c.pairing_id.in_(ids))
        self._pairings = Prepared(select(pairing).where(which).order_by(pairing.c.id))
        self._places = Prepared(within.order_by(pairing_member.c.member_id))

    async def all(self, connection: Connection, **values: int) -> list[Pairing]:
        rows = await self._pairings.all(connection, **values)
        places: dict[int, list[Place]] = {}
        for row in await self._places.all(connection, **values) if rows else ():
            places.setdefault(row.pairing_id, []).append(place_of(row))
        return [pairing_of(row, places[row.id]) for row in rows if row.id in places]


_IN_COHORT = peer_round.c.cohort_id == bindparam("b_cohort")
_KNOWN = or_(*(peer_round.c.state == state for state in TOLD))
_THEIRS = select(pairing_member.c.pairing_id).where(pairing_member.c.member_id == bindparam("b_member"))

ROUND = Prepared(select(peer_round).where(peer_round.c.id == bindparam("b_id")))
ROUNDS = Prepared(select(peer_round).where(_IN_COHORT).order_by(peer_round.c.starts_at, peer_round.c.id))

ONE = Pairings(pairing.c.id == bindparam("b_id"))
IN_ROUND = Pairings(pairing.c.round_id == bindparam("b_round"))
OF_MEMBER = Pairings(pairing.c.id.in_(_THEIRS.where(pairing_member.c.round_id == bindparam("b_round"))))
MEETING = Pairings(
    and_(
        *(pairing.c.id.in_(_THEIRS), pairing.c.meets_at.is_not(None)),
        pairing.c.round_id.in_(select(peer_round.c.id).where(_KNOWN)),
    )
)
"""With an agreed time."""

OF_COHORT = Pairings(pairing.c.round_id.in_(select(peer_round.c.id).where(_IN_COHORT, _KNOWN)))
