"""Rounds of exchanges, and who is with whom. Nobody is in two pairings of a round: a constraint keeps that."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, or_, select, update

from bot.domain.peers.fit import Couple, Sectors
from bot.domain.peers.rounds import Answer, Pairing, Place, Round, RoundState, Share
from storage.connection import Connection
from storage.pairings import (
    IN_ROUND,
    MEETING,
    OF_COHORT,
    OF_MEMBER,
    ONE,
    ROUND,
    ROUNDS,
    place_of,
    round_of,
)
from storage.statements import insert, insert_once
from storage.tables import (
    cohort,
    member,
    pairing,
    pairing_member,
    peer_ban,
    peer_met,
    peer_round,
    peer_skip,
    peer_thanks,
)


@dataclass(frozen=True, slots=True)
class NewRound:
    """What a round begins as. `size` is 2 or 3."""

    key: str
    size: int
    theme: str
    starters: tuple[str, ...]
    sectors: Sectors
    starts_at: datetime
    ends_at: datetime


class RoundStore:
    """Changes want `lock` first: a round is planned, published and answered by several at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, cohort_id: int) -> None:
        """Whoever changes rounds and pairings of a cohort does so one after the other, from here to the commit."""
        statement = select(cohort.c.id).where(cohort.c.id == cohort_id).with_for_update(key_share=True)
        await self._connection.execute(statement)

    async def plan(self, cohort_id: int, new: NewRound) -> int | None:
        """The new round's id, or None where there is one with its key; as long as it is only planned, it becomes so."""
        values = {
            "size": new.size,
            "theme": new.theme,
            "starters": list(new.starters),
            "sectors": new.sectors,
            "starts_at": new.starts_at,
            "ends_at": new.ends_at,
        }
        statement = insert(self._connection, peer_round).values(
            cohort_id=cohort_id, key=new.key, state="planned", best=0, digest="", **values
        )
        made = await insert_once(self._connection, statement, peer_round.c.id)
        if made is None:
            same = and_(peer_round.c.cohort_id == cohort_id, peer_round.c.key == new.key)
            await self._connection.execute(
                update(peer_round).where(same, peer_round.c.state == "planned").values(values)
            )
        return made

    async def forget(self, round_id: int) -> None:
        """One that could not be matched, and that nobody was told of."""
        await self._connection.execute(delete(peer_round).where(peer_round.c.id == round_id))

    async def by_id(self, round_id: int) -> Round | None:
        row = await ROUND.first(self._connection, b_id=round_id)
        return round_of(row) if row else None

    async def of_cohort(self, cohort_id: int) -> list[Round]:
        """All of them, in order."""
        return [round_of(row) for row in await ROUNDS.all(self._connection, b_cohort=cohort_id)]

    async def change(self, round_id: int, become: RoundState, *, from_: Sequence[RoundState]) -> bool:
        """False where it was in none of those states."""
        here = and_(peer_round.c.id == round_id, peer_round.c.state.in_(from_))
        return (await self._connection.execute(update(peer_round).where(here).values(state=become))).rowcount == 1

    async def starts_now(self, round_id: int, now: datetime) -> None:
        """Organisers publish before the day: it has begun."""
        early = and_(peer_round.c.id == round_id, peer_round.c.starts_at > now)
        await self._connection.execute(update(peer_round).where(early).values(starts_at=now))

    async def set_best(self, round_id: int, best: int) -> None:
        await self._connection.execute(update(peer_round).where(peer_round.c.id == round_id).values(best=best))

    async def digest_changed(self, round_id: int, mark: str) -> bool:
        """Whether what the group is shown of it is another than when this was asked last."""
        other = and_(peer_round.c.id == round_id, peer_round.c.digest != mark)
        return (await self._connection.execute(update(peer_round).where(other).values(digest=mark))).rowcount == 1

    async def skip(self, round_id: int, member_id: int) -> None:
        statement = insert(self._connection, peer_skip).values(round_id=round_id, member_id=member_id)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def unskip(self, round_id: int, member_id: int) -> None:
        here = and_(peer_skip.c.round_id == round_id, peer_skip.c.member_id == member_id)
        await self._connection.execute(delete(peer_skip).where(here))

    async def skipping(self, round_id: int) -> set[int]:
        statement = select(peer_skip.c.member_id).where(peer_skip.c.round_id == round_id)
        return set((await self._connection.execute(statement)).scalars())

    async def ban(self, round_id: int, one: int, other: int) -> None:
        values = {"round_id": round_id, "member_id": min(one, other), "other_id": max(one, other)}
        await self._connection.execute(insert(self._connection, peer_ban).values(values).on_conflict_do_nothing())

    async def banned(self, round_id: int) -> set[Couple]:
        statement = select(peer_ban.c.member_id, peer_ban.c.other_id).where(peer_ban.c.round_id == round_id)
        return {frozenset((row.member_id, row.other_id)) for row in await self._connection.execute(statement)}

    async def lift_bans(self, round_id: int) -> None:
        await self._connection.execute(delete(peer_ban).where(peer_ban.c.round_id == round_id))

    async def replace_pairings(self, wanted: Round, groups: Collection[Collection[int]], now: datetime) -> None:
        """Who is with whom from now on; groups that stand already stay as they are, kept ones too."""
        standing = {frozenset(one.members): one for one in await self.pairings(wanted.id)}
        asked = {frozenset(group) for group in groups}
        gone = [one.id for members, one in standing.items() if members not in asked]
        await self._connection.execute(delete(pairing_member).where(pairing_member.c.pairing_id.in_(gone)))
        await self._connection.execute(delete(pairing).where(pairing.c.id.in_(gone)))
        for members in sorted(asked - standing.keys(), key=sorted):
            await self.bring_together(wanted, members, now)

    async def bring_together(self, wanted: Round, members: Collection[int], now: datetime) -> int:
        """A new pairing. Who is in another one of this round moves over, with what they have said left behind."""
        values = {
            "cohort_id": wanted.cohort_id,
            "round_id": wanted.id,
            "kept": False,
            "since": now,
            "times": [],
            "uid": f"{uuid.uuid4().hex}@groupmate",
            "sequence": 0,
        }
        made = await self._connection.execute(insert(self._connection, pairing).values(values).returning(pairing.c.id))
        pairing_id = int(made.scalar_one())
        for member_id in sorted(members):
            await self.join(wanted, pairing_id, member_id)
        return pairing_id

    async def join(self, found: Round, pairing_id: int, member_id: int) -> None:
        fresh: dict[str, Any] = {
            "pairing_id": pairing_id,
            "answer": "",
            "answered_at": None,
            "nth": None,
            "asked_at": None,
            "active": False,
            "learned": "",
            "share": "",
        }
        key = {"cohort_id": found.cohort_id, "round_id": found.id, "member_id": member_id}
        statement = insert(self._connection, pairing_member).values(**key, **fresh)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["round_id", "member_id"], set_=fresh)
        )

    async def leave(self, round_id: int, member_id: int) -> None:
        here = and_(pairing_member.c.round_id == round_id, pairing_member.c.member_id == member_id)
        await self._connection.execute(delete(pairing_member).where(here))

    async def places_of_who_left(self, round_id: int) -> list[Place]:
        """Of people who have left the programme, or were erased."""
        gone = or_(member.c.withdrawn_at.is_not(None), member.c.erased_at.is_not(None))
        statement = select(pairing_member).join(member, member.c.id == pairing_member.c.member_id)
        there = statement.where(pairing_member.c.round_id == round_id, gone).order_by(pairing_member.c.id)
        return [place_of(row) for row in await self._connection.execute(there)]

    async def keep(self, pairing_id: int, *, kept: bool) -> None:
        await self._connection.execute(update(pairing).where(pairing.c.id == pairing_id).values(kept=kept))

    async def pairings(self, round_id: int) -> list[Pairing]:
        """Those with anybody in them, in order."""
        return await IN_ROUND.all(self._connection, b_round=round_id)

    async def pairing(self, pairing_id: int) -> Pairing | None:
        return next(iter(await ONE.all(self._connection, b_id=pairing_id)), None)

    async def pairing_of(self, round_id: int, member_id: int) -> Pairing | None:
        return next(iter(await OF_MEMBER.all(self._connection, b_round=round_id, b_member=member_id)), None)

    async def place(self, place_id: int) -> Place | None:
        row = (await self._connection.execute(select(pairing_member).where(pairing_member.c.id == place_id))).first()
        return place_of(row) if row else None

    async def begin(self, times: Mapping[int, Sequence[datetime]], now: datetime) -> None:
        """These pairings, by id, are told of each other from `now` on, with times proposed to them."""
        rows = [{"b_id": one, "b_times": [at.isoformat() for at in proposed]} for one, proposed in times.items()]
        begun = update(pairing).where(pairing.c.id == bindparam("b_id")).values(since=now, times=bindparam("b_times"))
        if rows:
            await self._connection.execute(begun, rows)

    async def propose_times(self, pairing_id: int, times: Sequence[datetime]) -> None:
        """Others take the place of those before; what was chosen or agreed no longer holds."""
        values = {"times": [at.isoformat() for at in times], "meets_at": None, "sequence": pairing.c.sequence + 1}
        await self._connection.execute(update(pairing).where(pairing.c.id == pairing_id).values(values))
        places = pairing_member.c.pairing_id == pairing_id
        await self._connection.execute(update(pairing_member).where(places).values(nth=None))

    async def note_met(self, found: Round, pairings: Collection[Collection[int]]) -> None:
        """These people know each other from now on: next time new ones come first."""
        rows = [
            {"cohort_id": found.cohort_id, "round_id": found.id, "member_id": one, "other_id": other}
            for members in pairings
            for one, other in combinations(sorted(members), 2)
        ]
        if rows:
            await self._connection.execute(insert(self._connection, peer_met).on_conflict_do_nothing(), rows)

    async def met(self, cohort_id: int, *, but: int = 0) -> dict[Couple, int]:
        """How often people were brought together; `but`: a round that does not count."""
        statement = select(peer_met.c.member_id, peer_met.c.other_id, func.count()).where(
            peer_met.c.cohort_id == cohort_id, peer_met.c.round_id != but
        )
        rows = await self._connection.execute(statement.group_by(peer_met.c.member_id, peer_met.c.other_id))
        return {frozenset((row[0], row[1])): row[2] for row in rows}

    async def met_among(self, members: Collection[int], *, but: int) -> dict[Couple, int]:
        """The same of a few."""
        known = and_(peer_met.c.member_id.in_(members), peer_met.c.other_id.in_(members), peer_met.c.round_id != but)
        statement = select(peer_met.c.member_id, peer_met.c.other_id, func.count()).where(known)
        rows = await self._connection.execute(statement.group_by(peer_met.c.member_id, peer_met.c.other_id))
        return {frozenset((row[0], row[1])): row[2] for row in rows}

    async def had_in(self, round_id: int, member_id: int) -> set[int]:
        """With whom somebody has been brought together in that round, whether they still are or not."""
        one, other = peer_met.c.member_id, peer_met.c.other_id
        statement = select(one, other).where(peer_met.c.round_id == round_id, or_(one == member_id, other == member_id))
        return {each for row in await self._connection.execute(statement) for each in row} - {member_id}

    async def answer(self, place_id: int, answer: Answer, now: datetime) -> None:
        values = {"answer": answer, "answered_at": now, "active": True}
        await self._change_place(place_id, values)

    async def choose_time(self, place_id: int, nth: int | None) -> None:
        await self._change_place(place_id, {"nth": nth, "active": True})

    async def stir(self, place_id: int) -> None:
        """They have shown that they are there."""
        await self._change_place(place_id, {"active": True})

    async def ask(self, place_id: int, now: datetime, lately: datetime) -> bool:
        """Ask whether they are still there: what they did before counts no more. False where they have not answered yet,
        or were asked after `lately`."""
        answered = and_(pairing_member.c.active, pairing_member.c.asked_at <= lately)
        open_ = and_(pairing_member.c.id == place_id, or_(pairing_member.c.asked_at.is_(None), answered))
        asked = update(pairing_member).where(open_).values(asked_at=now, active=False)
        return (await self._connection.execute(asked)).rowcount == 1

    async def ask_no_more(self, place_id: int) -> None:
        """No answer is waited for any more; they may be asked again."""
        await self._change_place(place_id, {"asked_at": None})

    async def learn(self, place_id: int, words: str, share: Share) -> None:
        await self._change_place(place_id, {"learned": words, "share": share, "active": True})

    async def _change_place(self, place_id: int, values: dict[str, Any]) -> None:
        await self._connection.execute(update(pairing_member).where(pairing_member.c.id == place_id).values(values))

    async def meet_at(self, pairing_id: int, at: datetime | None) -> None:
        values = {"meets_at": at, "sequence": pairing.c.sequence + 1}
        await self._connection.execute(update(pairing).where(pairing.c.id == pairing_id).values(values))

    async def meeting_of(self, member_id: int) -> list[Pairing]:
        """Those of theirs with an agreed time."""
        return await MEETING.all(self._connection, b_member=member_id)

    async def shared(self, round_id: int) -> list[Place]:
        """What was learned and may be shared, in order."""
        statement = select(pairing_member).where(
            pairing_member.c.round_id == round_id,
            pairing_member.c.learned != "",
            pairing_member.c.share.in_(["named", "unnamed"]),
        )
        return [place_of(row) for row in await self._connection.execute(statement.order_by(pairing_member.c.id))]

    async def thank(self, place_id: int, member_id: int) -> bool:
        """False where they have thanked for it before."""
        statement = insert(self._connection, peer_thanks).values(place_id=place_id, member_id=member_id)
        return await insert_once(self._connection, statement, peer_thanks.c.id) is not None

    async def thanks(self, round_id: int) -> dict[int, int]:
        """How many thanked, by place."""
        statement = (
            select(peer_thanks.c.place_id, func.count())
            .join(pairing_member, pairing_member.c.id == peer_thanks.c.place_id)
            .where(pairing_member.c.round_id == round_id)
            .group_by(peer_thanks.c.place_id)
        )
        return {row[0]: row[1] for row in await self._connection.execute(statement)}

    async def edges(self, cohort_id: int) -> list[tuple[int, int, bool]]:
        """Who was brought together with whom, and whether they say that they met: for the picture of the network."""
        met = {
            couple
            for one in await OF_COHORT.all(self._connection, b_cohort=cohort_id)
            if one.met
            for couple in combinations(sorted(one.members), 2)
        }
        known = [tuple(sorted(couple)) for couple in await self.met(cohort_id)]
        return [(couple[0], couple[1], couple in met) for couple in sorted(known) if len(couple) == 2]

    async def names(self, members: Collection[int]) -> dict[int, str]:
        statement = select(member.c.id, member.c.name).where(member.c.id.in_(members))
        return {row[0]: row[1] for row in await self._connection.execute(statement)}
