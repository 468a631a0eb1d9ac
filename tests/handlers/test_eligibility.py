"""May I come to the in-person days? If not, why, and what can I do?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.people import Role
from tests.house import DAY_1, House

DAYS = [datetime(2024, 11, day, 9, 5, tzinfo=UTC) for day in (6, 11, 15)]
AFTER = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)


async def test_whoever_came_to_every_online_day_may_come(house: House) -> None:
    ana = await house.joined("Ana")
    for day in DAYS:
        await house.move_to(day)
        await ana.sends("/checkin")
    await house.move_to(AFTER)
    await ana.sends("/eligibility", group=True)
    assert ana.told[-1] == (
        "Yes, you may come to Warsaw day 1, Warsaw day 2. You were at every session that you need for it: "
        "Online day 1, Online day 2, Online day 3."
    )


async def test_whoever_missed_one_hears_why_and_what_to_do(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAYS[1])
    await ana.sends("/checkin")
    await house.move_to(AFTER)
    said = await ana.asks("Am I allowed to come to Warsaw?")
    assert said == (
        "Am I allowed to come to Warsaw?\n"
        "As it stands, no: Warsaw day 1, Warsaw day 2. You need Online day 1, Online day 3 for it, and I have no "
        "check-in from you there.\n"
        "What you can do: were you there, or did you have an important reason? Then please write to the organisers, "
        "events@clustercollaboration.eu. They decide."
    )


async def test_the_rule_is_not_for_those_who_teach_or_organise(house: House) -> None:
    await house.move_to(AFTER)
    roles: tuple[Role, ...] = ("trainer", "coach", "mentor", "speaker", "organiser")
    for role in roles:
        tom = await house.joined(f"{role} somebody", role)
        await tom.sends("/eligibility")
        assert tom.told[-1] == (
            f"You are here as {role}. The attendance rules are for participants, so they do not keep you from any session."
        )


async def test_a_tap_and_the_command_are_the_same_check_in(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    reply = await ana.sends("/checkin", group=True)
    assert reply.toast is not None
    assert ana.told[-1] == "You are checked in already, since 10:00 CET. All is well."
    async with house.app.database.read() as uow:
        assert await uow.check_ins.count(house.cohort.id, "online-1") == (1, 0)


async def test_a_clock_that_goes_back_loses_no_check_in(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    card = house.group[-1]
    token = card.buttons["I am here"].token
    await house.move_to(DAY_1 - timedelta(days=1))
    reply = await ana.presses_token(token, card)
    assert reply.toast is not None
    assert reply.toast.text.startswith("Check-in to Online day 1 is not open yet.")
    assert "• Online day 1: checked in, Wed 6 Nov 2024, 10:00 CET" in await ana.asks("Did I check in?")
    await ana.presses_token("ci:a-session-that-is-gone", card)
    await house.move_to(AFTER + timedelta(days=365))
    await ana.sends("/checkin")
    assert ana.told[-1] == "No check-in is open: all sessions are over."
