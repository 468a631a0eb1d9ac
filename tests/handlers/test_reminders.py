"""Reminders, from the outside: who is told what, when, and what is no longer said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.errors import SendError
from bot.programme import Session
from tests.databases import fresh_database
from tests.house import ACADEMY, DAY_1, EVE, House

LINK = "https://meet.example/academy?pwd=a_b*c"
HOUR = timedelta(hours=1)
DAY_BEFORE = DAY_1 - 24 * HOUR
TWO_DAYS_BEFORE = DAY_1 - 48 * HOUR

DAY_TEXT = f"Online day 1 begins on Wed 6 Nov 2024, 10:00 CET.\nJoin here: {LINK}\nPlease keep your camera on."
HOUR_TEXT = (
    f"Online day 1 begins soon: at 10:00 CET.\nJoin here: {LINK}\nPlease keep your camera on.\n"
    "Check-in opens at 09:45 CET: please tap the button in the group then, or send /checkin."
)

WARSAW_TEXT = (
    "Warsaw day 1 is on Mon 3 Mar 2025. Its hours are not published.\nWhere: Warsaw University of Technology\n"
    "Check-in opens at 08:00 CET on that day: please tap the button in the group then."
)


def pack(folder: Path, *changes: tuple[str, str]) -> Path:
    """The academy with a link, and what else is to differ."""
    words = (ACADEMY / "programme.toml").read_text(encoding="utf-8")
    made = folder / "pack"
    made.mkdir(parents=True, exist_ok=True)
    (made / "faq.toml").write_bytes((ACADEMY / "faq.toml").read_bytes())
    for old, new in (('starts = "10:00"', f'link = "{LINK}"\nstarts = "10:00"'), *changes):
        assert old in words
        words = words.replace(old, new, 1)
    (made / "programme.toml").write_text(words, encoding="utf-8")
    return made


def move(house: House, **changed: object) -> None:
    """As if the organisers had changed the pack, and restarted the bot."""
    programme = house.app.deployment.programmes["academy"]
    sessions = [
        Session(**{name: changed.get(name, getattr(s, name)) for name in Session.model_fields})  # type: ignore[arg-type]
        if s.key == "online-1"
        else s
        for s in programme.sessions
    ]
    fresh = programme.model_copy(update={"sessions": tuple(sessions)})
    house.app.deployment.programmes["academy"] = fresh  # type: ignore[index]  # a dict in truth


@pytest.fixture
async def reminding(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The bot on both databases, two days before the first session."""
    house = await House(
        database_url, tmp_path, at=TWO_DAYS_BEFORE, programme=pack(tmp_path), reminders=True, weekly_digest=False
    ).open()
    await house.tick()
    yield house
    await house.close()


async def on_sqlite(folder: Path, at: datetime = TWO_DAYS_BEFORE, *changes: tuple[str, str]) -> House:
    programme = pack(folder, *changes)
    return await House(
        f"sqlite:///{folder / 'g.db'}", folder, at=at, programme=programme, reminders=True, weekly_digest=False
    ).open()


async def test_each_is_reminded_in_time_on_their_own_clock(reminding: House) -> None:
    house = reminding
    ana = await house.joined("Ana")
    wim = await house.joined("Wim", zone="Europe/Lisbon")
    tea = await house.joined("Tea", "trainer", zone="Asia/Tbilisi")
    others = [await house.joined(role, role) for role in ("organiser", "speaker", "mentor", "coach")]
    absent = await house.on_roster("Never Joined")
    await house.move_to(DAY_BEFORE - timedelta(minutes=1))
    assert [ana.told, wim.told, tea.told] == [[], [], []]
    await house.move_to(DAY_BEFORE)
    await house.tick()
    assert ana.told == [DAY_TEXT]
    assert wim.told == [DAY_TEXT.replace("10:00 CET", "09:00 WET")]
    assert tea.told == [DAY_TEXT.replace("10:00 CET", "13:00 Tbilisi time")]
    await house.move_to(DAY_1 - HOUR)
    await house.tick()
    assert ana.told == [DAY_TEXT, HOUR_TEXT]
    assert wim.told[1:] == [HOUR_TEXT.replace("10:00 CET", "09:00 WET").replace("09:45 CET", "08:45 WET")]
    assert tea.told[1:] == [HOUR_TEXT.replace("10:00 CET", "13:00 Tbilisi time").partition("\nCheck-in")[0]]
    assert [person.told for person in (*others, absent)] == [[]] * 5
    assert house.group == []
    assert [LINK in posted.text for posted in house.platform.posted] == [True] * 6


async def test_nobody_is_reminded_who_is_not_expected(reminding: House) -> None:
    house = reminding
    people = {name: await house.joined(name) for name in ("Ana", "Excused", "Left", "Erased", "There")}
    ids = {}
    async with house.app.database.write() as uow:
        for member in await uow.members.of_cohort(house.cohort.id):
            ids[member.name] = member
        excused = ids["Excused"]
        await uow.absences.announce(excused, "online-1", "A wedding", house.clock.now(), short_notice=True)
    await house.move_to(DAY_BEFORE)
    assert [name for name, person in people.items() if person.told] == ["Ana", "Left", "Erased", "There"]
    async with house.app.database.write() as uow:
        from sqlalchemy import update

        from storage.tables import member as members

        for name, column in (("Left", "withdrawn_at"), ("Erased", "erased_at")):
            await uow.connection.execute(
                update(members).where(members.c.id == ids[name].id).values({column: house.clock.now()})
            )
        await uow.check_ins.record(ids["There"], "online-1", house.clock.now(), late=False, platform="test")
    await house.move_to(DAY_1 - HOUR)
    assert {name: len(person.told) for name, person in people.items()} == {
        "Ana": 2,
        "Excused": 0,
        "Left": 1,
        "Erased": 1,
        "There": 1,
    }


async def test_who_may_not_come_is_not_called(tmp_path: Path) -> None:
    """The in-person days need all online ones; and of their hours only the day is known."""
    before = datetime(2025, 3, 1, 8, 0, tzinfo=UTC)
    house = await on_sqlite(tmp_path, before)
    try:
        await house.joined("Ana")
        bea = await house.joined("Bea")
        async with house.app.database.write() as uow:
            members = await uow.members.of_cohort(house.cohort.id)
            for session in ("online-1", "online-2", "online-3"):
                await uow.check_ins.record(members[1], session, DAY_1, late=False, platform="test")
        await house.tick()
        await house.move_to(datetime(2025, 3, 2, 7, 0, tzinfo=UTC))
        assert bea.told == [WARSAW_TEXT]
        await house.move_to(datetime(2025, 3, 3, 6, 30, tzinfo=UTC))
        assert len(house.platform.posted) == 1
    finally:
        await house.close()


async def test_what_is_no_longer_true_is_not_sent(reminding: House) -> None:
    """Due, given out, and held up by the platform: what has become of it decides when it goes."""
    house = reminding
    ana, bea, cleo = [await house.joined(name) for name in ("Ana", "Bea", "Cleo")]
    house.platform.faults = [SendError("a fault that passes")] * 3
    await house.move_to(DAY_BEFORE)
    assert house.platform.posted == []
    async with house.app.database.write() as uow:
        members = {m.name: m for m in await uow.members.of_cohort(house.cohort.id)}
        await uow.absences.announce(members["Bea"], "online-1", "Ill", house.clock.now(), short_notice=True)
    await house.pass_time(timedelta(minutes=10))
    assert [ana.told, bea.told, cleo.told] == [[DAY_TEXT], [], [DAY_TEXT]]


async def test_a_held_up_reminder_is_not_sent_at_night(tmp_path: Path) -> None:
    house = await on_sqlite(tmp_path)
    try:
        ana = await house.joined("Ana")
        await house.tick()
        house.platform.faults = [SendError("a fault that passes")]
        await house.move_to(DAY_BEFORE)
        await house.move_to(datetime(2024, 11, 5, 21, 30, tzinfo=UTC))
        assert ana.told == []
        await house.move_to(DAY_1 - HOUR)
        assert ana.told == [HOUR_TEXT]
    finally:
        await house.close()


async def test_a_moved_session_is_reminded_of_once_more(reminding: House) -> None:
    house = reminding
    ana = await house.joined("Ana")
    house.platform.faults = [SendError("a fault that passes")]
    await house.move_to(DAY_BEFORE)
    move(house, starts=datetime(2024, 11, 6, 12).time(), ends=datetime(2024, 11, 6, 15).time())
    await house.pass_time(timedelta(minutes=1))
    assert ana.told == []
    await house.move_to(DAY_BEFORE + 2 * HOUR)
    assert ana.told == [DAY_TEXT.replace("10:00", "12:00")]
    await house.move_to(DAY_1 - HOUR)
    assert len(ana.told) == 1
    move(house, date=None, starts=None, ends=None)
    await house.move_to(DAY_1 + HOUR)
    assert len(ana.told) == 1


@pytest.mark.parametrize(
    ("asleep_until", "told", "missed"),
    [
        (DAY_BEFORE + 5 * HOUR, [DAY_TEXT], []),
        (datetime(2024, 11, 5, 22, 0, tzinfo=UTC), [], []),  # quiet: it waits for the morning
        (DAY_1 - HOUR / 2, [HOUR_TEXT], ["24 hours before"]),
        (DAY_1, [], ["24 hours before", "1 hour before"]),
        (DAY_1 + timedelta(days=1), [], ["24 hours before", "1 hour before"]),
        (DAY_1 + timedelta(days=3), [], []),
    ],
)
async def test_after_a_sleep_what_is_of_use_is_sent_and_the_rest_is_listed_once(
    reminding: House, asleep_until: datetime, told: list[str], missed: list[str]
) -> None:
    house = reminding
    ana = await house.joined("Ana")
    olga = await house.joined("Olga", "organiser", zone="Europe/Vilnius")
    await house.move_to(asleep_until)
    await house.tick()
    assert [words for words in ana.told if "Online day 1 begins" in words] == told
    head = "Reminders that I did not send. I was not running when they were due, and now it is too late for them:"
    lines = "".join(f"\n• Online day 1 (Wed 6 Nov 2024, 11:00 EET): {one}" for one in missed)
    assert [words for words in olga.told if "Reminders" in words] == ([head + lines] if missed else [])


async def test_in_the_morning_after_it_comes(reminding: House) -> None:
    house = reminding
    ana = await house.joined("Ana")
    await house.move_to(datetime(2024, 11, 5, 22, 0, tzinfo=UTC))
    await house.move_to(datetime(2024, 11, 6, 7, 0, tzinfo=UTC))
    assert ana.told == [DAY_TEXT]


async def test_a_bot_that_was_just_set_up_has_missed_nothing(tmp_path: Path) -> None:
    house = await on_sqlite(tmp_path, DAY_1 + HOUR)
    try:
        olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
        await house.tick()
        assert [words for words in olga.told + ana.told if "emind" in words or "begins" in words] == []
    finally:
        await house.close()


async def test_a_clock_that_is_moved_far_is_no_flood(reminding: House) -> None:
    house = reminding
    ana, olga = await house.joined("Ana"), await house.joined("Olga", "organiser")
    for days in (200, -190, 3, 100, -60):
        await house.move_to(EVE + timedelta(days=days))
    assert len([words for words in ana.told + olga.told if "emind" in words or "begins" in words]) <= 2


async def test_a_session_early_in_the_day_has_one_reminder(tmp_path: Path) -> None:
    early = ('starts = "10:00"\nends = "14:00"', 'starts = "07:30"\nends = "14:00"')
    house = await on_sqlite(tmp_path, TWO_DAYS_BEFORE, early)
    try:
        ana = await house.joined("Ana")
        await house.tick()
        await house.move_to(datetime(2024, 11, 5, 7, 0, tzinfo=UTC))
        await house.move_to(datetime(2024, 11, 6, 6, 29, tzinfo=UTC))
        assert ana.told == [
            DAY_TEXT.replace("10:00", "07:30")
            + "\nThis is my only reminder, as I do not write to you between 21:00 and 08:00."
        ]
    finally:
        await house.close()


async def test_reminders_can_be_switched_off(tmp_path: Path) -> None:
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, at=DAY_BEFORE, reminders=False).open()
    try:
        ana = await house.joined("Ana")
        await house.move_to(DAY_BEFORE + HOUR)
        assert ana.told == []
        assert [p.what for p in await house.app.schedule.planned() if "Reminder" in p.what] == []
    finally:
        await house.close()


async def test_what_is_to_come_is_planned(tmp_path: Path) -> None:
    house = await on_sqlite(tmp_path)
    try:
        await house.joined("Ana")
        found = [
            (p.at, p.what) for p in await house.app.schedule.planned() if "Online day 1" in p.what and "Rem" in p.what
        ]
        assert found == [
            (DAY_BEFORE, "Reminder 24 hours before: Online day 1"),
            (DAY_1 - HOUR, "Reminder 1 hour before: Online day 1"),
        ]
    finally:
        await house.close()


@pytest.mark.postgres
async def test_two_processes_that_tick_at_once_send_one(postgres_server: str, tmp_path: Path) -> None:
    url = await fresh_database(postgres_server)
    programme = pack(tmp_path)
    first, second = [
        await House(
            url, tmp_path / name, at=TWO_DAYS_BEFORE, programme=programme, reminders=True, weekly_digest=False
        ).open()
        for name in ("first", "second")
    ]
    try:
        people = [await first.joined(f"Person {n}") for n in range(8)]
        for house in (first, second):
            house.clock.at = DAY_BEFORE
        await asyncio.gather(first.tick(), second.tick(), first.tick(), second.tick())
        await asyncio.gather(first.tick(), second.tick())
        sent = sorted(posted.chat_id for house in (first, second) for posted in house.platform.posted)
        assert sent == sorted(f"dm-{person.account_id}" for person in people)
    finally:
        await first.close()
        await second.close()


async def test_a_restart_sends_none_twice(database_url: str, tmp_path: Path) -> None:
    programme = pack(tmp_path)
    told: list[str] = []
    for at, faults in ((DAY_BEFORE, [SendError("a fault that passes")]), (DAY_BEFORE, []), (DAY_BEFORE, [])):
        house = await House(
            database_url, tmp_path, at=at, programme=programme, reminders=True, weekly_digest=False
        ).open()
        house.wall.at += len(told) * HOUR + HOUR
        house.platform.faults = list(faults)
        ana = await house.joined("Ana")
        await house.tick()
        house.wall.at += HOUR
        await house.tick()
        told += ana.told
        await house.close()
    assert told == [DAY_TEXT]


# --- /link ---


async def test_the_link_is_for_members_in_private(reminding: House) -> None:
    house = reminding
    ana = await house.joined("Ana")
    stranger = house.stranger()
    reply = await ana.sends("/link", group=True)
    assert reply.toast is not None
    assert ana.told == [
        f"Online day 1, Wed 6 Nov 2024, 10:00 CET\nJoin here: {LINK}\nPlease keep your camera on.",
    ]
    await stranger.sends("/link")
    assert house.group == []
    assert [LINK in words for words in stranger.told] == [False]
    await house.move_to(datetime(2024, 11, 6, 13, 0, tzinfo=UTC))
    await ana.sends("/link")
    assert ana.told[-1] == (
        "Online day 2, Mon 11 Nov 2024, 10:00 CET\nI have no link for it. Please ask events@clustercollaboration.eu."
    )
    await house.move_to(datetime(2024, 12, 6, 13, 0, tzinfo=UTC))
    await ana.sends("/link")
    assert ana.told[-1] == "No online session is planned, so there is no link."
