"""Who stays behind when a partner goes: what they hear is true, and whoever is there can be found."""

from __future__ import annotations

from pathlib import Path

from tests.handlers.peers.desk import (
    DAY,
    ENDS,
    HOUR,
    MIDDLE,
    a_trio,
    groups_of,
    id_of,
    newest,
    one_waits,
    published,
    round_house,
    somebody,
    told_of,
    two_wait,
)  # fmt: skip
from tests.house import House, Person

ALONE = "Your partner cannot take part any more."
BEHIND = "Your partner had no answer from you"


async def withdrawn(house: House, *gone: Person) -> None:
    async with house.app.database.write() as uow:
        for one in gone:
            await uow.members.withdraw(await id_of(house, one), house.clock.at)


async def left_behind(house: House) -> tuple[Person, Person, list[Person]]:
    """Ana has found two others, and left a partner who did not answer her."""
    ana, silent, others = await one_waits(house)
    await house.pass_time(2 * DAY)
    await ana.presses("Find me somebody else")
    return ana, silent, others


async def test_of_three_one_leaves_the_programme_and_one_cannot_in_the_same_minute(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, bo, chi = await a_trio(house)
        await withdrawn(house, ana)
        await chi.presses("I cannot in this round")
        assert newest(chi, "You are free until the next round.\nBo hears from me that you cannot.")
        await house.tick()
        assert await groups_of(house, bo, chi) == [{"Bo"}]
        assert told_of(bo, ALONE) == 1
        assert (told_of(bo, "You go on with"), told_of(chi, "You go on with")) == (0, 0)


async def test_nobody_gets_out_of_a_round_that_is_over(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, bo, chi = await a_trio(house)
        question = next(posted for posted in chi.private if "I cannot in this round" in posted.buttons)
        await house.move_to(ENDS + HOUR)
        await withdrawn(house, ana)
        reply = await chi.presses("I cannot in this round", question)
        assert reply.toast is not None
        assert reply.toast.text == "This round is over."
        assert {"Bo", "Chi"} <= (await groups_of(house, ana, bo, chi))[0]
        assert told_of(bo, ALONE) == 0


async def test_who_is_there_too_late_hears_one_story(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        _ana, silent, _others = await left_behind(house)
        question = next(posted for posted in silent.private if "Yes, I am here" in posted.buttons)
        await silent.presses("Yes, I am here", question)
        assert "Your partner is with somebody else by now." in silent.told[-1]
        await house.tick()
        await house.pass_time(DAY)
        assert (told_of(silent, BEHIND), told_of(silent, ALONE)) == (1, 0)


async def test_who_is_there_after_the_partner_has_left_hears_that(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, silent, _others = await one_waits(house)
        await house.pass_time(DAY)
        question = next(posted for posted in silent.private if "Yes, I am here" in posted.buttons)
        await withdrawn(house, ana)
        await house.tick()
        await silent.presses("Yes, I am here", question)
        assert silent.told[-1] == "Good to hear.\nYour partner cannot take part any more."


async def test_who_looks_for_somebody_in_vain_is_found_by_the_next_one(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, silent, others = await left_behind(house)
        reply = await silent.presses("Find me somebody else")
        assert reply.toast is not None
        assert "I found nobody new for you in this round." in reply.toast.text
        await house.tick()
        assert told_of(silent, ALONE) == 0
        await withdrawn(house, *others)
        await house.tick()
        assert told_of(ana, ALONE) == 1
        await ana.presses("Find me somebody else")
        assert {"Ana", silent.name} in await groups_of(house, ana, silent)


async def one_of_three_waits(house: House, everybody: list[Person]) -> list[Person]:
    """Who waits, and the two who are silent."""
    (trio,) = (one for one in await groups_of(house, *everybody) if len(one) == 3)
    waits, *silent = [one for one in everybody if one.name in trio]
    await house.move_to(MIDDLE)
    await waits.presses(f"No answer from {silent[0].name} and {silent[1].name}")
    await house.pass_time(DAY)
    await house.pass_time(2 * DAY)
    return [waits, *silent]


async def test_two_silent_ones_hear_who_has_gone_and_who_stays(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        everybody = [await somebody(house, name) for name in ("Ana", "Bo", "Chi", "Dov", "Eli")]
        await published(house, olga)
        waits, *silent = await one_of_three_waits(house, everybody)
        await waits.presses("Find me somebody else")
        for one, other in (silent, reversed(silent)):
            said = newest(one, f"{waits.name} had no answer from you, and has another partner in this round now.")
            assert f"You go on with {other.name}." in said
            assert "I find you somebody" not in said
            assert told_of(one, "cannot take part") == 0


async def test_of_two_silent_ones_one_has_left_the_programme_in_the_same_minute(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        everybody = [await somebody(house, name) for name in ("Ana", "Bo", "Chi", "Dov", "Eli")]
        await published(house, olga)
        waits, silent, gone = await one_of_three_waits(house, everybody)
        await withdrawn(house, gone)
        await waits.presses("Find me somebody else")
        await house.tick()
        assert (told_of(silent, BEHIND), told_of(silent, ALONE), told_of(silent, "You go on with")) == (1, 0, 0)


async def test_the_silent_partners_of_both_who_find_each_other_hear_of_it(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, hers, other, theirs = await two_wait(house)
        await ana.presses("Find me somebody else")
        assert {"Ana", other.name} in await groups_of(house, ana, hers, other, theirs)
        assert (told_of(hers, BEHIND), told_of(theirs, BEHIND)) == (1, 1)
