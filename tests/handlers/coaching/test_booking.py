"""Two taps for the participant, one line for the coach; moving, giving back, and what is refused."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.events import ButtonPressed, Event
from bot.domain.people import Profile
from handlers.coaching.buttons import Book, MoveTo
from tests.handlers.coaching.desk import AFTERNOON, NOW, bookings_of, books, label, newest, offers, slots_of
from tests.house import House, Person


@pytest.fixture
async def open_house(each_house: House) -> House:
    each_house.clock.at = NOW
    await offers(await each_house.joined("Anna Kowalska", "coach"))
    return each_house


def coach_of(house: House) -> Person:
    return Person(house, "anna-kowalska", "Anna Kowalska", "anna-kowalska@people.example")


async def test_two_taps(open_house: House) -> None:
    ana = await open_house.joined("Ana Núñez", zone="Europe/Helsinki")
    await ana.sends("/coaching")
    page = ana.private[-1]
    assert page.text.split("\n") == [
        "Free times for coaching",
        "• Tue 14 Jan 2025: 15:00, 15:40, 16:20, 17:00",
        "Your time zone: Europe/Helsinki. Tap a time to see more.",
    ]
    await ana.presses(label("15:40"), page)
    reply = await ana.presses("Book this time", page)
    assert reply.toast is not None
    assert reply.toast.text == "Booked."
    assert page.text.split("\n")[:3] == [
        "✅ Booked. I remind you the day before and 1 hour before.",
        "Your coaching: Tue 14 Jan 2025, 15:40–16:10 EET",
        "• Coach: Anna Kowalska",
    ]
    assert "Ana Núñez has booked you: Tue 14 Jan 2025, 14:40–15:10 CET." in coach_of(open_house).told
    (booking,) = await bookings_of(open_house, ana)
    assert booking.slot.starts_at == datetime(2025, 1, 14, 13, 40, tzinfo=UTC)
    await ana.sends("/coaching")
    assert ana.told[-1].startswith("Your coaching: Tue 14 Jan 2025, 15:40–16:10 EET")


async def test_what_it_is_about_reaches_the_coach_and_nobody_else(open_house: House) -> None:
    ana, bo = await open_house.joined("Ana"), await open_house.joined("Bo")
    await books(ana, "14:00")
    page = ana.private[-2]
    reply = await ana.presses("Say what it is about", page)
    assert reply.form is not None
    await ana.submits("coaching.about", reply.form.context, about="How do I *keep* <members>?")
    assert "You want to talk about: How do I *keep* <members>?" in ana.told[-1]
    coach = coach_of(open_house)
    await coach.sends("/slots")
    await coach.presses("1. Tue 14 Jan, 14:00 · Ana", coach.private[-1])
    assert "How do I *keep* <members>?" in coach.told[-1]
    await bo.sends("/coaching")
    await open_house.joined("Olga", "organiser")
    assert not any("keep" in words for words in bo.told)


async def test_one_booking_a_member(open_house: House) -> None:
    ana = await open_house.joined("Ana")
    await ana.sends("/coaching")
    page = ana.private[-1]
    slots = await slots_of(open_house)
    await ana.presses_token(Book(slots[0].id).pack(), page)
    reply = await ana.presses_token(Book(slots[1].id).pack(), page)
    assert reply.toast is not None
    assert reply.toast.text == "You have a booking. You can move it."
    again = await ana.presses_token(Book(slots[0].id).pack(), page)
    assert again.toast is not None
    assert again.toast.text == "This time is yours already."
    assert [booking.slot.id for booking in await bookings_of(open_house, ana)] == [slots[0].id]


async def test_moving_is_one_swap(open_house: House) -> None:
    ana, bo, coach = await open_house.joined("Ana"), await open_house.joined("Bo"), coach_of(open_house)
    await books(ana, "14:00")
    await books(bo, "14:40")
    (before,) = await bookings_of(open_house, ana)
    page = ana.private[-2]
    await ana.presses("Move", page)
    assert label("14:40") not in page.buttons
    await ana.presses(label("16:00"), page)
    await ana.presses("Move to this time", page)
    (after,) = await bookings_of(open_house, ana)
    assert (after.uid, after.sequence, after.slot.starts_at.hour) == (before.uid, before.sequence + 1, 15)
    assert newest(coach, "has moved to") == (
        "Ana has moved to Tue 14 Jan 2025, 16:00–16:30 CET. Before, it was Tue 14 Jan 2025, 14:00–14:30 CET."
    )
    await bo.presses("Move", bo.private[-2])
    assert label("14:00") in bo.private[-2].buttons


async def test_a_move_to_a_taken_time_keeps_the_old_one(open_house: House) -> None:
    ana, bo = await open_house.joined("Ana"), await open_house.joined("Bo")
    await books(ana, "14:00")
    await books(bo, "14:40")
    taken = (await bookings_of(open_house, bo))[0].slot
    (mine,) = await bookings_of(open_house, ana)
    page = ana.private[-2]
    await ana.presses_token(MoveTo(mine.id, taken.id).pack(), page)
    assert page.text.startswith(
        "Sorry, somebody was faster. This time is taken. These are still free:\nYour own time is kept."
    )
    assert (await bookings_of(open_house, ana))[0].slot == mine.slot


async def test_giving_back(open_house: House) -> None:
    ana, coach = await open_house.joined("Ana"), coach_of(open_house)
    await books(ana, "14:00")
    page = ana.private[-2]
    await ana.presses("Cancel", page)
    assert (
        page.text
        == "Do you want to cancel your coaching on Tue 14 Jan 2025, 14:00–14:30 CET? Somebody else can then take it."
    )
    await ana.presses("Yes, cancel it", page)
    assert await bookings_of(open_house, ana) == []
    assert "Ana has cancelled Tue 14 Jan 2025, 14:00–14:30 CET. The time is free again." in coach.told
    await books(ana, "14:00")
    assert len(await bookings_of(open_house, ana)) == 1


async def test_too_late_for_changes_by_oneself(open_house: House) -> None:
    ana = await open_house.joined("Ana")
    await books(ana, "14:00")
    page = ana.private[-2]
    await open_house.move_to(datetime(2025, 1, 13, 13, 0, 1, tzinfo=UTC))
    for words in ("Move", "Cancel"):
        reply = await ana.presses(words, page)
        assert reply.toast is not None
        assert reply.toast.text == (
            "This could be changed here until Mon 13 Jan 2025, 14:00 CET. Please write to your coach or to the organisers; "
            "your place is kept."
        )
    assert len(await bookings_of(open_house, ana)) == 1


async def test_too_late_to_book(open_house: House) -> None:
    ana = await open_house.joined("Ana")
    await ana.sends("/coaching")
    page = ana.private[-1]
    await ana.presses(label("14:00"), page)
    await open_house.move_to(datetime(2025, 1, 14, 1, 0, 1, tzinfo=UTC))
    await ana.presses("Book this time", page)
    assert page.text.startswith(
        "This time begins too soon: it could be booked until Tue 14 Jan 2025, 02:00 CET.\nFree times"
    )
    assert await bookings_of(open_house, ana) == []


async def test_a_time_that_was_cancelled_while_somebody_looked_at_it(open_house: House) -> None:
    ana, coach = await open_house.joined("Ana"), coach_of(open_house)
    await ana.sends("/coaching")
    page = ana.private[-1]
    await ana.presses(label("14:00"), page)
    await coach.sends("/slots")
    slots = coach.private[-1]
    await coach.presses("1. Tue 14 Jan, 14:00 · free", slots)
    await coach.presses("Cancel", slots)
    await coach.presses("Yes, cancel it", slots)
    await ana.presses("Book this time", page)
    assert page.text.startswith("This time is no longer offered.\nFree times for coaching")
    assert label("14:00") not in page.buttons


async def all_at_once(house: House, events: list[Event]) -> None:
    for handled in await asyncio.gather(*(house.app.dispatcher.handle(event) for event in events)):
        assert handled.failed is None
        handled.release()
    await house.app.delivery.settled()


async def test_two_hundred_tap_at_once_and_one_wins(each_house: House) -> None:
    house = each_house
    house.clock.at = NOW
    coach = await house.joined("Anna", "coach")
    await offers(coach)
    async with house.app.database.write() as uow:
        await uow.members.save(
            house.cohort.id, [Profile(f"M {n}", f"m{n}@people.example", time_zone="Europe/Warsaw") for n in range(200)]
        )
    people = [Person(house, f"m{n}", f"M {n}", f"m{n}@people.example") for n in range(200)]
    first = (await slots_of(house))[0]
    token = Book(first.id).pack()
    await all_at_once(house, [person.event(ButtonPressed, token=token, message_id=None) for person in people])
    said = [person.told[0] for person in people]
    winners = [words for words in said if words.startswith("✅ Booked.")]
    others = [
        words
        for words in said
        if words.startswith("Sorry, somebody was faster. This time is taken. These are still free:")
    ]
    assert (len(winners), len(others)) == (1, 199)
    assert all("• Tue 14 Jan 2025: 14:40, 15:20, 16:00" in words for words in others)
    async with house.app.database.read() as uow:
        assert len(await uow.bookings.of_slot(first.id)) == 1
    assert len([words for words in coach.told if "has booked you" in words]) == 1


async def test_a_group_has_as_many_places_as_it_has(each_house: House) -> None:
    house = each_house
    house.clock.at = NOW
    await offers(await house.joined("Anna", "coach"), "/slots add 15 Jan 14:00-15:00 60m places 3 topics money")
    people = [await house.joined(f"Member {n}") for n in range(7)]
    (slot,) = await slots_of(house)
    await all_at_once(
        house, [person.event(ButtonPressed, token=Book(slot.id).pack(), message_id=None) for person in people]
    )
    assert sum(person.told[0].startswith("✅ Booked.") for person in people) == 3
    assert sum(person.told[0].startswith("Sorry, somebody was faster") for person in people) == 4
    (slot,) = await slots_of(house)
    assert slot.taken == 3


async def test_nobody_books_before_booking_opens_or_for_others(open_house: House) -> None:
    organiser, stranger = await open_house.joined("Olga", "organiser"), open_house.stranger()
    token = Book((await slots_of(open_house))[0].id).pack()
    reply = await organiser.presses_token(token)
    assert reply.toast is not None
    assert reply.toast.text == "Coaching is booked by participants."
    await stranger.presses_token(token)
    assert all(slot.taken == 0 for slot in await slots_of(open_house))


async def test_done_no_show_and_notes(open_house: House) -> None:
    ana, bo, coach = await open_house.joined("Ana"), await open_house.joined("Bo"), coach_of(open_house)
    await books(ana, "14:00")
    await books(bo, "14:40")
    await coach.sends("/slots")
    page = coach.private[-1]
    await coach.presses("1. Tue 14 Jan, 14:00 · Ana", page)
    assert "Ana came" not in page.buttons
    await open_house.move_to(datetime(2025, 1, 14, 15, 0, tzinfo=UTC))
    await coach.sends("/slots")
    page = coach.private[-1]
    assert "First come those of the past: please tap them and say who came." in page.text
    await coach.presses("Tue 14 Jan, 14:00 · Ana: came?", page)
    await coach.presses("Ana came", page)
    await coach.submits("coaching.note", "shared:1", note="Write to the *ministry*.")
    await coach.submits("coaching.note", "own:1", note="Knows everybody")
    assert newest(ana, "A note from").split("\n") == [
        "A note from Anna Kowalska on your coaching, Tue 14 Jan 2025, 14:00–14:30 CET:",
        "Write to the *ministry*.",
    ]
    await ana.sends("/me")
    assert (
        "done: Tue 14 Jan 2025, 14:00–14:30 CET, with Anna Kowalska. Note from your coach: Write to the *ministry*."
        in ana.told[-1]
    )
    assert not any("Knows everybody" in words for words in ana.told)
    await coach.sends("/slots")
    page = coach.private[-1]
    await coach.presses("Tue 14 Jan, 14:40 · Bo: came?", page)
    await coach.presses("Bo did not come", page)
    assert bo.told[-1].startswith("Anna Kowalska has noted that you did not come: Tue 14 Jan 2025, 14:40–15:10 CET.")
    await bo.sends("/coaching")
    assert bo.told[-1] == "You have had your coaching. There is nothing more to book."
    organiser = await open_house.joined("Olga", "organiser")
    await organiser.sends("/status")
    assert "Coaching: 0 booked, 1 done, 1 did not come, 0 not booked. Free places: 0." in organiser.told[-1]


async def test_filters_and_pages(open_house: House) -> None:
    berta = await open_house.joined("Berta", "coach")
    await offers(berta, "/slots add 15 Jan 9:00-14:00 30m language German topics money, EU funds")
    ana = await open_house.joined("Ana")
    await ana.sends("/coaching")
    page = ana.private[-1]
    assert page.text.split("\n")[1:3] == [
        "• Tue 14 Jan 2025: 14:00, 14:40, 15:20, 16:00",
        "• Wed 15 Jan 2025: 09:00, 09:30, 10:00, 10:30",
    ]
    await ana.presses("Later ▶", page)
    assert page.text.split("\n")[1] == "• Wed 15 Jan 2025: 11:00, 11:30, 12:00, 12:30, 13:00, 13:30"
    await ana.presses("By coach", page)
    await ana.presses("Anna Kowalska", page)
    assert page.text.split("\n")[1:3] == ["Only: Anna Kowalska", "• Tue 14 Jan 2025: 14:00, 14:40, 15:20, 16:00"]
    await ana.presses("By topic", page)
    await ana.presses("EU funds", page)
    assert page.text.split("\n")[1] == "Only: EU funds"
    assert "Tue" not in page.text
    await ana.presses("All free times", page)
    assert "Only:" not in page.text


async def test_in_their_own_words_of_days(open_house: House) -> None:
    coach = await open_house.joined("Anna", "coach", language="de", zone="Europe/Berlin")
    await coach.sends("/slots add Mi 15. Januar 9:00-10:00, 30 min")
    assert "Wed 15 Jan 2025: 09:00–09:30, 09:30–10:00" in coach.told[-1]


async def test_an_old_page_of_another_day_is_made_anew(open_house: House) -> None:
    ana = await open_house.joined("Ana")
    await ana.sends("/coaching")
    page = ana.private[-1]
    await open_house.move_to(NOW + timedelta(days=90))
    await ana.presses(label("14:00"), page)
    assert page.text.startswith("This time has begun already.\nNo time is free now.")


def test_the_example_is_the_one_of_the_issue() -> None:
    assert AFTERNOON.startswith("/slots add 14 Jan 14:00-")


async def test_who_asks_when_it_is_hears_of_their_own(open_house: House) -> None:
    ana, bo = [await open_house.joined(name) for name in ("Ana", "Bo")]
    await books(ana, "14:40")
    await ana.says("when is my coaching?")
    assert "Tue 14 Jan 2025, 14:40–15:10 CET, with " in newest(ana, "My coaching")
    await bo.says("Wann findet mein Coaching statt?")
    assert "not booked yet: send /coaching" in newest(bo, "My coaching")
