"""What a window sends comes from the person's own device: it is checked here, each field, and arrives where it can."""

from __future__ import annotations

import pytest

from bot.chat.capabilities import Capabilities
from bot.chat.events import FormSubmitted
from bot.chat.messages import DirectReply
from bot.engine.route import LONGEST
from tests.engine.conftest import Build
from tests.engine.features import Board, asker
from tests.house import House, Person

VALUES = {"name": "Thandiwe", "colour": "g", "day": "2024-11-13", "why": "just so"}
ARRIVED = {**VALUES, "context": "ctx", "cohort": "aca"}
EMPTY = "Please write something here."
CHOOSE = "Please choose one of the options."
A_DATE = "Please write a date like 2024-11-13."


def long(count: int, most: int) -> str:
    return f"That is too long: {count} characters. The limit is {most}."


async def modal(build: Build, board: Board) -> tuple[House, Person]:
    house = await build(asker(board))
    house.platform.capabilities = Capabilities(modals=True)
    return house, await house.joined("Thandiwe")


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": "x" * 11}, {"name": long(11, 10)}),
        ({"name": " \n"}, {"name": EMPTY}),
        ({"name": "Ghost"}, {"name": "No ghosts, please."}),
        ({"colour": "violet"}, {"colour": CHOOSE}),
        ({"colour": "Green"}, {"colour": CHOOSE}),
        ({"day": "tomorrow"}, {"day": A_DATE}),
        ({"day": ""}, {}),
        ({"more": "x" * (LONGEST + 1)}, {"more": long(LONGEST + 1, LONGEST)}),
        (
            {"name": "", "colour": "", "day": "31.12.", "why": ""},
            {"name": EMPTY, "colour": EMPTY, "day": A_DATE, "why": EMPTY},
        ),
    ],
)
async def test_each_field_is_checked(build: Build, values: dict[str, str], errors: dict[str, str]) -> None:
    board = Board()
    _house, thandiwe = await modal(build, board)
    form = (await thandiwe.sends("/ask")).form
    assert form is not None
    assert await thandiwe.submits("quiz", "ctx", **{**VALUES, **values}) == DirectReply(errors=errors)
    assert board.form == ({} if errors else {**ARRIVED, **values})


async def test_what_is_left_out_is_empty(build: Build) -> None:
    board = Board()
    _house, thandiwe = await modal(build, board)
    await thandiwe.sends("/ask")
    assert (await thandiwe.submits("quiz", "ctx", name="Thandiwe")).errors == {"colour": EMPTY, "why": EMPTY}
    assert board.form == {}


async def test_without_the_form_nothing_endless_comes_in(build: Build) -> None:
    """It was filled in already, is a week old, or another was opened since: what it asked is known no more."""
    board = Board()
    _house, thandiwe = await modal(build, board)
    for _time in range(2):
        refused = await thandiwe.submits("quiz", "ctx", **{**VALUES, "why": "x" * (LONGEST + 1), "name": "Ghost"})
        assert refused.errors == {"why": long(LONGEST + 1, LONGEST), "name": "No ghosts, please."}
        assert board.form == {}
        await thandiwe.sends("/other")
    assert await thandiwe.submits("quiz", "ctx", **{**VALUES, "why": "x" * LONGEST}) == DirectReply()
    assert board.form == {**ARRIVED, "why": "x" * LONGEST}


async def test_a_form_arrives_also_where_the_group_was_unbound_meanwhile(build: Build) -> None:
    board = Board()
    house, thandiwe = await modal(build, board)
    assert (await thandiwe.sends("/ask", group=True)).form is not None
    async with house.app.database.write() as uow:
        assert await uow.cohorts.move_group("test", house.GROUP, "another-group")
        assert await uow.cohorts.of_group("test", house.GROUP) is None
    await thandiwe.does(FormSubmitted, group=True, form="quiz", context="ctx", values=VALUES)
    assert board.form == ARRIVED
    assert (thandiwe.told, house.group) == (["Thank you, Thandiwe!"], [])
