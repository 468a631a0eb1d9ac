"""Agreeing on a time: nobody is taken at their word for one they have not seen, and nobody waits at one that is off."""

from __future__ import annotations

from pathlib import Path

from bot.domain.people import Profile
from tests.handlers.peers.desk import (
    HOUR,
    MORNING,
    fills_in,
    newest,
    pairings_of,
    published,
    round_house,
    somebody,
    told_of,
)  # fmt: skip
from tests.house import House, Person


async def a_pair(house: House) -> tuple[Person, Person]:
    olga = await house.joined("Olga", "organiser")
    ana, bo = await somebody(house, "Ana"), await somebody(house, "Bo")
    await published(house, olga)
    return ana, bo


async def agreed(house: House) -> tuple[Person, Person]:
    ana, bo = await a_pair(house)
    await ana.presses(next(iter(ana.private[-1].buttons)), ana.private[-1])
    await bo.presses("Yes, agreed")
    assert told_of(ana, "Agreed: you meet Bo") == told_of(bo, "Agreed: you meet Ana") == 1
    return ana, bo


async def test_that_it_is_agreed_wakes_nobody(tmp_path: Path) -> None:
    """Who agrees late in the evening reads it at once; the other one in the morning."""
    async with round_house(tmp_path) as house:
        ana, bo = await a_pair(house)
        await ana.presses(list(ana.private[-1].buttons)[2], ana.private[-1])
        await house.move_to(MORNING + 14 * HOUR)
        await bo.presses("Yes, agreed")
        assert (told_of(ana, "Agreed: you meet Bo"), told_of(bo, "Agreed: you meet Ana")) == (0, 1)
        await house.pass_time(8 * HOUR)
        assert told_of(ana, "Agreed: you meet Bo") == 0
        await house.pass_time(HOUR)
        assert told_of(ana, "Agreed: you meet Bo") == 1


async def test_that_it_is_agreed_is_read_before_they_meet(tmp_path: Path) -> None:
    """They meet in an hour that they chose themselves, before the night is over for the bot."""
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        ana, bo = await house.joined("Ana"), await house.joined("Bo")
        for one in (ana, bo):
            await fills_in(one, hours="06:00-07:00")
        await published(house, olga)
        await ana.presses(list(ana.private[-1].buttons)[1], ana.private[-1])
        (pairing,) = await pairings_of(house)
        meets = pairing.times[1]
        await house.move_to(meets - 7 * HOUR)
        await bo.presses("Yes, agreed")
        await house.move_to(meets - HOUR / 60)
        assert told_of(ana, "Agreed: you meet Bo") == 1


async def test_whose_partner_says_that_they_met_is_not_asked_whether_they_did(tmp_path: Path) -> None:
    """Bo's evening in Tokyo is over when they part, so the question waits for the morning; by then Ana has answered."""
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        ana, bo = await house.joined("Ana"), await house.joined("Bo", zone="Asia/Tokyo")
        async with house.app.database.write() as uow:
            await uow.members.save(
                house.cohort.id, [Profile("Bo", "bo@people.example", "Elsewhere", time_zone="Asia/Tokyo")]
            )
        await fills_in(ana, hours="12:00-13:00")
        await fills_in(bo, hours="20:00-21:00")
        await published(house, olga)
        await ana.presses(next(iter(ana.private[-1].buttons)), ana.private[-1])
        await bo.presses("Yes, agreed")
        (pairing,) = await pairings_of(house)
        assert pairing.meets_at is not None
        await house.move_to(pairing.meets_at + HOUR)
        await ana.presses("Yes, we met")
        await house.pass_time(12 * HOUR)
        assert told_of(bo, "You met Ana. What is one thing you learned?") == 1
        assert told_of(bo, "Did you meet Ana as agreed?") == 0


async def test_a_button_of_times_that_were_replaced_agrees_on_nothing(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, bo = await a_pair(house)
        before = bo.private[-1]
        await ana.presses("None of these")
        await ana.presses(next(iter(ana.private[-1].buttons)), ana.private[-1])
        reply = await bo.presses(next(iter(before.buttons)), before)
        assert reply.toast is not None
        assert reply.toast.text.startswith("These times have changed meanwhile.")
        (pairing,) = await pairings_of(house)
        assert pairing.meets_at is None
        await bo.presses("Yes, agreed")
        (pairing,) = await pairings_of(house)
        assert pairing.meets_at == pairing.times[0]


async def test_who_relies_on_a_time_hears_that_it_is_off(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, bo = await agreed(house)
        await ana.presses("We need another time")
        (pairing,) = await pairings_of(house)
        assert pairing.meets_at is None
        said = newest(bo, "Ana needs another time")
        assert "no longer holds" in said
        newest_of_bo = bo.private[-1]
        await bo.presses(next(iter(newest_of_bo.buttons)), newest_of_bo)
        await ana.presses("Yes, agreed")
        (pairing,) = await pairings_of(house)
        assert pairing.meets_at == pairing.times[0]
        await house.tick()
        assert told_of(bo, "needs another time") == 1


async def test_another_time_than_the_agreed_one_is_asked_for(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, bo = await agreed(house)
        first = (await pairings_of(house))[0].meets_at
        introduction = next(posted for posted in ana.private if "Your partner" in posted.text)
        await ana.presses(list(introduction.buttons)[1], introduction)
        assert "I have asked Bo." in ana.told[-1]
        assert told_of(bo, "Does it suit you to meet Ana on") == 2
        assert "Until you agree, the time you had agreed on holds" in newest(bo, "Does it suit you")
        (pairing,) = await pairings_of(house)
        assert pairing.meets_at == first
        await bo.presses("Yes, agreed")
        (pairing,) = await pairings_of(house)
        assert pairing.meets_at == pairing.times[1]
        assert pairing.meets_at is not None
        await house.move_to(pairing.meets_at - HOUR)
        assert told_of(bo, "⏰ You meet Ana at") == 1
