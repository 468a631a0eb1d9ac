"""The pack changes after people have checked in or said that they cannot come: what is kept is shown, and decided once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.events import ButtonPressed
from bot.domain.people import Role
from tests.house import House, Person
from tests.programme.packs import FAQ, PROGRAMME

FIRST = 'date = 2024-11-06\nstarts = "10:00"\nends = "14:00"'
MOVED = 'date = 2024-11-07\nstarts = "11:00"\nends = "14:00"'
SESSION = PROGRAMME[PROGRAMME.index("[[sessions]]") : PROGRAMME.index('[[sessions]]\nkey = "hall-1"')]
EVE = datetime(2024, 11, 5, 8, 0, tzinfo=UTC)
DURING = datetime(2024, 11, 6, 9, 5, tzinfo=UTC)
NEXT_DAY = datetime(2024, 11, 7, 10, 5, tzinfo=UTC)
NEWS = (
    "The programme has changed. I go by the new times from now on.\n"
    "• First day is moved: it was on Wed 6 Nov 2024, 10:00–14:00 CET, and now it is on Thu 7 Nov 2024, 11:00–14:00 CET."
)
ANNOUNCE = "I have told nobody else yet. Shall the participants know?"
HEAD = (
    "First day was on Wed 6 Nov 2024, 10:00–14:00 CET and is now on Thu 7 Nov 2024, 11:00–14:00 CET, and people had "
    "checked in to it before."
)
KEPT = (
    f"{HEAD}\nI have kept everything: 2 check-ins and 1 absence notice.\n"
    "Shall the check-ins count for the new time? If not, they are deleted, and people check in again. Absence notices "
    "stay: I ask those people whether they can come now."
)


class Rewritten:
    """A house whose pack somebody edits: the bot is started anew with it, as it reads the pack at its start."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.pack = folder / "pack"
        self.pack.mkdir()
        self.people: list[Person] = []
        self.write(PROGRAMME)
        self.house = House(url, folder, at=EVE, programme=self.pack)

    def write(self, programme: str) -> None:
        (self.pack / "programme.toml").write_text(programme, encoding="utf-8")
        (self.pack / "faq.toml").write_text(FAQ, encoding="utf-8")

    def another(self) -> House:
        """One more process, at the same moment, on the same database and platform."""
        house = House(self.url, self.folder, at=self.house.clock.at, programme=self.pack)
        house.wall.at, house.platform, house.numbers = self.house.wall.at, self.house.platform, self.house.numbers
        house.app.platforms["test"] = house.platform
        return house

    async def start(self, programme: str = PROGRAMME) -> None:
        self.write(programme)
        await self.house.close()
        self.house = await self.another().open()
        for person in self.people:
            person.house = self.house
        await self.settle()

    async def settle(self) -> None:
        """Two minutes: for what is found out, and for cards that may not be edited at once."""
        await self.house.pass_time(timedelta(minutes=1))
        await self.house.pass_time(timedelta(minutes=1))

    async def joined(self, name: str, role: Role = "participant", zone: str = "Europe/Warsaw") -> Person:
        person = await self.house.joined(name, role, zone=zone)
        self.people.append(person)
        return person


@pytest.fixture
async def rewritten(database_url: str, tmp_path: Path) -> AsyncIterator[Rewritten]:
    opened = Rewritten(database_url, tmp_path)
    await opened.house.open()
    await opened.settle()
    yield opened
    await opened.house.close()


@pytest.fixture
async def people(rewritten: Rewritten) -> list[Person]:
    """Two organisers, two who check in to the first day, and one whose absence notice was refused."""
    olga, pavel = await rewritten.joined("Olga", "organiser"), await rewritten.joined("Pavel", "organiser")
    found = [olga, pavel, *[await rewritten.joined(name) for name in ("Ana", "Ben", "Cyd")]]
    cyd = found[-1]
    await cyd.submits("attendance.absence", "1:online-1", reason="The dentist")
    await olga.presses("Not justified")
    await rewritten.house.move_to(DURING)
    await found[2].presses("I am here")
    await found[3].sends("/checkin")
    return found


async def test_at_first_sight_and_without_a_change_nothing_is_said(rewritten: Rewritten) -> None:
    olga = await rewritten.joined("Olga", "organiser")
    await rewritten.settle()
    await rewritten.start()
    assert (olga.told, rewritten.house.group) == ([], [])


async def test_before_anybody_checked_in_organisers_hear_of_it_once(rewritten: Rewritten) -> None:
    olga, ana = await rewritten.joined("Olga", "organiser"), await rewritten.joined("Ana")
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED).replace("Day in the hall", "Hall day"))
    assert olga.told == [f"{NEWS}\n• Day in the hall is called Hall day now.\n{ANNOUNCE}"]
    assert list(olga.private[-1].buttons) == ["Announce it"]
    await rewritten.settle()
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED).replace("Day in the hall", "Hall day"))
    assert len(olga.told) == 1
    await rewritten.start(PROGRAMME.replace(SESSION, ""))
    assert olga.told[1].splitlines()[1:3] == [
        "• Hall day is called Day in the hall now.",
        "• First day (Thu 7 Nov 2024, 11:00–14:00 CET) is no longer in the programme.",
    ]
    await rewritten.start(PROGRAMME.replace('key = "online-1"', 'key = "first"'))
    assert olga.told[2].splitlines()[1] == "• First day is new: Wed 6 Nov 2024, 10:00–14:00 CET."
    await rewritten.start(PROGRAMME)
    assert olga.told[3].splitlines()[1:3] == [
        "• First day takes place again: Wed 6 Nov 2024, 10:00–14:00 CET.",
        "• First day (Wed 6 Nov 2024, 10:00–14:00 CET) is no longer in the programme.",
    ]
    assert ana.told == []


async def test_the_same_day_under_another_key_is_pointed_out(rewritten: Rewritten) -> None:
    olga = await rewritten.joined("Olga", "organiser")
    await rewritten.start(PROGRAMME.replace('key = "online-1"', 'key = "first"'))
    assert olga.told[0].splitlines()[3].startswith("Is one of the new sessions an old one that only got another key?")


async def test_minutes_of_check_in_are_no_news(rewritten: Rewritten) -> None:
    olga = await rewritten.joined("Olga", "organiser")
    await rewritten.start(PROGRAMME.replace('until = "18:00"', 'until = "19:00"'))
    assert olga.told == []


async def test_what_is_kept_is_shown_and_nothing_is_lost(rewritten: Rewritten, people: list[Person]) -> None:
    olga, pavel, ana, ben, _cyd = people
    told = {who.name: len(who.told) for who in people}
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED))
    for who in (olga, pavel):
        assert who.told[told[who.name] :] == [f"{NEWS}\n{ANNOUNCE}", KEPT]
    assert [len(ana.told), len(ben.told)] == [told["Ana"], told["Ben"]]
    await rewritten.settle()
    await olga.sends("/status")
    assert "Session changes to decide: 1. Send /changes." in olga.told[-1]
    await olga.sends("/changes")
    assert olga.told[-1] == KEPT
    await pavel.presses("Keep")
    decided = f"{HEAD}\nKept: 2 check-ins. Decided by Pavel."
    assert (olga.told[-1], pavel.told[-1]) == (decided, decided)
    async with rewritten.house.app.database.read() as uow:
        assert await uow.check_ins.count(rewritten.house.cohort.id, "online-1") == (2, 0)
        deed = (await uow.audit.latest(rewritten.house.cohort.id, 1))[0]
    assert (deed.action, deed.session, deed.details) == (
        "session_change_decided",
        "online-1",
        {"change": "moved", "kept": True, "check_ins": 2},
    )
    await olga.sends("/changes")
    assert olga.told[-1] == "No change of the programme is waiting for you."


async def test_not_counted_only_after_the_number_was_seen(rewritten: Rewritten, people: list[Person]) -> None:
    olga, pavel, ana, ben, cyd = people
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED))
    house = rewritten.house
    await olga.presses("Do not count")
    assert olga.told[-1] == "Delete 2 check-ins of First day? They cannot be brought back."
    async with house.app.database.read() as uow:
        assert await uow.check_ins.count(house.cohort.id, "online-1") == (2, 0)
    await house.move_to(NEXT_DAY)
    await cyd.presses("I am here")
    await olga.presses("Yes, delete 2 check-ins")
    decided = f"{HEAD}\nDeleted: 2 check-ins. Decided by Olga."
    assert decided in olga.told
    assert decided in pavel.told
    again = (
        "First day is moved: it is now on Thu 7 Nov 2024, 11:00–14:00 CET. Your check-in was for the old time and does not "
        "count any more. Please come, and check in again."
    )
    assert [ana.told[-1], ben.told[-1]] == [again, again]
    async with house.app.database.read() as uow:
        assert await uow.check_ins.count(house.cohort.id, "online-1") == (1, 0)
    await ana.sends("/checkin")
    assert ana.told[-1] == "You are checked in to First day. Welcome!"


async def test_who_was_marked_absent_at_the_old_time_can_come_to_the_new_one(
    rewritten: Rewritten, people: list[Person]
) -> None:
    olga, pavel, ana, _ben, cyd = people
    dee = await rewritten.joined("Dee", zone="Pacific/Auckland")
    await olga.sends("/mark Cyd absent she told me")
    await olga.sends("/mark Dee absent she is ill")
    await olga.sends("/mark Ana there I saw her")
    told = len(cyd.told)
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED))
    house = rewritten.house
    news = (
        "First day has a new time, so these people are no longer marked as absent from it. They can check in when it "
        "takes place; I tell them.\n• Cyd (Cyd's cluster)\n• Dee (Dee's cluster)"
    )
    assert [olga.told.count(news), pavel.told.count(news)] == [1, 1]
    (asked,) = [words for words in cyd.told[told:] if words.startswith("First day is moved")]
    assert "You had said that you cannot come. Can you come now?" in asked
    assert not any("is moved" in words for words in dee.told), "it is night there"
    await house.move_to(DURING.replace(hour=19))
    (heard,) = [words for words in dee.told if "is moved" in words]
    assert "You had been marked as absent; that was about the old time" in heard
    await olga.sends("/audit")
    assert "Cyd is no longer marked as absent from First day, as it was moved" in olga.told[-1]
    await house.move_to(NEXT_DAY)
    await cyd.sends("/checkin")
    assert cyd.told[-1] == "You are checked in to First day. Welcome!"
    async with house.app.database.read() as uow:
        assert await uow.check_ins.count(house.cohort.id, "online-1") == (3, 0)
    await rewritten.settle()
    assert olga.told.count(news) == 1
    assert not any("marked as absent" in one for one in ana.told)


@pytest.mark.parametrize(
    ("changed", "when"),
    [
        (FIRST.replace('ends = "14:00"', 'ends = "15:00"'), DURING),
        (FIRST.replace("2024-11-06", "2024-11-05"), DURING + timedelta(days=2)),
        (FIRST.replace('"10:00"', '"09:30"'), DURING + timedelta(days=2)),
    ],
    ids=["a later end", "another day, put right afterwards", "another hour, put right afterwards"],
)
async def test_a_mark_stays_where_the_session_was_what_it_was(
    rewritten: Rewritten, people: list[Person], changed: str, when: datetime
) -> None:
    olga, *_others, cyd = people
    await olga.sends("/mark Cyd absent she told me")
    await rewritten.house.move_to(when)
    await rewritten.start(PROGRAMME.replace(FIRST, changed))
    assert not any("no longer marked" in one for one in olga.told)
    async with rewritten.house.app.database.read() as uow:
        (member,) = await uow.members.by_email(str(cyd.email))
        record = await uow.check_ins.record_of(member.id, member.cohort_id, "online-1")
    assert record is not None
    assert record.absent


async def test_one_of_two_decisions_counts(rewritten: Rewritten, people: list[Person]) -> None:
    olga, pavel, *_rest = people
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED))
    house = rewritten.house
    await olga.presses("Do not count")
    drop = olga.event(
        ButtonPressed, token=olga.private[-1].buttons["Yes, delete 2 check-ins"].token, message_id="bot-9"
    )
    keep = pavel.event(ButtonPressed, token=pavel.private[-1].buttons["Keep"].token, message_id="bot-9")
    await asyncio.gather(house.receive(drop), house.receive(keep))
    async with house.app.database.read() as uow:
        there = await uow.check_ins.count(house.cohort.id, "online-1")
        deeds = [d for d in await uow.audit.latest(house.cohort.id, 9) if d.action == "session_change_decided"]
    assert len(deeds) == 1
    assert there == ((2, 0) if deeds[0].details["kept"] else (0, 0))


async def test_who_could_not_come_is_asked_about_the_new_time(rewritten: Rewritten, people: list[Person]) -> None:
    olga, _pavel, ana, _ben, cyd = people
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED))
    assert cyd.told[-1] == (
        "First day is moved: it is now on Thu 7 Nov 2024, 11:00 CET. You had said that you cannot come. Can you come now?"
    )
    reply = await ana.presses_token(cyd.private[-1].buttons["Yes, I can come"].token, cyd.private[-1])
    assert reply.toast is not None
    assert reply.toast.text.startswith("This is somebody else's absence notice.")
    still = cyd.private[-1]
    yes = still.buttons["Yes, I can come"].token
    await cyd.presses("No, I still cannot")
    assert still.text == (
        "All right. Your absence notice stands for the new time, too: First day, Thu 7 Nov 2024, 11:00 CET."
    )
    await cyd.presses_token(yes, still)
    assert still.text == "Good! The organisers can see that you come to First day: Thu 7 Nov 2024, 11:00 CET."
    assert any(text.endswith("There is nothing to decide.") for text in olga.told)
    async with rewritten.house.app.database.read() as uow:
        assert await uow.absences.of_session(rewritten.house.cohort.id, "online-1") == []


async def test_the_card_of_the_old_time_says_so_and_a_new_one_comes(rewritten: Rewritten, people: list[Person]) -> None:
    house = rewritten.house
    (card,) = house.group
    assert "2 of 3 are here" in card.text
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED))
    house = rewritten.house
    assert [(posted.text, list(posted.buttons)) for posted in house.group] == [
        ("First day is moved. It is now on Thu 7 Nov 2024, 11:00 CET.", [])
    ]
    await house.move_to(NEXT_DAY)
    assert [posted.text.partition("\n")[0] for posted in house.group] == [
        "First day is moved. It is now on Thu 7 Nov 2024, 11:00 CET.",
        "Check-in is open: First day",
    ]


async def test_cancelled_and_taken_back_again(rewritten: Rewritten, people: list[Person]) -> None:
    olga, pavel, *_rest = people
    await rewritten.start(PROGRAMME.replace(SESSION, ""))
    head = "First day (Wed 6 Nov 2024, 10:00–14:00 CET) is no longer in the programme, and people had checked in to it."
    assert olga.told[-1] == (
        f"{head}\nI have kept everything: 2 check-ins and 1 absence notice.\n"
        "Shall the check-ins stay in my records? If not, they are deleted. Absence notices stay."
    )
    assert rewritten.house.group[0].text == "First day is no longer in the programme."
    old = olga.private[-1]
    token = old.buttons["Keep"].token
    await rewritten.start()
    assert old.text == "First day has changed once more since, so there is nothing to decide here."
    reply = await olga.presses_token(token, old)
    assert reply.toast is not None
    assert reply.toast.text.startswith("This was decided already, or the session has changed again.")
    async with rewritten.house.app.database.read() as uow:
        assert await uow.check_ins.count(rewritten.house.cohort.id, "online-1") == (2, 0)
    assert old.text in pavel.told


async def test_moved_twice_is_measured_by_what_people_checked_in_to(rewritten: Rewritten, people: list[Person]) -> None:
    olga = people[0]
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED))
    first = olga.private[-1]
    await rewritten.start(PROGRAMME.replace(FIRST, MOVED.replace("2024-11-07", "2024-11-08")))
    assert first.text == "First day has changed once more since, so there is nothing to decide here."
    assert olga.told[-1].startswith(
        "First day was on Wed 6 Nov 2024, 10:00–14:00 CET and is now on Fri 8 Nov 2024, 11:00–14:00 CET"
    )
    await olga.presses("Keep")
    assert olga.told[-1].endswith("Kept: 2 check-ins. Decided by Olga.")


async def test_two_processes_that_see_it_at_once_tell_once(rewritten: Rewritten) -> None:
    if rewritten.url.startswith("sqlite"):
        return  # one process alone may use it
    olga = await rewritten.joined("Olga", "organiser")
    await rewritten.start()
    rewritten.write(PROGRAMME.replace(FIRST, MOVED))
    houses = [await rewritten.another().open() for _ in range(2)]
    await asyncio.gather(*(house.tick() for house in houses))
    for house in houses:
        await house.close()
    assert olga.told == [f"{NEWS}\n{ANNOUNCE}"]


async def test_a_mark_of_absence_is_no_check_in_and_stays_with_what_took_place(
    rewritten: Rewritten, people: list[Person]
) -> None:
    olga, _pavel, _ana, ben, _cyd = people
    await olga.sends("/mark ben absent only his phone was here")
    await rewritten.start(PROGRAMME.replace(SESSION, ""))
    house, told = rewritten.house, len(ben.told)
    await olga.presses("Do not count")
    await olga.presses("Yes, delete 1 check-in")
    assert len(ben.told) == told
    async with house.app.database.read() as uow:
        records = await uow.check_ins.records(house.cohort.id, ["online-1"])
    assert [(one.absent, one.reason) for one in records] == [(True, "only his phone was here")]
