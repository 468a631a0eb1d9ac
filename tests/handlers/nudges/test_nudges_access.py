"""Who may press what of nudges, beside a name that could leak."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.people import Role
from handlers.nudges.choose import HowOften, SwitchKind
from handlers.nudges.ignored import TryAgain
from tests.handlers.nudges.chores import Board, Chore
from tests.handlers.nudges.conftest import NOON
from tests.house import House

MEMBERS = frozenset(get_args(Role))
ORGANISER = frozenset({"organiser"})

BUTTONS: dict[type[ButtonData], frozenset[str]] = {SwitchKind: MEMBERS, HowOften: MEMBERS, TryAgain: ORGANISER}

NAME = "Żaneta Cicha"
FOR_MEMBERS = "This is for members of the programme. Do you have an invite code? Send /join and the code to join."
FOR_ORGANISERS = "Sorry, this can be done only by: organiser."


async def silent(house: House, board: Board) -> int:
    """Somebody who has not reacted to three; their id."""
    await house.joined(NAME)
    for number in range(4):
        board.chores = [Chore("hand_in", f"Homework {number}", house.clock.at, lasts=timedelta(hours=1))]
        await house.tick()
        await house.pass_time(timedelta(days=8))
    async with house.app.database.read() as uow:
        (found,) = await uow.nudges.ignored(house.cohort.id)
    assert found.name == NAME
    return found.member_id


@pytest.fixture
async def hushed(home: House, board: Board) -> tuple[House, int]:
    home.clock.at = NOON
    return home, await silent(home, board)


@pytest.mark.parametrize("role", sorted(MEMBERS | {"stranger"}))
async def test_buttons_and_commands(hushed: tuple[House, int], role: str) -> None:
    house, member_id = hushed
    asker = house.stranger() if role == "stranger" else await house.joined("Somebody", role)  # type: ignore[arg-type]
    pressed = {
        SwitchKind: SwitchKind(house.cohort.id, "hand_in", 0),
        HowOften: HowOften(house.cohort.id, "fewer"),
        TryAgain: TryAgain(house.cohort.id, member_id, "hand_in"),
    }
    for command, allowed in (("nudges", MEMBERS), ("ignored", ORGANISER), ("status", MEMBERS - {"coach", "trainer"})):
        await asker.sends(f"/{command}") if role in allowed or command != "status" else None
        assert (NAME in "".join(asker.told)) == (role == "organiser" and command != "nudges")
    for kind, allowed in BUTTONS.items():
        reply = await asker.presses_token(pressed[kind].pack(), asker.private[0] if asker.private else None)
        refused = reply.toast.text if reply.toast else ""
        if role in allowed:
            assert refused == "", (role, kind)
        else:
            assert refused == (FOR_MEMBERS if role == "stranger" else FOR_ORGANISERS), (role, kind)
    async with house.app.database.read() as uow:
        left = await uow.nudges.ignored(house.cohort.id)
        theirs = await uow.nudges.limits(member_id)
    assert len(left) == (0 if role == "organiser" else 1), role
    assert (theirs.often, theirs.off) == ("usual", frozenset()), "nobody chooses for somebody else"
    assert role == "organiser" or NAME not in "".join(asker.told)


async def test_a_kind_that_is_not_theirs_cannot_be_chosen(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    await ana.sends("/nudges")
    for token in (SwitchKind(home.cohort.id, "nonsense", 0).pack(), HowOften(home.cohort.id, "always").pack()):
        reply = await ana.presses_token(token, ana.private[-1])
        assert reply.toast
        assert reply.toast.text == "This choice no longer exists. Please send /nudges again."
    reply = await ana.presses_token(SwitchKind(home.cohort.id + 7, "hand_in", 0).pack(), ana.private[-1])
    assert reply.toast
    assert "cohort" not in reply.toast.text


async def test_in_the_group_there_are_counts_alone(hushed: tuple[House, int]) -> None:
    house, _member_id = hushed
    trainer = await house.joined("Tina", "trainer")
    await trainer.sends("/ignored", group=True)
    assert not any(NAME in posted.text for posted in house.group)
    assert NAME not in "".join(trainer.told)
