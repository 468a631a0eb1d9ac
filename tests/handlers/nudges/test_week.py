"""The overview on Monday: what it has for whom, when, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.scene import View
from storage.connection import Connection
from tests.handlers.coaching.desk import AFTERNOON, NOW, books, offers
from tests.house import DAY_1, House, Person

MONDAY = datetime(2024, 11, 11, 7, 0, tzinfo=UTC)
"""08:00 in Warsaw."""

IN_WARSAW = datetime(2025, 3, 3, 7, 0, tzinfo=UTC)
"""The week of the days to which only those may come who were at those before."""

HEAD = "Your week: Cluster Booster Academy"


def weeks(person: Person) -> list[list[str]]:
    return [told.split("\n") for told in person.told if told.startswith("Your week")]


async def test_everybody_has_their_own_week_in_their_own_time(each_house: House) -> None:
    house = each_house
    ana, far = await house.joined("Ana"), await house.joined("Far", zone="Asia/Tokyo")
    stranger = await house.on_roster("Not Yet")
    await house.move_to(MONDAY - timedelta(hours=8, minutes=1))
    assert (weeks(ana), weeks(far)) == ([], [])
    await house.move_to(MONDAY - timedelta(hours=8))
    assert weeks(far) == [
        [HEAD, "• Mon 11 Nov 2024, 18:00 Tokyo time: Online day 2", "• Fri 15 Nov 2024, 18:00 Tokyo time: Online day 3"]
    ]
    assert weeks(ana) == []
    await house.move_to(MONDAY)
    await house.tick()
    assert weeks(ana) == [
        [HEAD, "• Mon 11 Nov 2024, 10:00 CET: Online day 2", "• Fri 15 Nov 2024, 10:00 CET: Online day 3"]
    ]
    assert (len(weeks(far)), weeks(stranger)) == (1, [])
    assert list(ana.private[-1].buttons) == ["Fewer reminders"]


async def test_who_cannot_come_is_not_expected_and_trainers_hear_of_it(house: House) -> None:
    tina, ana = await house.joined("Tina", "trainer"), await house.joined("Ana")
    await ana.submits("attendance.absence", "1:online-2", reason="The sauna is on fire")
    await house.move_to(MONDAY)
    assert weeks(tina)[0][3:] == ["Online day 2: 1 said that they cannot come."]
    assert weeks(ana) == [
        [
            HEAD,
            "• Mon 11 Nov 2024, 10:00 CET: Online day 2 (you said that you cannot come)",
            "• Fri 15 Nov 2024, 10:00 CET: Online day 3",
        ]
    ]


async def test_who_can_come_after_all_is_expected_again(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.submits("attendance.absence", "1:online-2", reason="The sauna is on fire")
    await ana.sends("/absent")
    await ana.presses("I can come after all")
    await house.move_to(MONDAY)
    assert weeks(ana)[0][1] == "• Mon 11 Nov 2024, 10:00 CET: Online day 2"


async def test_coaching_is_in_it_for_both(house: House) -> None:
    house.clock.at = NOW
    anna, ana = await house.joined("Anna", "coach"), await house.joined("Ana")
    await offers(anna, AFTERNOON)
    await books(ana, "14:00")
    await house.move_to(datetime(2025, 1, 13, 7, 0, tzinfo=UTC))
    assert weeks(ana) == [[HEAD, "• Tue 14 Jan 2025, 14:00 CET: Coaching with Anna"]]
    assert weeks(anna) == [[HEAD, "• Tue 14 Jan 2025, 14:00 CET: Coaching: Ana"]]


async def test_who_switches_it_off_has_it_no_more(each_house: House) -> None:
    house = each_house
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    await ana.sends("/nudges")
    await ana.presses("🔕 Switch off: Overview of your week", ana.private[-1])
    await house.move_to(MONDAY)
    assert (weeks(ana), len(weeks(bo))) == ([], 1)


async def test_a_week_without_anything_is_no_message(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(datetime(2024, 12, 16, 7, 0, tzinfo=UTC))
    assert ana.told == []


async def test_who_may_not_come_is_told_before_they_travel(house: House) -> None:
    ana, ben, olga = await house.joined("Ana"), await house.joined("Ben"), await house.joined("Olga", "organiser")
    for day in (DAY_1, MONDAY + timedelta(hours=2), datetime(2024, 11, 15, 9, 0, tzinfo=UTC)):
        await house.move_to(day)
        await ana.sends("/checkin")
    await house.move_to(IN_WARSAW)
    barred = "Warsaw day 1, Warsaw day 2: you may not come as it stands, see /eligibility"
    assert [barred in weeks(person)[-1] for person in (ana, ben, olga)] == [False, True, False]
    assert weeks(ana)[-1][1].startswith("• Mon 3 Mar 2025: Warsaw day 1")
    for person in (ana, ben):
        await person.sends("/checkin")
    await house.move_to(datetime(2025, 3, 3, 17, 0, tzinfo=UTC))
    (told,) = [one for one in olga.told if one.startswith("Check-in is over: Warsaw day 1")]
    assert "On time (2): Ana (Ana's cluster), Ben (Ben's cluster) (not eligible)" in told


@pytest.mark.parametrize("monday", [MONDAY, IN_WARSAW])
async def test_a_participants_week_is_made_of_prepared_statements(
    house: House, monkeypatch: pytest.MonkeyPatch, monday: datetime
) -> None:
    """Ten thousand are made on a Monday morning, and through SQLAlchemy each statement takes ten times as long."""
    ana = await house.joined("Ana")
    house.clock.at = monday
    async with house.app.database.read() as uow:
        assert ana.email
        (member,) = await uow.members.by_email(ana.email)
        view = View(house.app.deployment, uow, monday, house.cohort)
        asked: list[str] = []
        slow = Connection.execute

        async def noted(self: Connection, statement: Any, *args: Any, **kwargs: Any) -> Any:
            asked.append(str(statement))
            return await slow(self, statement, *args, **kwargs)

        monkeypatch.setattr(Connection, "execute", noted)
        made = await house.app.deployment.registry.rechecks["nudges.week"](view, key="week:1", to=str(member.id))
    assert made is not None
    assert asked == []


async def test_who_left_the_programme_hears_nothing(house: House) -> None:
    ana, olga = await house.joined("Ana"), await house.joined("Olga", "organiser")
    async with house.app.database.write() as uow:
        (member,) = await uow.members.by_email("ana@people.example")
        await uow.members.withdraw(member.id, house.clock.at)
    await house.move_to(MONDAY)
    assert weeks(ana) == []
    assert len(weeks(olga)) == 1
