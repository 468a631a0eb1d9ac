"""The overview on Monday, and choosing what one is reminded of, on each platform through its own buttons."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.contract.world import ANA, BO, ORGANISER, Platform, sees

MONDAY = datetime(2024, 11, 11, 7, 0, tzinfo=UTC)
"""08:00 in Warsaw and Madrid."""

DAY_BEFORE = datetime(2024, 11, 14, 9, 0, tzinfo=UTC)
"""24 hours before the third online day."""


async def test_the_week_and_what_is_switched_off(platform: Platform) -> None:
    world = platform.world
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()
    for person in (ana, bo):
        await person.commands("me")  # on the playground nobody is there before they have done something
    await world.move_to(MONDAY)
    for person in (ana, bo):
        await sees(person, "Your week: ")
        await sees(person, "Online day 3")
    await ana.taps("Fewer reminders")
    await sees(ana, "What I remind you of")
    await ana.taps("🔕 Switch off: Sessions")
    await sees(ana, "Sessions (off)")
    await ana.taps("At most one a week")
    await sees(ana, "at most 1 message a week")
    await world.move_to(DAY_BEFORE)
    await sees(bo, "Online day 3 begins on")
    assert not any("Online day 3 begins on" in told for told in ana.told())
    assert not any("Your week" in words for words in platform.group())
    platform.check()
