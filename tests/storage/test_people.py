"""Who somebody is: the roster, accounts, whose they are, invite codes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.domain.people import Member, Profile
from storage.accounts import SEEN_EVERY
from storage.unit_of_work import ReadUnit
from tests.storage.conftest import NOW, World


async def link(world: World, account: int, member: Member, *, platform: str = "test", approved: bool = False) -> bool:
    async with world.database.write() as uow:
        return await uow.accounts.link(account, member, platform, NOW, approved=approved)


async def members_of(world: World, account_id: str, platform: str = "test") -> list[tuple[str, int]]:
    async with world.database.write() as uow:
        identity = await uow.accounts.identify(platform, account_id, account_id, NOW)
    return [(cohort.key, member.id) for cohort, member in identity.memberships]


async def test_an_account_is_made_once_and_kept_up_to_date(world: World) -> None:
    async with world.database.write() as uow:
        first = await uow.accounts.identify("test", "7", "Ana", NOW)
        again = await uow.accounts.identify("test", "7", "Ana B. " + "x" * 300, NOW + timedelta(days=1))
        other = await uow.accounts.identify("other", "7", "Ana", NOW)
    assert first.account.id == again.account.id != other.account.id
    assert (first.memberships, first.chosen_cohort_id) == ((), None)
    async with world.database.read() as uow:
        kept = await uow.accounts.by_id(first.account.id)
    assert kept is not None
    assert kept.name == ("Ana B. " + "x" * 300)[:200]


async def test_a_place_cannot_be_taken_over(world: World) -> None:
    ana, mallory = await world.account("ana"), await world.account("mallory")
    assert await link(world, ana, world.ana)
    assert not await link(world, mallory, world.ana)
    assert not await link(world, ana, world.ana)
    assert not await link(world, ana, world.ben)
    assert await members_of(world, "mallory") == []
    assert await members_of(world, "ana") == [("a", world.ana.id)]


async def test_an_approved_second_account_stands_beside_the_first(world: World) -> None:
    first, second, third = [await world.account(name) for name in ("first", "second", "third")]
    assert await link(world, first, world.ana)
    assert await link(world, second, world.ana, approved=True)
    assert await link(world, third, world.ana, approved=True)
    assert not await link(world, second, world.ben, approved=True)
    assert not await link(world, await world.account("mallory"), world.ana)
    async with world.database.read() as uow:
        assert {account.account_id for account in await uow.accounts.of_member(world.ana.id)} == {
            "first",
            "second",
            "third",
        }
        assert await uow.accounts.of_member(world.ben.id) == []


async def test_of_many_that_are_approved_at_once_none_is_lost(world: World) -> None:
    accounts = [await world.account(f"account-{number}") for number in range(8)]
    made = await asyncio.gather(*(link(world, account, world.ana, approved=True) for account in accounts))
    assert made == [True] * 8
    async with world.database.read() as uow:
        assert len(await uow.accounts.of_member(world.ana.id)) == 8


async def test_one_place_a_platform_and_one_member_a_cohort(world: World) -> None:
    here, there = await world.account("ana"), await world.account("ana", "slack")
    assert await link(world, here, world.ana)
    assert await link(world, there, world.ana, platform="slack")
    assert await link(world, here, world.ana_in_b)
    assert await members_of(world, "ana") == [("a", world.ana.id), ("b", world.ana_in_b.id)]
    async with world.database.read() as uow:
        assert await uow.accounts.linked(world.a.id, "test") == {"ana": world.ana.id}
        assert await uow.members.linked_ids(world.a.id) == {world.ana.id}


async def test_of_many_who_take_one_place_at_once_one_wins(world: World) -> None:
    accounts = [await world.account(f"account-{number}") for number in range(12)]
    won = await asyncio.gather(*(link(world, account, world.ana) for account in accounts))
    assert sorted(won) == [False] * 11 + [True]
    async with world.database.read() as uow:
        assert len(await uow.accounts.of_member(world.ana.id)) == 1


async def test_the_account_last_used_comes_first_and_unreachable_ones_last(world: World) -> None:
    old, new = await world.account("old"), await world.account("new")
    await link(world, old, world.ana)
    await link(world, new, world.ana, approved=True)

    async def reach(uow: ReadUnit) -> list[tuple[str, bool, bool]]:
        return [(a.account_id, a.reachable, a.blocked) for a in await uow.accounts.of_member(world.ana.id)]

    async with world.database.write() as uow:
        await uow.accounts.identify("test", "new", "new", NOW + 2 * SEEN_EVERY)
    async with world.database.write() as uow:
        assert await reach(uow) == [("new", True, False), ("old", True, False)]
        await uow.accounts.mark_unreachable("test", "new")
        await uow.accounts.mark_unreachable("slack", "old")
        assert await reach(uow) == [("old", True, False), ("new", False, True)]
        overheard = await uow.accounts.identify("test", "new", "new", NOW + 3 * SEEN_EVERY, in_reach=False)
        assert (overheard.back, overheard.account.reachable, overheard.account.blocked) == (False, False, True)
        assert await reach(uow) == [("old", True, False), ("new", False, True)]
        back = await uow.accounts.identify("test", "new", "new", NOW + 3 * SEEN_EVERY)
        assert (back.back, back.account.reachable, back.account.blocked) == (True, True, False)
        assert await reach(uow) == [("new", True, False), ("old", True, False)]
        assert not (await uow.accounts.identify("test", "new", "new", NOW + 3 * SEEN_EVERY)).back
        await uow.accounts.mark_unreachable("test", "new", blocked=False)
        assert await reach(uow) == [("old", True, False), ("new", False, False)]


async def test_the_chosen_cohort_is_remembered(world: World) -> None:
    account = await world.account("ana")
    async with world.database.write() as uow:
        await uow.accounts.choose_cohort(account, world.b.id)
        identity = await uow.accounts.identify("test", "ana", "ana", NOW)
        other = await uow.accounts.identify("test", "ben", "ben", NOW)
    assert (identity.chosen_cohort_id, other.chosen_cohort_id) == (world.b.id, None)


async def test_a_request_for_a_second_account_is_made_and_decided_once(world: World) -> None:
    account = await world.account("ana-at-work")
    async with world.database.write() as uow:
        request = await uow.accounts.request_link(account, world.ana.id, NOW)
        assert request is not None
        assert await uow.accounts.request_link(account, world.ana.id, NOW) is None
        found = await uow.accounts.request(request)
        assert found is not None
        assert (found.account.account_id, found.member, found.state) == ("ana-at-work", world.ana, "open")
        assert await uow.accounts.request(request + 1) is None

    async def decide(state: str, by: int) -> bool:
        async with world.database.write() as uow:
            return await uow.accounts.decide_request(request, state, by)

    async def waiting() -> list[int]:
        async with world.database.read() as uow:
            assert await uow.accounts.open_requests(world.b.id) == []
            return [found.id for found in await uow.accounts.open_requests(world.a.id)]

    assert await waiting() == [request]
    assert sorted(await asyncio.gather(decide("approved", 1), decide("refused", 2))) == [False, True]
    assert await waiting() == []
    async with world.database.write() as uow:
        await uow.accounts.reopen_request(request)
    assert await waiting() == [request]


async def test_failures_to_join_are_counted_per_account(world: World) -> None:
    ana, ben = await world.account("ana"), await world.account("ben")
    async with world.database.write() as uow:
        for minute in (0, 5, 10):
            await uow.accounts.add_join_failure(ana, NOW + timedelta(minutes=minute))
        await uow.accounts.add_join_failure(ben, NOW + timedelta(minutes=7))
        assert await uow.accounts.join_failures(ana, NOW) == [NOW + timedelta(minutes=m) for m in (5, 10)]
        await uow.accounts.clear_join_failures(ana)
        assert await uow.accounts.join_failures(ana, NOW - timedelta(days=1)) == []
        assert await uow.accounts.join_failures(ben, NOW) == [NOW + timedelta(minutes=7)]


async def test_the_roster_is_updated_by_e_mail_and_keeps_what_people_set(world: World) -> None:
    async with world.database.write() as uow:
        await uow.members.set_language(world.ana.id, "lv")
        await uow.members.set_time_zone(world.ana.id, "Europe/Riga")
        news = Profile("Ana Ćosić", "ANA@X.example", "Cluster", "Latvia", "wood", "UTC", "en", frozenset({"trainer"}))
        await uow.members.save(world.a.id, [news, Profile("Dee", "dee@x.example")])
        await uow.members.save(world.a.id, [])
        names = [(m.name, m.language, m.time_zone) for m in await uow.members.of_cohort(world.a.id)]
        assert names == [("Ana Ćosić", "lv", "Europe/Riga"), ("Ben", "en", "UTC"), ("Dee", "en", "UTC")]
        found = await uow.members.by_email("ana@X.EXAMPLE")
        assert [(m.id, m.name, m.roles) for m in found] == [
            (world.ana.id, "Ana Ćosić", {"trainer"}),
            (world.ana_in_b.id, "Ana", {"participant"}),
        ]
        assert await uow.members.count_learners(world.a.id) == 2
        assert await uow.members.organisers(world.a.id) == []
        await uow.members.save(world.a.id, [Profile("Ola", "ola@x.example", roles=frozenset({"organiser", "coach"}))])
        assert [member.name for member in await uow.members.organisers(world.a.id)] == ["Ola"]
        assert await uow.members.by_id(10_000) is None


async def test_a_code_is_for_one_member_and_spent_with_all_the_others(world: World) -> None:
    async with world.database.write() as uow:
        await uow.invites.add([(world.ana.id, "hash-1"), (world.ana.id, "hash-2"), (world.ben.id, "hash-3")], NOW)
        await uow.invites.add([], NOW)
        assert await uow.invites.find("hash-1") == (world.ana, False)
        await uow.invites.use_up(world.ana.id, NOW)
        assert await uow.invites.find("hash-1") == (world.ana, True)
        assert await uow.invites.find("hash-2") == (world.ana, True)
        assert await uow.invites.find("hash-3") == (world.ben, False)
        assert await uow.invites.find("hash-4") is None


async def test_a_group_belongs_to_one_cohort_at_a_time(world: World) -> None:
    async with world.database.write() as uow:
        await uow.cohorts.bind_group(world.a.id, "test", "g")
        await uow.cohorts.bind_group(world.a.id, "slack", "g")
        await uow.cohorts.bind_group(world.b.id, "test", "g", "topic")
        assert await uow.cohorts.of_group("test", "g") == world.b
        assert await uow.cohorts.of_group("test", "h") is None
        assert await uow.cohorts.groups(world.a.id) == [("slack", "g", None)]
        assert await uow.cohorts.groups(world.b.id) == [("test", "g", "topic")]


async def test_a_cohort_is_renamed_and_not_doubled(world: World) -> None:
    async with world.database.write() as uow:
        again = await uow.cohorts.ensure("a", "track", "New title")
        assert again.id == world.a.id
        assert await uow.cohorts.all() == [again, world.b]
        assert await uow.cohorts.by_id(world.a.id) == again
        assert await uow.cohorts.by_key("c") is None


async def test_an_event_that_comes_once_more_says_nothing_new_of_who_sent_it(world: World) -> None:
    """Between the two they have blocked the bot: who comes back later must still be found to be back."""
    event = ("e1", "test", "ana", "Ana")
    async with world.database.write() as uow:
        assert await uow.turns.begin(*event, NOW, in_reach=True)
    async with world.database.write() as uow:
        await uow.accounts.mark_unreachable("test", "ana")
    async with world.database.write() as uow:
        assert await uow.turns.begin(*event, NOW + timedelta(hours=1), in_reach=True) is None
    async with world.database.write() as uow:
        later = await uow.turns.begin("e2", *event[1:], NOW + timedelta(hours=2), in_reach=True)
    assert later is not None
    assert later.back
