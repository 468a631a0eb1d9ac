"""A form's step, and its end, happen once, whoever else has read it meanwhile."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.forms import Field, Form
from storage.dialogs import Dialog
from tests.storage.conftest import NOW, World

FORM = Form("quiz", "Quiz", (Field("name", "Name?"), Field("why", "Why?")), "Send")


async def test_a_step_is_taken_once(world: World) -> None:
    asked = Dialog(world.a.id, FORM, 0, {}, NOW)
    async with world.database.write() as uow:
        await uow.dialogs.save("test", "kiri", asked)
        await uow.dialogs.save("test", "mana", asked)
    done = []
    for name in ("Kiri", "Kirihana"):
        async with world.database.write() as uow:
            moved = replace(asked, step=1, answers={"name": name})
            done.append(await uow.dialogs.advance("test", "kiri", moved, at=0))
    assert done == [True, False]
    async with world.database.read() as uow:
        found = await uow.dialogs.find("test", "kiri")
        assert found == replace(asked, step=1, answers={"name": "Kiri"})
        assert await uow.dialogs.find("test", "mana") == asked


async def test_it_ends_once_and_goes_on_no_more(world: World) -> None:
    asked = Dialog(world.a.id, FORM, 1, {"name": "Kiri"}, NOW)
    async with world.database.write() as uow:
        await uow.dialogs.save("test", "kiri", asked)
    ended = []
    for _time in range(2):
        async with world.database.write() as uow:
            ended.append(await uow.dialogs.end("test", "kiri"))
    assert ended == [True, False]
    async with world.database.write() as uow:
        assert await uow.dialogs.advance("test", "kiri", replace(asked, step=0), at=1) is False
        assert await uow.dialogs.find("test", "kiri") is None
