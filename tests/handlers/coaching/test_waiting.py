"""Who waits gets what becomes free, in order, each for a limited time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.handlers.coaching.desk import NOW, bookings_of, books, label, newest, offers, waits
from tests.house import House, Person

ONE = "/slots add 14 Jan 14:00-14:30 30m"
HELD = "A coaching time is free for you: Tue 14 Jan 2025, 14:00–14:30 CET"


@pytest.fixture
async def full(each_house: House) -> tuple[House, Person, Person]:
    """One time, and Ana has it."""
    each_house.clock.at = NOW
    coach, ana = await each_house.joined("Anna", "coach"), await each_house.joined("Ana")
    await offers(coach, ONE)
    await books(ana, "14:00")
    return each_house, coach, ana


async def gives_back(person: Person) -> None:
    await person.sends("/coaching")
    page = person.private[-1]
    await person.presses("Cancel", page)
    await person.presses("Yes, cancel it", page)


async def test_a_freed_place_goes_to_the_first_in_line(full: tuple[House, Person, Person]) -> None:
    house, coach, ana = full
    bo, cem, dora = [await house.joined(name) for name in ("Bo", "Cem", "Dora")]
    await waits(bo)
    assert bo.told[-1].split("\n")[:2] == ["You are on the waiting list for any coach.", "Nobody is before you."]
    await waits(cem)
    assert "Before you: 1." in cem.told[-1]
    await gives_back(ana)
    assert newest(bo, "A coaching time is free").startswith(HELD)
    assert "I hold it for you until Mon 18 Nov 2024, 22:00 CET." in bo.told[-1]
    assert not any("A coaching time is free" in words for words in cem.told)
    await dora.sends("/coaching")
    assert dora.told[-1].startswith("No time is free now.")
    reply = await bo.presses("Take it")
    assert reply.toast is not None
    assert reply.toast.text == "Booked."
    assert [booking.state for booking in await bookings_of(house, bo)] == ["booked"]
    assert "Bo has booked you: Tue 14 Jan 2025, 14:00–14:30 CET." in coach.told
    again = await bo.presses_token("ko:2:1", bo.private[-2])
    assert again.toast is not None
    assert again.toast.text == "This time is yours already."


async def test_who_is_forgotten_gives_their_place_back_and_the_coach_hears_no_name(
    full: tuple[House, Person, Person],
) -> None:
    house, coach, ana = full
    bo, before = await house.joined("Bo"), len(coach.told)
    await waits(bo)
    await ana.sends("/forgetme")
    await ana.presses("Erase my data …")
    assert coach.told[before:] == []
    await ana.presses("Yes, erase it now")
    (told,) = coach.told[before:]
    assert told == "A participant who left had booked you: Tue 14 Jan 2025, 14:00–14:30 CET. They do not come."
    (file,) = coach.private[-1].message.files
    assert file.name == "coaching.ics"
    assert newest(bo, "A coaching time is free").startswith(HELD)
    await house.pass_time(timedelta(minutes=1))
    await bo.presses("Take it")
    assert [booking.state for booking in await bookings_of(house, bo)] == ["booked"]
    assert len([words for words in coach.told if "who left" in words]) == 1


async def test_who_leaves_the_programme_gives_their_place_back(full: tuple[House, Person, Person]) -> None:
    house, coach, ana = full
    bo, olga = await house.joined("Bo"), await house.joined("Olga", "organiser")
    await waits(bo)
    await olga.sends("/withdraw ana")
    assert "Coaching that they have booked is given back." in olga.told[-1]
    await olga.presses("Yes, they left")
    assert "Coaching that they had booked is given back." in olga.told[-1]
    assert newest(coach, "who left").startswith("A participant who left had booked you: Tue 14 Jan 2025, 14:00")
    assert newest(bo, "A coaching time is free").startswith(HELD)
    (mine,) = [posted for posted in ana.private if posted.text.startswith("Your coaching on Tue 14 Jan 2025, 14:00")]
    assert [file.name for file in mine.message.files] == ["coaching.ics"]
    await olga.sends("/readmit ana")
    assert await bookings_of(house, ana) == []
    assert "Coaching that you had booked was given back when you left. Please book it anew: /coaching" in ana.told[-1]
    await olga.sends("/withdraw ana")
    await olga.presses("Yes, they left")
    assert len([words for words in coach.told if "who left" in words]) == 1


async def test_what_the_coach_hears_in_the_morning_is_true_then(full: tuple[House, Person, Person]) -> None:
    house, coach, _ana = full
    olga, bo = await house.joined("Olga", "organiser"), await house.joined("Bo")
    await house.move_to(NOW.replace(hour=22))
    await olga.sends("/withdraw ana")
    await olga.presses("Yes, they left")
    await books(bo, "14:00")
    await house.pass_time(timedelta(hours=12))
    (told,) = [words for words in coach.told if "who left" in words]
    assert told == "A participant who left had booked you: Tue 14 Jan 2025, 14:00–14:30 CET. They do not come."


async def test_the_next_is_told_in_the_morning_and_has_the_whole_time(full: tuple[House, Person, Person]) -> None:
    house, _coach, ana = full
    bo, cem = [await house.joined(name) for name in ("Bo", "Cem")]
    await waits(bo)
    await waits(cem)
    await gives_back(ana)
    offer = bo.private[-1]
    await house.move_to(NOW + timedelta(hours=12))
    assert not any("A coaching time is free" in words for words in cem.told)
    await house.move_to(datetime(2024, 11, 19, 7, 0, tzinfo=UTC))
    assert newest(bo, "did not answer") == (
        "You did not answer in time, so this time went to the next person: Tue 14 Jan 2025, 14:00–14:30 CET. You still wait, "
        "now at the end of the queue."
    )
    assert "I hold it for you until Tue 19 Nov 2024, 20:00 CET." in newest(cem, "A coaching time is free")
    await bo.presses("Take it", offer)
    assert offer.text.startswith("Sorry, that is over.")
    assert await bookings_of(house, bo) == []
    await cem.presses("No, I wait for another")
    assert cem.told[-1].startswith("All right. You keep your place in the queue")
    await bo.sends("/coaching")
    assert label("14:00") in bo.private[-1].buttons, "both had it offered: now it is free for all"


async def test_waiting_for_one_coach(full: tuple[House, Person, Person]) -> None:
    house, coach, _ana = full
    berta, bo = await house.joined("Berta", "coach"), await house.joined("Bo")
    await offers(coach, "/slots add 16 Jan 9:00-9:30 30m")
    await offers(berta, "/slots add 17 Jan 9:00-9:30 30m")
    await bo.sends("/coaching")
    page = bo.private[-1]
    await bo.presses("By coach", page)
    await bo.presses("Berta", page)
    await bo.presses("None of these: let me wait", page)
    assert page.text.startswith("You are on the waiting list for Berta.")
    await offers(coach, "/slots add 18 Jan 9:00-9:30 30m")
    assert not any("A coaching time is free" in words for words in bo.told)
    await offers(berta, "/slots add 19 Jan 9:00-9:30 30m")
    assert "Sun 19 Jan 2025, 09:00–09:30 CET" in newest(bo, "A coaching time is free")


async def test_new_times_go_to_those_who_wait_before_they_are_free_for_all(full: tuple[House, Person, Person]) -> None:
    house, coach, _ana = full
    people = [await house.joined(name) for name in ("Bo", "Cem", "Dora")]
    for person in people:
        await waits(person)
    await offers(coach, "/slots add 15 Jan 10:00-12:00 30m")
    offered = [newest(person, "A coaching time is free").split("\n")[0].rpartition(", ")[2] for person in people]
    assert offered == ["10:00–10:30 CET", "10:30–11:00 CET", "11:00–11:30 CET"]
    eva = await house.joined("Eva")
    await eva.sends("/coaching")
    assert "• Wed 15 Jan 2025: 11:30" in eva.told[-1]


async def test_who_books_something_else_passes_their_offer_on(full: tuple[House, Person, Person]) -> None:
    house, coach, _ana = full
    bo, cem = [await house.joined(name) for name in ("Bo", "Cem")]
    await waits(bo)
    await waits(cem)
    await offers(coach, "/slots add 15 Jan 10:00-11:30 30m")
    await bo.sends("/coaching")
    await bo.presses("Wed 15 Jan, 11:00", bo.private[-1])
    await bo.presses("Book this time", bo.private[-1])
    assert [(b.state, b.slot.starts_at.hour) for b in await bookings_of(house, bo)] == [("booked", 10)]
    dora = await house.joined("Dora")
    await dora.sends("/coaching")
    assert "• Wed 15 Jan 2025: 10:00" in dora.told[-1]


async def test_leaving_the_queue_passes_on_what_is_held(full: tuple[House, Person, Person]) -> None:
    house, _coach, ana = full
    bo, cem = [await house.joined(name) for name in ("Bo", "Cem")]
    await waits(bo)
    await waits(cem)
    await gives_back(ana)
    await bo.presses("I no longer wait", bo.private[-1])
    assert newest(cem, "A coaching time is free").startswith(HELD)
    assert await bookings_of(house, bo) == []


async def test_a_cancelled_time_withdraws_the_offer(full: tuple[House, Person, Person]) -> None:
    house, coach, ana = full
    bo = await house.joined("Bo")
    await waits(bo)
    await gives_back(ana)
    offer = bo.private[-1]
    await coach.sends("/slots")
    page = coach.private[-1]
    await coach.presses("1. Tue 14 Jan, 14:00 · held for somebody", page)
    await coach.presses("Cancel", page)
    await coach.presses("Yes, cancel it", page)
    await bo.presses("Take it", offer)
    assert offer.text.startswith("Sorry, that is over.")


async def test_close_to_the_time_it_is_free_for_all(full: tuple[House, Person, Person]) -> None:
    """Less than half an hour is left to book it: an offer would not be seen."""
    house, _coach, _ana = full
    bo = await house.joined("Bo")
    await waits(bo)
    organiser = await house.joined("Olga", "organiser")
    await house.move_to(datetime(2025, 1, 14, 0, 45, tzinfo=UTC))
    await organiser.sends("/slots")
    async with house.app.database.write() as uow:
        await uow.bookings.release(1, "cancelled")
    await house.tick()
    assert not any("A coaching time is free" in words for words in bo.told)
    await bo.sends("/coaching")
    assert label("14:00") in bo.private[-1].buttons
