"""How the bot stands in its groups: organisers are told what keeps it from working, once per change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.errors import Offline, SendError
from bot.chat.events import GroupTouched
from bot.ports import Standing
from tests.house import House

WELL = Standing("Our Group")
LEFT = replace(WELL, present=False, can_write=False, sees_all=False)
MUTE = replace(WELL, can_write=False)
DEAF = replace(WELL, sees_all=False)
POOR = replace(WELL, missing=("channels:history", "users:read.email"))

SAID_LEFT = (
    "I am not in the group of Cluster Booster Academy on Test any more, so I can post nothing there. Please add me again; "
    "I remember everything."
)
SAID_MUTE = "I may not write in the group Our Group on Test. Please allow me to send messages there, or make me an administrator."
SAID_DEAF = (
    "In the group Our Group on Test I see only commands and replies to my own messages. To let me answer "
    "other questions too, please make me an administrator of the group."
)
SAID_POOR = (
    "On Test I was not given these permissions: channels:history, users:read.email. "
    "Please ask the person who set me up to add them."
)


async def touched(house: House, standing: Standing | None = None, times: int = 1) -> None:
    """Something about the bot's place in the group has changed, as the platform sees it."""
    if standing is not None:
        house.platform.standings[house.GROUP] = standing
    for _time in range(times):
        await house.stranger("Admin").does(GroupTouched, group=True)


async def test_nothing_is_said_when_all_is_well(house: House) -> None:
    await house.joined("Olga", "organiser")
    await touched(house, times=2)
    await house.app.survey.look_at_all("test")
    await house.tick()
    assert house.platform.posted == []


@pytest.mark.parametrize(
    ("standing", "said"), [(LEFT, SAID_LEFT), (MUTE, SAID_MUTE), (DEAF, SAID_DEAF), (POOR, SAID_POOR)]
)
async def test_organisers_are_told_what_is_wrong_in_private_and_once(
    each_house: House, standing: Standing, said: str
) -> None:
    house = each_house
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    tariq, aino = await house.joined("Tariq", "trainer"), await house.joined("Aino")
    await touched(house, standing, times=3)
    await house.app.survey.look_at_all("test")
    await touched(house, replace(standing, title="Our Group"))
    assert [person.told for person in (olga, pavel, tariq, aino)] == [[said], [said], [], []]
    assert house.group == []


async def test_a_new_name_is_nothing_to_be_told(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await touched(house, DEAF)
    await touched(house, replace(DEAF, title="Renamed"))
    assert olga.told == [SAID_DEAF]


async def test_each_change_is_told_and_what_comes_back_too(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    for standing in (WELL, DEAF, replace(DEAF, can_write=False), WELL, DEAF, LEFT):
        await touched(house, standing, times=2)
    assert olga.told == [SAID_DEAF, f"{SAID_MUTE}\n{SAID_DEAF}", SAID_DEAF, SAID_LEFT]


async def test_who_wants_silence_unless_spoken_to_need_not_let_it_listen(tmp_path: object) -> None:
    house = await House(f"sqlite:///{tmp_path}/g.db", tmp_path, answer_unasked=False).open()  # type: ignore[arg-type]
    olga = await house.joined("Olga", "organiser")
    await touched(house, DEAF)
    await touched(house, replace(DEAF, missing=("users:read.email",)))
    assert olga.told == [SAID_POOR.replace("channels:history, ", "")]
    await house.close()


async def test_at_the_start_all_groups_of_that_platform_are_looked_at(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    async with house.app.database.write() as uow:
        await uow.cohorts.bind_group(house.cohort.id, "test", "second")
        await uow.cohorts.bind_group(house.cohort.id, "elsewhere", "third")
        old = await uow.cohorts.ensure("old", "academy", "Last year")
        await uow.cohorts.bind_group(old.id, "test", "fourth")
    house.platform.standings = {chat: replace(MUTE, title=chat) for chat in (house.GROUP, "second", "third", "fourth")}
    for _start in range(2):
        await house.app.survey.look_at_all("test")
        await house.tick()
    assert sorted(olga.told) == [SAID_MUTE.replace("Our Group", chat) for chat in ("second", house.GROUP)]


async def test_a_group_of_nobody_is_nobodys_business(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    house.platform.standings["another"] = LEFT
    event = house.stranger("Admin").event(GroupTouched, True)
    await house.receive(replace(event, place=replace(event.place, chat_id="another")))
    assert olga.told == []


@pytest.mark.parametrize("fault", [Offline("no network"), SendError("500"), ZeroDivisionError()])
async def test_what_cannot_be_found_out_is_found_out_later(
    house: House, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = await house.joined("Olga", "organiser")

    async def fail(_chat: str) -> Standing:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(house.platform, "inspect", fail)
        await touched(house, MUTE)
        await house.app.survey.look_at_all("test")
    assert olga.told == []
    await house.app.survey.look_at_all("test")
    await house.tick()
    assert olga.told == [SAID_MUTE]
