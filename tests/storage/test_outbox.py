"""Messages on their way: keys, cards that change while they are sent, leases, retries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.markup import text
from bot.chat.messages import Message, Recheck
from bot.ports import Sent, ToAccount, ToChat
from storage.engine import Database
from storage.outgoing import EDIT_GAP, LEASE, Lease, OutboxRow, Outgoing
from storage.personal.ageing import Ageing
from storage.tables import outbox
from tests.storage.conftest import NOW

HELLO = Message(text("**Hello** {name}", name="<b>*Ana*"))
RECHECK = Recheck("card", {"session": "online-1"})
SECOND = timedelta(seconds=1)
HERE = ("test",)
MINE = Lease("me", NOW + LEASE)
THEIRS = Lease("they", NOW + LEASE)


def to_group(key: str | None = None, **more: object) -> Outgoing:
    return Outgoing("test", ToChat("group", "topic", "m1"), HELLO, key=key, **more)  # type: ignore[arg-type]


def a_card(key: str = "card@test:group") -> Outgoing:
    return Outgoing("test", ToChat("group"), None, key=key, card="card", recheck=RECHECK)


async def add(database: Database, outgoing: Outgoing, lease: Lease | None = MINE) -> int | None:
    async with database.write() as uow:
        return await uow.outbox.add(outgoing, NOW, lease)


async def row(database: Database, row_id: int) -> OutboxRow:
    async with database.read() as uow:
        (found,) = await uow.outbox.rows([row_id])
    return found


async def claim(database: Database, after: timedelta = timedelta(), lease: Lease = MINE, limit: int = 50) -> list[int]:
    async with database.write() as uow:
        return [r.id for r in await uow.outbox.claim(NOW + after, NOW + after, HERE, lease, limit)]


async def refresh(database: Database, lease: Lease = MINE, once: str | None = None) -> list[int]:
    async with database.write() as uow:
        return await uow.outbox.refresh("card", NOW, lease, once=once)


async def sent(database: Database, taken: OutboxRow, message_id: str | None = "m7") -> list[int]:
    async with database.write() as uow:
        return await uow.outbox.mark_sent(taken, Sent("group", message_id) if message_id else None, NOW, MINE)


async def ended(database: Database, taken: OutboxRow, state: str) -> None:
    async with database.write() as uow:
        await uow.outbox.mark_ended(taken, state, "why", NOW)


async def states(database: Database) -> list[tuple[str | None, str]]:
    async with database.read() as uow:
        rows = await uow.connection.execute(outbox.select().order_by(outbox.c.id))
        return [(r.key or r.slot, r.state) for r in rows]


async def test_what_is_put_in_comes_out(database: Database) -> None:
    later = NOW + timedelta(hours=1)
    first = await add(database, to_group("k", not_before=NOW, expires=later, edits=Sent("group", "m3")))
    second = await add(database, Outgoing("test", ToAccount("ana"), None, recheck=RECHECK))
    assert first is not None
    assert second is not None
    group = await row(database, first)
    assert (group.target, group.message, group.edits) == (ToChat("group", "topic", "m1"), HELLO, Sent("group", "m3"))
    assert (group.not_before, group.expires, group.attempts, group.key) == (NOW, later, 0, "k")
    assert group.lane == ("test", "group")
    private = await row(database, second)
    assert (private.target, private.message, private.recheck) == (ToAccount("ana"), None, RECHECK)
    assert private.lane == ("test", "@ana")
    assert (group.share, private.share) == ((None, False), (None, True)), "answers do not wait behind what all get"


async def test_a_key_is_used_once_and_none_often(database: Database) -> None:
    assert await add(database, to_group("reminder:1")) is not None
    assert await add(database, to_group("reminder:1")) is None
    assert await add(database, to_group("reminder:2")) is not None
    assert await add(database, to_group()) != await add(database, to_group())


async def test_a_key_stays_used_when_its_message_is_long_gone(database: Database) -> None:
    keyed, bare = await add(database, to_group("k")), await add(database, to_group())
    assert keyed
    assert bare
    await sent(database, await row(database, keyed))
    await sent(database, await row(database, bare))
    waiting = await add(database, to_group())
    async with database.write() as uow:
        await Ageing(uow.connection, None).forget("messages", NOW, (), 9)
    assert len(await states(database)) == 3
    async with database.write() as uow:
        await Ageing(uow.connection, None).forget("messages", NOW + SECOND, (), 9)
    assert await states(database) == [("k", "sent"), (None, "waiting")]
    assert await add(database, to_group("k")) is None
    assert (await row(database, waiting or 0)).message == HELLO


async def test_claims_take_what_is_due_and_leased_to_nobody(database: Database) -> None:
    leased = await add(database, to_group("leased"), THEIRS)
    free = await add(database, to_group("free"), None)
    later = await add(database, to_group("later", not_before=NOW + SECOND), None)
    assert await claim(database, limit=10) == [free]
    assert await claim(database) == []
    assert await claim(database, SECOND) == [later]
    async with database.read() as uow:
        assert not await uow.outbox.any_due(NOW + SECOND, NOW + SECOND, HERE)
        assert await uow.outbox.any_due(NOW, NOW + LEASE, HERE)
    assert await claim(database, LEASE, Lease("other", NOW + 2 * LEASE)) == [leased, free, later]


async def test_what_is_for_other_platforms_is_left_alone(database: Database) -> None:
    """One that cannot be used now costs nobody a look at the rows that wait for it."""
    here = await add(database, to_group("here"), None)
    there = await add(database, replace(to_group("there"), platform="slack"), None)
    for platforms, found in (((), []), (("telegram",), []), (("slack",), [there]), (("test", "slack"), [here])):
        async with database.write() as uow:
            assert await uow.outbox.any_due(NOW, NOW, platforms) == bool(found)
            assert [r.id for r in await uow.outbox.claim(NOW, NOW, platforms, MINE, 9)] == found


async def test_a_claim_takes_no_more_than_asked_the_oldest_first(database: Database) -> None:
    ids = [await add(database, to_group(), None) for _ in range(5)]
    assert await claim(database, limit=2) == ids[:2]
    assert await claim(database, limit=9) == ids[2:]


async def test_programme_time_and_real_time_are_two_things(database: Database) -> None:
    """A message for next year in the playground's time is due when that clock says so; a lease ends by the real one."""
    waiting = await add(database, to_group(not_before=NOW + timedelta(days=300)), None)
    async with database.write() as uow:
        assert await uow.outbox.claim(NOW, NOW + timedelta(days=900), HERE, MINE, 5) == []
        (taken,) = await uow.outbox.claim(NOW + timedelta(days=300), NOW, HERE, MINE, 5)
    assert taken.id == waiting


async def test_retry_later_waits_and_counts_only_failures(database: Database) -> None:
    row_id = await add(database, to_group())
    assert row_id
    taken = await row(database, row_id)
    async with database.write() as uow:
        await uow.outbox.retry_later(taken, NOW + 30 * SECOND, "slow down", counts=False)
    assert await claim(database, 29 * SECOND) == []
    assert await claim(database, 30 * SECOND) == [row_id]
    async with database.write() as uow:
        await uow.outbox.retry_later(taken, NOW + 40 * SECOND, "no network", counts=True)
    again = await row(database, row_id)
    assert (again.attempts, again.error) == (1, "no network")


async def test_release_all_forgets_leases_of_what_waits(database: Database) -> None:
    done, waiting = await add(database, to_group(), THEIRS), await add(database, to_group(), THEIRS)
    assert done
    await sent(database, await row(database, done))
    assert await claim(database) == []
    async with database.write() as uow:
        await uow.outbox.release_all()
    assert await claim(database) == [waiting]


async def test_a_card_that_waits_is_not_doubled_by_changes(database: Database) -> None:
    card = await add(database, a_card(), None)
    assert card
    assert await refresh(database) == []
    assert await refresh(database) == []
    assert (await row(database, card)).version == 2
    assert await states(database) == [("card@test:group", "waiting")]


async def test_a_change_while_the_card_is_being_sent_becomes_an_edit(database: Database) -> None:
    card = await add(database, a_card())
    assert card
    taken = await row(database, card)
    await refresh(database)
    (edit,) = await sent(database, taken)
    fresh = await row(database, edit)
    assert (fresh.edits, fresh.recheck, fresh.target) == (Sent("group", "m7"), RECHECK, ToChat("group"))
    assert await sent(database, fresh, None) == []
    assert await states(database) == [("card@test:group", "sent"), (f"edit:{card}", "sent")]


async def test_many_changes_become_one_edit(database: Database) -> None:
    card = await add(database, a_card())
    assert card
    assert await sent(database, await row(database, card)) == []
    rows = {tuple(await refresh(database)) for _ in range(9)}
    assert len(rows) == 1
    ((edit,),) = rows
    assert (await row(database, edit)).version == 8
    assert await states(database) == [("card@test:group", "sent"), (f"edit:{card}", "waiting")]


async def test_a_change_while_the_edit_is_being_sent_is_sent_too(database: Database) -> None:
    card = await add(database, a_card())
    assert card
    await sent(database, await row(database, card))
    (edit,) = await refresh(database)
    taken = await row(database, edit)
    assert await refresh(database) == [edit]
    assert await sent(database, taken, None) == []
    assert await states(database) == [("card@test:group", "sent"), (f"edit:{card}", "waiting")]
    assert await claim(database, EDIT_GAP - SECOND) == []
    assert await claim(database, EDIT_GAP) == [edit]
    assert await sent(database, await row(database, edit), None) == []
    assert await states(database) == [("card@test:group", "sent"), (f"edit:{card}", "sent")]


async def test_a_card_in_a_group_rests_between_two_edits(database: Database) -> None:
    """Whichever process the changes come from; and the last one is never lost."""
    card = await add(database, a_card())
    assert card
    await sent(database, await row(database, card))
    (edit,) = await refresh(database)
    await sent(database, await row(database, edit), None)
    assert [await refresh(database), await refresh(database, THEIRS)] == [[], []]
    assert await claim(database, EDIT_GAP - SECOND) == []
    assert await claim(database, EDIT_GAP) == [edit]
    await sent(database, await row(database, edit), None)
    assert await claim(database, 9 * EDIT_GAP) == []
    async with database.write() as uow:
        late = NOW + EDIT_GAP
        assert await uow.outbox.refresh("card", late, Lease(MINE.process, late + LEASE)) == [edit]


async def test_a_card_in_private_is_edited_at_once(database: Database) -> None:
    """There one person presses, and wants to see what came of it."""
    card = await add(database, Outgoing("test", ToAccount("ana"), None, key="k", card="card", recheck=RECHECK))
    assert card
    await sent(database, await row(database, card))
    (edit,) = await refresh(database)
    taken = await row(database, edit)
    assert await refresh(database) == [edit]
    assert await sent(database, taken, None) == [edit]
    assert await sent(database, await row(database, edit), None) == []
    assert await states(database) == [("k", "sent")]
    assert await refresh(database) != []


async def test_an_edit_that_another_process_is_sending_is_left_to_it(database: Database) -> None:
    """Two processes that edit one message at once could leave the older content standing."""
    card = await add(database, a_card())
    assert card
    await sent(database, await row(database, card))
    (edit,) = await refresh(database, THEIRS)
    assert await refresh(database, MINE) == []
    assert (await row(database, edit)).version == 1
    late = Lease("me", NOW + 3 * LEASE)
    async with database.write() as uow:
        assert await uow.outbox.refresh("card", NOW + LEASE, late) == [edit]
    assert await claim(database, 2 * LEASE) == []


async def test_an_edit_that_has_to_wait_is_not_hurried_by_changes(database: Database) -> None:
    """Each try that fails counts; a busy evening must not use them all up within a minute."""
    card = await add(database, a_card())
    assert card
    await sent(database, await row(database, card))
    (edit,) = await refresh(database)
    async with database.write() as uow:
        await uow.outbox.retry_later(await row(database, edit), NOW + 30 * SECOND, "no network", counts=True)
    assert await refresh(database) == []
    assert await claim(database, 29 * SECOND) == []
    assert await claim(database, 30 * SECOND) == [edit]


async def test_once_is_looked_at_once(database: Database) -> None:
    card = await add(database, a_card())
    assert card
    await sent(database, await row(database, card))
    (edit,) = await refresh(database, once="closed")
    assert await refresh(database, once="closed") == []
    assert await refresh(database, once="reopened") == [edit]
    assert await refresh(database, once="closed") == [edit]


async def test_a_card_in_two_groups_is_edited_in_both(database: Database) -> None:
    for chat in ("one", "two"):
        outgoing = Outgoing("test", ToChat(chat), None, key=f"card@{chat}", card="card", recheck=RECHECK)
        card = await add(database, outgoing)
        assert card
        async with database.write() as uow:
            (taken,) = await uow.outbox.rows([card])
            await uow.outbox.mark_sent(taken, Sent(chat, "m1"), NOW, MINE)
    edits = [await row(database, edit) for edit in await refresh(database)]
    assert sorted(edit.target.chat_id for edit in edits if isinstance(edit.target, ToChat)) == ["one", "two"]


@pytest.mark.parametrize(("state", "left"), [("dropped", "waiting"), ("failed", "failed")])
async def test_what_changed_after_it_was_found_unwanted_is_looked_at_again(
    database: Database, state: str, left: str
) -> None:
    card = await add(database, a_card())
    assert card
    taken = await row(database, card)
    await refresh(database)
    await ended(database, taken, state)
    assert await states(database) == [("card@test:group", left)]


async def test_a_message_that_ended_is_never_taken_again_and_says_why(database: Database) -> None:
    gone, lost = await add(database, to_group("gone")), await add(database, to_group("lost", cohort_id=None))
    assert gone
    assert lost
    await ended(database, await row(database, gone), "dropped")
    await ended(database, await row(database, lost), "failed")
    assert await states(database) == [("gone", "dropped"), ("lost", "failed")]
    assert await claim(database, 5 * LEASE) == []


async def test_a_slow_process_cannot_undo_what_another_has_done(database: Database) -> None:
    """Its lease ran out while it waited for the platform; another process has sent the row since."""
    row_id = await add(database, to_group("k"))
    assert row_id
    taken = await row(database, row_id)
    await sent(database, taken)
    await ended(database, taken, "failed")
    async with database.write() as uow:
        await uow.outbox.retry_later(taken, NOW, "no network", counts=True)
    assert await states(database) == [("k", "sent")]
    assert await claim(database, 5 * LEASE) == []


async def test_a_dropped_edit_makes_room_for_the_next(database: Database) -> None:
    card = await add(database, a_card())
    assert card
    await sent(database, await row(database, card))
    (edit,) = await refresh(database)
    await ended(database, await row(database, edit), "failed")
    (following,) = await refresh(database)
    assert following != edit
