"""Attendance of a whole cohort, as the database counts it; and who has joined."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.people import Member, Profile
from storage.attendance import Alike, Turnout
from storage.members import Joining
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import NOW, World

SECONDS = timedelta(seconds=30)


async def people(uow: UnitOfWork, world: World, *names: str) -> dict[str, Member]:
    await uow.members.save(world.a.id, [Profile(name, f"{name}@x.example") for name in names])
    coach = Profile("Cora", "cora@x.example", roles=frozenset({"coach"}))
    await uow.members.save(world.a.id, [coach])
    return {member.name: member for member in await uow.members.of_cohort(world.a.id)}


async def fill(uow: UnitOfWork, world: World) -> dict[str, Member]:
    """Ana and Ben on time, Dan late, Eva marked as absent after she had tapped, Fay by hand; Cora is no learner."""
    whose = await people(uow, world, "Dan", "Eva", "Fay")
    for name, at in (("Ana", NOW), ("Ben", NOW + SECONDS), ("Eva", NOW), ("Cora", NOW)):
        await uow.check_ins.record(whose[name], "s1", at, late=False, platform="test")
    await uow.check_ins.record(whose["Dan"], "s1", NOW + 20 * SECONDS, late=True, platform="test", how="command")
    by = whose["Cora"].id
    await uow.check_ins.mark(whose["Eva"], "s1", NOW, absent=True, by=by, reason="left", platform="test")
    await uow.check_ins.mark(whose["Fay"], "s1", NOW, by=by, reason="no battery", platform="test")
    await uow.check_ins.record(whose["Ana"], "s2", NOW, late=True, platform="test")
    await uow.check_ins.record(world.cyd, "s1", NOW, late=True, platform="test")
    return whose


async def test_turnouts_are_of_learners_who_were_there(world: World) -> None:
    async with world.database.write() as uow:
        whose = await fill(uow, world)
    async with world.database.read() as uow:
        found = await uow.attendance.turnouts(world.a.id, ["s1", "s2", "s3"])
        some = await uow.attendance.turnouts(world.a.id, ["s2"])
    there = frozenset(whose[name].id for name in ("Ana", "Ben", "Dan", "Fay"))
    assert found == {"s1": Turnout(there, 1), "s2": Turnout(frozenset({whose["Ana"].id}), 1)}
    assert some == {"s2": found["s2"]}


async def test_what_is_alike_stands_together(world: World) -> None:
    async with world.database.write() as uow:
        whose = await fill(uow, world)
        found = await uow.attendance.alike(world.a.id, "s1")
        nothing = await uow.attendance.alike(world.a.id, "s3")
    ids = {name: member.id for name, member in whose.items()}
    by = ids["Cora"]
    assert sorted(found, key=lambda alike: min(alike.members)) == [
        Alike(NOW, False, "tap", None, None, False, frozenset({ids["Ana"], ids["Ben"], ids["Cora"]})),
        Alike(NOW + timedelta(minutes=10), True, "command", None, None, False, frozenset({ids["Dan"]})),
        Alike(NOW, False, "by_hand", by, "left", True, frozenset({ids["Eva"]})),
        Alike(NOW, False, "by_hand", by, "no battery", False, frozenset({ids["Fay"]})),
    ]
    assert nothing == []


async def test_of_a_few_people_everything_is_known(world: World) -> None:
    async with world.database.write() as uow:
        whose = await fill(uow, world)
        found = await uow.attendance.of_people(world.a.id, [whose["Ana"].id, whose["Eva"].id])
    assert sorted((record.member_id, record.session, record.late, record.absent) for record in found) == [
        (whose["Ana"].id, "s1", False, False),
        (whose["Ana"].id, "s2", True, False),
        (whose["Eva"].id, "s1", False, True),
    ]


async def test_who_has_joined_and_who_has_not(world: World) -> None:
    async with world.database.write() as uow:
        whose = await people(uow, world, "Dan", "Eva", "Fay")
        account = (await uow.accounts.identify("test", "ana", "Ana", NOW)).account.id
        await uow.accounts.link(account, whose["Ana"], "test", NOW)
        await uow.members.withdraw(whose["Fay"].id, NOW)
        found = await uow.members.joining(world.a.id)
        names = await uow.members.not_joined(world.a.id)
    assert found == Joining(learners=1, learners_missing=3, others=0, others_missing=1, left=1)
    assert names == ["Ben", "Dan", "Eva"]


async def test_organisers_are_those_who_still_work_for_it(world: World) -> None:
    async with world.database.write() as uow:
        roles = frozenset({"organiser", "trainer"})
        await uow.members.save(world.a.id, [Profile(n, f"{n}@o.example", roles=roles) for n in ("Olga", "Pia")])
        olga, pia = await uow.members.organisers(world.a.id)
        await uow.members.withdraw(pia.id, NOW)
        assert await uow.members.organisers(world.a.id) == [olga]
