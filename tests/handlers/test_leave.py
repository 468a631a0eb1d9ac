"""Somebody leaves the group: its organisers are told, and nobody else."""

from __future__ import annotations

from pathlib import Path

from bot.chat.events import MemberLeft
from tests.handlers.groups import two_cohorts
from tests.house import House

SAID = "Quỳnh has left the group on Test. They are still a member, and I still answer them in private."


async def test_organisers_are_told_and_nothing_else_changes(house: House) -> None:
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    tariq, quynh = await house.joined("Tariq", "trainer"), await house.joined("Quỳnh")
    event = quynh.event(MemberLeft, group=True)
    await house.receive(event)
    await house.receive(event)
    assert [olga.told, pavel.told, tariq.told, quynh.told, house.group] == [[SAID], [SAID], [], [], []]
    await quynh.sends("/me")
    assert quynh.told[-1].startswith("Quỳnh\n")


async def test_of_strangers_nothing_is_said(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await house.stranger().does(MemberLeft, group=True)
    assert (olga.told, house.platform.posted) == ([], [])


async def test_organisers_of_another_cohort_hear_nothing(tmp_path: Path) -> None:
    async with two_cohorts(tmp_path) as house:
        spring = await house.member("Sarah", {"spring": "organiser"})
        autumn = await house.member("Otto", {"autumn": "organiser"})
        quynh = await house.member("Quỳnh", {"spring": "participant", "autumn": "participant"})
        await quynh.does(MemberLeft, group=True)
        assert (spring.told, autumn.told) == ([], [SAID])
        only_spring = await house.member("Siosaia", {"spring": "participant"})
        await only_spring.does(MemberLeft, group=True)
        assert (spring.told, autumn.told) == ([], [SAID])
