"""Exchanges in the overview on Monday: what is still to be done, for those who can do it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.handlers.peers.desk import DAY, STARTS, newest, pairings_of, published, round_house, somebody, told_of

MONDAY = STARTS + 7 * DAY + timedelta(hours=9)
"""10:00 in Warsaw, a week into the round."""


async def test_who_has_no_time_yet_is_told_and_who_has_one_sees_it(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        everybody = [await somebody(house, name) for name in ("Ana", "Bo", "Chi", "Dov")]
        await published(house, olga)
        ana = everybody[0]
        await ana.presses(next(iter(ana.private[-1].buttons)))
        partner = next(one for one in everybody if told_of(one, "Does it suit you to meet Ana"))
        await partner.presses("Yes, agreed")
        agreed = next(one for one in await pairings_of(house) if one.meets_at)
        assert agreed.meets_at is not None
        await house.move_to(MONDAY)
        for one in everybody:
            told_to_agree = told_of(one, "you have no time with") == 1
            assert told_to_agree is (one not in (ana, partner)), one.name
        other = next(one for one in everybody if one not in (ana, partner))
        page = next(posted for posted in reversed(other.private) if "you have no time with" in posted.text)
        await other.presses("My exchange", page)
        assert newest(other, "My exchanges")
        assert told_of(olga, "you have no time with") == 0


async def test_an_organiser_hears_of_groups_that_wait_for_them(tmp_path: Path) -> None:
    async with round_house(tmp_path, at=STARTS - 3 * DAY) as house:
        olga = await house.joined("Olga", "organiser")
        ana, *_others = [await somebody(house, name) for name in ("Ana", "Bo", "Chi", "Dov")]
        await house.tick()
        await house.move_to(STARTS + timedelta(hours=9))
        assert told_of(olga, "the groups are made and wait for you") == 1
        assert told_of(ana, "wait for you") == 0
