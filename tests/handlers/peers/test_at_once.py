"""Several at once, on both databases; and people whom the bot cannot reach."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.chat.events import ButtonPressed, PrivateChatChanged
from handlers.peers.buttons import HaveMet, Preview, Thank, the_time
from tests.handlers.peers.desk import (
    DAY,
    ENDS,
    MIDWAY,
    MORNING,
    groups_of,
    id_of,
    newest,
    pairings_of,
    published,
    round_house,
    rounds_of,
    somebody,
    told_of,
)  # fmt: skip
from tests.house import House, Person


async def press_together(house: House, *presses: tuple[Person, str]) -> None:
    events = [person.event(ButtonPressed, token=token) for person, token in presses]
    for handled in await asyncio.gather(*(house.app.dispatcher.handle(event) for event in events)):
        assert handled.failed is None, handled.failed
        handled.release()
    await house.app.delivery.settled()


async def test_two_organisers_publish_at_once(tmp_path: Path, database_url: str) -> None:
    async with round_house(tmp_path, url=database_url) as house:
        olga, omar = await house.joined("Olga", "organiser"), await house.joined("Omar", "organiser")
        people = [await somebody(house, f"P{n}") for n in range(5)]
        await house.tick()
        await house.move_to(MORNING)
        found = (await rounds_of(house))[0]
        token = Preview(found.id, 0, "yes").pack()
        await press_together(house, (olga, token), (omar, token), (olga, token))
        assert [told_of(one, "Your partner in this round") for one in people] == [1] * 5
        assert sorted(map(len, await groups_of(house, *people))) == [2, 3]


async def test_two_agree_at_once(tmp_path: Path, database_url: str) -> None:
    async with round_house(tmp_path, url=database_url) as house:
        olga = await house.joined("Olga", "organiser")
        ana, bo = await somebody(house, "Ana"), await somebody(house, "Bo")
        await published(house, olga)
        (pairing,) = await pairings_of(house)
        token = the_time(pairing, 1).pack()
        await press_together(house, (ana, token), (bo, token))
        (agreed,) = await pairings_of(house)
        assert agreed.meets_at == agreed.times[1]
        assert [told_of(one, "Agreed: you meet") for one in (ana, bo)] == [1, 1]


async def test_all_who_wait_take_somebody_new_at_once(tmp_path: Path, database_url: str) -> None:
    async with round_house(tmp_path, url=database_url) as house:
        olga = await house.joined("Olga", "organiser")
        people = [await somebody(house, f"P{n}") for n in range(6)]
        await published(house, olga)
        pairings = await pairings_of(house)
        ids = {await id_of(house, one): one for one in people}
        waiting = [(ids[pairing.members[0]], pairing.id) for pairing in pairings]
        await house.move_to(MIDWAY + DAY)
        await press_together(house, *((one, HaveMet(pairing, "partner_silent").pack()) for one, pairing in waiting))
        await house.pass_time(DAY)
        await house.pass_time(2 * DAY)
        await press_together(house, *((one, HaveMet(pairing, "new").pack()) for one, pairing in waiting))
        groups = await groups_of(house, *people)
        names = {one.name for one, _pairing in waiting}
        assert sum(map(len, groups)) == 6
        assert [group for group in groups if len(group & names) == 3] or [g for g in groups if len(g & names) == 2]
        assert not any(len(group) > 3 for group in groups)


async def test_who_waits_takes_one_new_partner_from_two_devices(tmp_path: Path, database_url: str) -> None:
    async with round_house(tmp_path, url=database_url) as house:
        olga = await house.joined("Olga", "organiser")
        people = [await somebody(house, f"P{n}") for n in range(6)]
        await published(house, olga)
        first = (await pairings_of(house))[0]
        ids = {await id_of(house, one): one for one in people}
        who = ids[first.members[0]]
        await house.move_to(MIDWAY + DAY)
        await press_together(house, (who, HaveMet(first.id, "partner_silent").pack()))
        await house.pass_time(DAY)
        await house.pass_time(2 * DAY)
        introduced = sum(len(one.told) for one in people if one is not who)
        await press_together(house, *[(who, HaveMet(first.id, "new").pack())] * 3)
        trio = next(one for one in await pairings_of(house) if len(one.members) == 3)
        assert sum(len(one.told) for one in people if one is not who) - introduced == 3, "two, and who is left behind"
        assert all("Your partner in this round: P" in ids[one].told[-1] for one in trio.members)


async def test_thanks_are_counted_once(tmp_path: Path, database_url: str) -> None:
    async with round_house(tmp_path, url=database_url) as house:
        olga = await house.joined("Olga", "organiser")
        ana, bo = await somebody(house, "Ana"), await somebody(house, "Bo")
        await published(house, olga)
        (pairing,) = await pairings_of(house)
        await ana.submits("peers.learned", str(pairing.id), learned="A thing", share="named")
        await house.move_to(ENDS + timedelta(hours=9))
        await house.move_to(ENDS + 2 * DAY + timedelta(hours=9))
        token = Thank(pairing.place_of(await id_of(house, ana)).id).pack()
        await press_together(house, (bo, token), (olga, token), (bo, token), (ana, token))
        await house.pass_time(timedelta(minutes=1))
        (digest,) = (posted for posted in house.group if "learned from each other" in posted.text)
        assert "1. Ana 👏 2" in digest.text
        assert told_of(ana, "You are thanked") == 1


async def test_who_blocked_the_bot_or_has_no_private_chat_holds_nobody_up(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        people = [await somebody(house, name) for name in ("Ana", "Bo", "Chi", "Dov")]
        house.platform.blocked.add("bo")
        house.platform.closed.add("chi")
        await published(house, olga)
        ana, bo, chi, dov = people
        assert [told_of(one, "Your partner in") for one in (ana, bo, chi, dov)] == [1, 0, 0, 1]
        assert sorted(map(len, await groups_of(house, *people))) == [2, 2]
        house.platform.closed.clear()
        await chi.does(PrivateChatChanged, open=True)
        assert newest(chi, "Your partner in this round")
        await house.move_to(MIDWAY + DAY)
        await house.move_to(ENDS + 4 * DAY)
        assert told_of(bo, "") == 0
        assert [one.state for one in await rounds_of(house)] == ["over"]
