"""For whom something is assigned: all, a module, or some people; by the form and in one line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.homework.assignments import Audience
from tests.handlers.homework.desk import LINE, newest, trainer
from tests.handlers.packs import academy_and
from tests.house import EVE, House

MODULE = '\n[[modules]]\nkey = "growth"\nnumber = 2\ntitle = "Growth and finance"\n'


@pytest.fixture
async def modular(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    house = await House(database_url, tmp_path, at=EVE, programme=academy_and(tmp_path, MODULE)).open()
    yield house
    await house.close()


async def audience(house: House) -> Audience:
    async with house.app.database.read() as uow:
        found = await uow.assignments.by_id(1)
        assert found is not None
        return found.task.audience


async def test_a_module_by_the_form(modular: House) -> None:
    ana, tomas = await modular.joined("Ana Silva"), await trainer(modular)
    asked = (await tomas.sends("/assign")).form
    assert asked is not None
    labels = [option.label for field in asked.fields if field.name == "to" for option in field.options]
    assert labels == ["All participants", "Module 2: Growth and finance", "People whom I name"]
    await tomas.submits(asked.name, "", title="Canvas", due="13 Nov 18:00", to="module:growth")
    await tomas.presses("Post it now")
    assert await audience(modular) == Audience("module", "growth")
    assert newest(ana).startswith("Homework: Canvas")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("for module 2", Audience("module", "growth")),
        ("for Growth and Finance", Audience("module", "growth")),
        ("for all", Audience()),
        ("for everybody", Audience()),
    ],
)
async def test_in_one_line(modular: House, said: str, expected: Audience) -> None:
    await modular.joined("Ana Silva")
    tomas = await trainer(modular)
    await tomas.sends(f"{LINE} {said}")
    assert "For all participants (1)." in newest(tomas)
    assert await audience(modular) == expected


async def test_a_module_that_there_is_not(modular: House) -> None:
    tomas = await trainer(modular)
    await tomas.sends(f"{LINE} for module 7")
    assert newest(tomas).startswith("I do not know module 7")
