"""What is recorded once: check-ins, questions, answers that were kept, handled events, half-filled forms, files."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.chat.events import Place
from bot.chat.forms import Field, Form, Option
from bot.domain.check_in import CheckIn
from bot.domain.people import Member, Profile
from bot.domain.questions import EntryCount, KeptEntry
from storage.dialogs import Dialog
from storage.engine import StorageError
from storage.files import FolderFileStore
from storage.tables import check_in, processed_event
from tests.storage.conftest import NOW, World

MINUTE = timedelta(minutes=1)
GROUP = Place("test", "group", "group", "topic")


async def tap(world: World, who: Member, session: str = "online-1", at: datetime = NOW, *, late: bool = False) -> bool:
    async with world.database.write() as uow:
        return await uow.check_ins.record(who, session, at, late=late, platform="test")


async def test_a_hundred_taps_at_once_count_each_person_once(world: World) -> None:
    async with world.database.write() as uow:
        await uow.members.save(world.a.id, [Profile(f"P{n}", f"p{n}@x.example") for n in range(18)])
        people = await uow.members.of_cohort(world.a.id)
    taps = [(person, NOW + timedelta(seconds=number)) for number in range(5) for person in people]
    done = await asyncio.gather(*(tap(world, person, at=at) for person, at in taps))
    assert (len(taps), sum(done)) == (100, 20)
    async with world.database.read() as uow:
        there = await uow.check_ins.of_cohort(world.a.id, ["online-1"])
        assert sorted(found.member_id for found in there) == sorted(person.id for person in people)
        assert await uow.check_ins.count(world.a.id, "online-1") == (20, 0)
        assert await uow.check_ins.count(world.b.id, "online-1") == (0, 0)


async def test_the_first_check_in_stands(world: World) -> None:
    assert await tap(world, world.ben, at=NOW + MINUTE, late=True)
    assert await tap(world, world.ana, at=NOW)
    assert not await tap(world, world.ben, at=NOW)
    assert await tap(world, world.ben, "online-2", NOW - MINUTE)
    assert await tap(world, world.cyd)
    bens = CheckIn("online-1", world.ben.id, NOW + MINUTE, True)
    async with world.database.read() as uow:
        assert await uow.check_ins.find(world.ben.id, world.a.id, "online-1") == bens
        assert await uow.check_ins.find(world.ana.id, world.a.id, "online-2") is None
        assert [c.session for c in await uow.check_ins.of_member(world.ben.id)] == ["online-2", "online-1"]
        assert await uow.check_ins.count(world.a.id, "online-1") == (2, 1)
        both = await uow.check_ins.of_cohort(world.a.id, {"online-1"})
        assert {c.member_id for c in both} == {world.ana.id, world.ben.id}
        assert await uow.check_ins.of_cohort(world.a.id, set()) == []


async def test_a_turn_that_fails_leaves_nothing(world: World) -> None:
    async def fail() -> None:
        async with world.database.write() as uow:
            await uow.check_ins.record(world.ana, "online-1", NOW, late=False, platform="test")
            await uow.events.begin("e1", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with world.database.write() as uow:
        assert await uow.check_ins.count(world.a.id, "online-1") == (0, 0)
        assert await uow.events.begin("e1", NOW)


async def test_nothing_can_be_written_through_a_look(world: World) -> None:
    with pytest.raises((StorageError, DBAPIError)):
        async with world.database.read() as uow:
            await uow.check_ins.record(world.ana, "online-1", NOW, late=False, platform="test")
    async with world.database.read() as uow:
        assert await uow.check_ins.count(world.a.id, "online-1") == (0, 0)


async def test_foreign_keys_hold(world: World) -> None:
    values = {"cohort_id": world.a.id, "session": "s", "member_id": 999, "at": NOW, "late": False, "platform": "test"}
    with pytest.raises(IntegrityError):
        async with world.database.write() as uow:
            await uow.connection.execute(insert(check_in).values(values))


async def test_a_naive_time_is_refused_and_others_come_back_in_utc(world: World) -> None:
    with pytest.raises(ValueError, match="naive datetime"):
        await tap(world, world.ana, at=datetime(2024, 11, 6, 9, 0))
    chatham = timezone(timedelta(hours=13, minutes=45))
    assert await tap(world, world.ana, at=datetime(2024, 11, 6, 22, 45, 0, 7, tzinfo=chatham))
    async with world.database.read() as uow:
        (found,) = await uow.check_ins.of_member(world.ana.id)
    assert found.at == NOW + timedelta(microseconds=7)
    assert found.at.tzinfo is UTC


async def ask(world: World, account: int, words: str, who: Member) -> int | None:
    async with world.database.write() as uow:
        return await uow.questions.ask(who.cohort_id, account, who.id, words, GROUP, "m1", NOW)


async def test_a_question_that_waits_is_asked_once(world: World) -> None:
    ana, ben = await world.account("ana"), await world.account("ben")
    words = ("Can I bring my dog?", "can i bring my DOG", "  Can I bring my dog?!? ")
    made = await asyncio.gather(*(ask(world, ana, text, world.ana) for text in words))
    (first,) = [number for number in made if number is not None]
    second = await ask(world, ben, words[0], world.ben)
    third = await ask(world, ana, words[0], world.ana_in_b)
    fourth = await ask(world, ana, "Can I bring my cat?", world.ana)
    assert None not in {second, third, fourth}
    async with world.database.write() as uow:
        assert [q.id for q in await uow.questions.open_ones(world.a.id)] == [first, second, fourth]
        kept = await uow.questions.by_id(first)
        assert kept is not None
        assert (kept.chat_id, kept.chat_kind, kept.thread_id, kept.message_id) == ("group", "group", "topic", "m1")
        assert await uow.questions.settle(first, "answered", NOW, world.ben.id, "No.")
        assert not await uow.questions.settle(first, "ignored", NOW, world.ana.id)
        settled = await uow.questions.by_id(first)
        assert settled is not None
        assert (settled.state, settled.answer, settled.answered_by) == ("answered", "No.", world.ben.id)
    assert await ask(world, ana, words[0], world.ana) is not None


async def test_an_answer_is_kept_once(world: World) -> None:
    question = await ask(world, await world.account("ana"), "Dog?", world.ana)
    assert question
    async with world.database.write() as uow:
        assert not await uow.faq.is_kept(question)
        entry = await uow.faq.keep(world.a.id, "Dog?", "No.", NOW, by=world.ben.id, question_id=question)
        again = await uow.faq.keep(world.a.id, "Dog?", "Yes.", NOW, by=world.ana.id, question_id=question)
        other = await uow.faq.keep(world.b.id, "Cat?", "No.", NOW, by=world.cyd.id)
        assert (again, await uow.faq.is_kept(question)) == (None, True)
        assert await uow.faq.kept(world.a.id) == (KeptEntry(entry or 0, "Dog?", "No."),)
        assert await uow.faq.kept(world.b.id) == (KeptEntry(other or 0, "Cat?", "No."),)


async def test_feedback_counts_once_and_can_be_changed(world: World) -> None:
    account = await world.account("ana")
    async with world.database.write() as uow:

        async def note(entry: str | None, cohort: int = world.a.id) -> int:
            return await uow.faq.note_asked(cohort, account, "text", "answered", NOW, entry, "m1")

        first, second, offered = await note("costs"), await note("costs"), await note(None)
        await note("costs", world.b.id)
        assert await uow.faq.rate(first, True)
        assert not await uow.faq.rate(first, True)
        assert await uow.faq.rate(second, False)
        assert await uow.faq.counts(world.a.id) == [EntryCount("costs", 2, 1, 1)]
        assert await uow.faq.rate(first, False)
        await uow.faq.choose(offered, "dates")
        assert await uow.faq.counts(world.a.id) == [EntryCount("costs", 2, 0, 2), EntryCount("dates", 1, 0, 0)]
        asked = await uow.faq.asked(offered)
        assert asked is not None
        assert (asked.entry, asked.outcome, asked.helped, asked.account_id) == ("dates", "chosen", None, account)
        assert await uow.faq.asked(999) is None


async def test_an_event_is_begun_once_and_remembers_its_reply(world: World) -> None:
    async with world.database.write() as uow:
        assert await uow.events.begin("telegram:1", NOW)
        await uow.events.answer_with("telegram:1", "{}")
        assert await uow.events.begin("telegram:2", NOW + MINUTE)
    async with world.database.write() as uow:
        assert not await uow.events.begin("telegram:1", NOW)
        assert await uow.events.reply_to("telegram:1") == "{}"
        assert await uow.events.reply_to("telegram:2") is None
        await uow.events.purge(NOW + MINUTE)
        left = (await uow.connection.execute(processed_event.select())).scalars().all()
        assert left == ["telegram:2"]


async def test_a_dialog_is_one_an_account_and_comes_back_whole(world: World) -> None:
    options = (Option("y", "Да"), Option("n", "<No>"))
    form = Form("f", "Title", (Field("a", "A?"), Field("b", "B?", "choice", False, options=options)), "Send", "ctx")
    first, second = (
        Dialog(world.a.id, form, 0, {}, NOW),
        Dialog(world.b.id, form, 1, {"a": "'; DROP TABLE dialog; --"}, NOW + MINUTE),
    )
    async with world.database.write() as uow:
        await uow.dialogs.save("test", "ana", first)
        await uow.dialogs.save("test", "ana", second)
        await uow.dialogs.save("test", "ben", first)
        assert await uow.dialogs.find("test", "ana") == second
        assert await uow.dialogs.find("slack", "ana") is None
        await uow.dialogs.purge(NOW + MINUTE)
        assert await uow.dialogs.find("test", "ben") is None
        assert await uow.dialogs.end("test", "ana")
        assert not await uow.dialogs.end("test", "ana")


async def test_files_rest_under_their_contents_and_no_name_leads_elsewhere(tmp_path: Path) -> None:
    store = FolderFileStore(tmp_path / "files")
    (tmp_path / "secret").write_bytes(b"secret")
    keys = {await store.put(b"hello"), await store.put(b"hello")}
    (key,) = keys
    assert await store.get(key) == b"hello"
    assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 1
    for wrong in ("../secret", "../../secret", str(tmp_path / "secret"), "", key.upper(), key[:-1]):
        with pytest.raises(KeyError):
            await store.get(wrong)
    await store.remove(key)
    await store.remove(key)
    with pytest.raises(KeyError):
        await store.get(key)
