"""What is old enough is forgotten, of each kind as the config says, and that is noted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot.config import PrivacyConfig
from bot.engine import retention
from bot.engine.retention import Retention
from storage.tables import (
    absence,
    audit,
    check_in,
    faq_asked,
    faq_entry,
    meeting_list,
    meeting_row,
    member,
    metadata,
    outbox,
    question,
    second_check,
)
from tests.handlers.test_my_data import someone
from tests.house import House, Person

DAY = timedelta(days=1)


async def apply(house: House, **days: int) -> None:
    """With everything kept for ever that is not named."""
    forever = {name: 0 for name in PrivacyConfig.model_fields if name.startswith("keep_")}
    privacy = PrivacyConfig.model_validate({**forever, **days})
    deployment = type(house.app.deployment)(
        **{name: getattr(house.app.deployment, name) for name in house.app.deployment.__dataclass_fields__}
        | {"privacy": privacy}
    )
    await Retention(house.app.database, deployment, house.clock, house.wall).apply()


async def count(house: House, table: str) -> int:
    async with house.app.database.read() as uow:
        found: int = (
            await uow.connection.execute(select(func.count()).select_from(metadata.tables[table]))
        ).scalar_one()
        return found


async def noted(house: House) -> list[dict[str, Any]]:
    async with house.app.database.read() as uow:
        rows = await uow.connection.execute(select(audit.c.details).where(audit.c.action == "retention"))
        return list(rows.scalars())


async def add(house: House, table: Any, *rows: dict[str, Any]) -> None:
    async with house.app.database.write() as uow:
        for row in rows:
            await uow.connection.execute(insert(table).values(**row))


async def test_questions(each_house: House) -> None:
    house = each_house
    zoe = await house.joined("Zoe Kaur")
    me = await someone(house, zoe, "")
    for text, age in (("old", 31), ("young", 29)):
        at = house.clock.at - age * DAY
        asked = {"cohort_id": me.cohort, "account_id": me.account, "text": text, "at": at}
        where = {"platform": "test", "chat_id": "x", "chat_kind": "private", "member_id": me.member}
        await add(house, question, {**asked, **where})
        await add(house, faq_asked, {**asked, "outcome": "answered"})
    async with house.app.database.read() as uow:
        first = (await uow.connection.execute(select(func.min(question.c.id)))).scalar_one()
    kept = {"cohort_id": me.cohort, "question_id": first, "question": "q", "answer": "a", "at": house.clock.at}
    await add(house, faq_entry, kept)
    await apply(house)
    assert (await count(house, "question"), await count(house, "faq_asked")) == (2, 2)
    await apply(house, keep_questions=30)
    async with house.app.database.read() as uow:
        for table in (question, faq_asked):
            assert (await uow.connection.execute(select(table.c.text))).scalars().all() == ["young"]
        assert (await uow.connection.execute(select(faq_entry.c.question_id))).scalars().all() == [None]
    assert await noted(house) == [{"questions": 2}]


async def test_messages_are_forgotten_but_for_their_keys(each_house: House) -> None:
    house = each_house
    zoe = await house.joined("Zoe Kaur")
    await zoe.asks("Who pays for the hotel?")
    await zoe.sends("/mydata")
    house.wall.at += 31 * DAY
    await zoe.asks("Who pays for the hotel?")
    await apply(house, keep_messages=30)
    async with house.app.database.read() as uow:
        rows = (await uow.connection.execute(select(outbox).order_by(outbox.c.id))).all()
    assert [(bool(row.key), row.account_id, row.sent_chat_id) for row in rows] == [
        (True, None, None),
        (False, "zoe-kaur", "dm-zoe-kaur"),
    ]
    assert await noted(house) == [{"messages": 3}]


async def test_meeting_lists_and_their_people(each_house: House) -> None:
    house = each_house
    for age in (91, 89):
        at = house.clock.at - age * DAY
        made = {"cohort_id": house.cohort.id, "session": "online-1", "file_name": "x.csv", "checksum": "c", "at": at}
        await add(house, meeting_list, made)
    async with house.app.database.read() as uow:
        lists = list((await uow.connection.execute(select(meeting_list.c.id))).scalars())
    await add(house, meeting_row, *({"list_id": one, "name": "Zoe", "minutes": 5, "matched": "no"} for one in lists))
    await apply(house, keep_meeting_lists=90)
    assert (await count(house, "meeting_list"), await count(house, "meeting_row")) == (1, 1)
    assert await noted(house) == [{"meeting_lists": 1}]


async def test_audit(each_house: House) -> None:
    house = each_house
    async with house.app.database.write() as uow:
        for age in (11, 9):
            await uow.audit.note(house.cohort.id, house.clock.at - age * DAY, "exported", actor=None)
    await apply(house, keep_audit=10)
    assert await count(house, "audit") == 2  # one of them, and that the other went
    assert await noted(house) == [{"audit": 1}]


async def attended(house: House, session: str, at: datetime, *people: Person) -> None:
    for person in people:
        me = await someone(house, person, "")
        row = {"cohort_id": me.cohort, "session": session, "member_id": me.member, "at": at}
        there = {"platform": "test", "reason": "by bus", "by_member_id": me.member, "late": False}
        await add(house, check_in, {**row, **there})
        await add(house, second_check, {**row, "platform": "test"})


async def test_attendance_loses_its_names_and_nobody_can_be_followed(each_house: House) -> None:
    house = each_house
    people = [await house.joined(name) for name in ("Zoe Kaur", "Yan Øst", "Wu Min")]
    old, young = house.clock.at - 400 * DAY, house.clock.at - 100 * DAY
    await attended(house, "past-1", old, *people)
    await attended(house, "past-2", old, *people[:2])
    await attended(house, "past-3", young, *people)
    await add(
        house,
        absence,
        {
            "cohort_id": house.cohort.id,
            "session": "online-1",
            "member_id": (await someone(house, people[0], "")).member,
            "reason": "A notice can be old, and its session still to come",
            "at": old,
            "short_notice": False,
        },
    )
    await apply(house, keep_attendance=365)
    async with house.app.database.read() as uow:
        joined = select(check_in.c.session, member.c.name, check_in.c.reason, check_in.c.by_member_id, member.c.id)
        rows = (await uow.connection.execute(joined.join(member, member.c.id == check_in.c.member_id))).all()
        seen = (await uow.connection.execute(select(second_check.c.session, second_check.c.member_id))).all()
        (notice,) = (await uow.connection.execute(select(absence.c.reason))).scalars()
    named = {(row.session, row.name) for row in rows if row.name != "Somebody"}
    assert named == {("past-3", name) for name in ("Zoe Kaur", "Yan Øst", "Wu Min")}
    assert sorted(row.session for row in rows) == ["past-1"] * 3 + ["past-2"] * 2 + ["past-3"] * 3
    assert all((row.reason, row.by_member_id) == (None, None) for row in rows if row.name == "Somebody")
    assert {(row.session, row.id) for row in rows} == {tuple(row) for row in seen}
    assert notice.startswith("A notice can be old")
    assert len({row.id for row in rows if row.name == "Somebody"}) == 3
    assert await noted(house) == [{"attendance": 5}]
    async with house.app.database.read() as uow:
        assert await uow.members.count_learners(house.cohort.id) == 3
        assert len(await uow.members.of_cohort(house.cohort.id)) == 3


async def test_many_go_in_small_steps(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ROWS", 2)
    monkeypatch.setattr(retention, "ROUNDS", 3)
    async with house.app.database.write() as uow:
        for _ in range(10):
            await uow.audit.note(house.cohort.id, house.clock.at - 50 * DAY, "exported", actor=None)
    privacy = PrivacyConfig(keep_audit=10, keep_messages=0)
    deployment = house.app.deployment
    object.__setattr__(deployment, "privacy", privacy)
    forgetting = Retention(house.app.database, deployment, house.clock, house.wall)
    left = []
    for _ in range(3):
        await forgetting.apply()
        left.append(await count(house, "audit") - 1)
    assert left == [4, 0, 0]
    assert await noted(house) == [{"audit": 10}]


async def test_it_looks_once_an_hour(house: House) -> None:
    forgetting = Retention(house.app.database, house.app.deployment, house.clock, house.wall)
    await forgetting.apply()
    async with house.app.database.write() as uow:
        await uow.audit.note(house.cohort.id, house.clock.at - 5000 * DAY, "exported", actor=None)
    house.clock.at += timedelta(minutes=59)
    await forgetting.apply()
    assert await count(house, "audit") == 1
    house.clock.at += timedelta(minutes=1)
    await forgetting.apply()
    assert await noted(house) == [{"audit": 1}]


async def test_the_tick_does_it(house: House) -> None:
    async with house.app.database.write() as uow:
        await uow.audit.note(house.cohort.id, house.clock.at - 5000 * DAY, "exported", actor=None)
    await house.pass_time(timedelta(hours=2))
    assert await noted(house) == [{"audit": 1}]
